import type { HandoverSheet } from "../../domain/handover/sheet.ts";
import { formatIn, type SheetLanguage } from "../../domain/handover/format.ts";
import { amapAddress } from "../../domain/handover/sketch.ts";
import { sheetText, type Line, type Part, type SheetText } from "../../domain/handover/text.ts";
import type { VitalText } from "../../domain/handover/assessment-text.ts";
import { html, type Markup } from "../link-pages.ts";
import { locationDrawing, sparkDrawing, trendDrawing } from "./drawings.ts";

/** Where the page leads: paths of this server, `null` where there is nothing to do. */
export interface SheetLinks {
  readonly acknowledge: string | null;
  readonly otherLanguage: string;
  readonly fhir: string | null;
}
const TAGS = { plain: "p", strong: "s", alarm: "x", muted: "m", old: "o" } as const;

function part({ text, tone }: Part): Markup {
  if (tone === "old") return html`<del>${text}</del> `;
  if (tone === "strong" || tone === "alarm") return html`<b class="${TAGS[tone]}">${text}</b> `;
  return html`<span class="${TAGS[tone]}">${text}</span> `;
}
const lines = (all: readonly Line[]): Markup =>
  html`<dl>
    ${all.map(
      ({ label, rows }) =>
        html`<dt>${label}</dt>
          <dd>${rows.map((row) => html`<div>${row.map(part)}</div>`)}</dd>`,
    )}
  </dl>`;

function vital({ name, figure, unit, arrow, arrowWords, isOld, tone, notes }: VitalText): Markup {
  const value = html`${figure}<small> ${unit}</small>`;
  const drawn = arrow === "" ? html`` : html` <span class="w" role="img" aria-label="${arrowWords}">${arrow}</span>`;
  return html`<tr class="${TAGS[tone]}">
    <th scope="row">${name}</th>
    <td class="n">${isOld ? html`<del>${value}</del>` : value}${drawn}</td>
    <td class="a">${notes.map((note) => html`<div>${note}</div>`)}</td>
  </tr>`;
}
function section(letter: string, title: string, body: Markup, id: string): Markup {
  return html`<section class="card sec-${id}" aria-labelledby="h-${id}">
    <h2 id="h-${id}"><b>${letter}</b> ${title}</h2>
    ${body}
  </section>`;
}
function assessment({ assessment: { none, vitals, news2, news2None, ...rest } }: SheetText): Markup {
  const table =
    none === null
      ? html`<table>
          <tbody>
            ${vitals.map(vital)}
          </tbody>
        </table>`
      : html`<p class="x">${none}</p>`;
  const score =
    news2 === null
      ? html`<p class="m">${news2None}</p>`
      : html`<div class="news">
            <p class="score ${TAGS[news2.tone]}"><span>${news2.label}</span> <b>${news2.figure}</b></p>
            <p class="small">${news2.notes.join(" · ")}</p>
          </div>
          <ul class="inputs">
            ${news2.inputs.map(({ name, parts }) => html`<li><span class="m">${name}</span> ${parts.map(part)}</li>`)}
          </ul> `;
  return html`${score}${news2 === null ? html`` : trendDrawing(news2)}${table}${sparkDrawing({ none, vitals, news2, news2None, ...rest })}`;
}
/** The body of the sheet: everything that a doctor reads, without scripts, fit for a phone and for one page of paper. */
export function sheetPage(
  sheet: HandoverSheet,
  language: SheetLanguage,
  links: SheetLinks,
): { readonly title: string; readonly body: Markup } {
  const text = sheetText(sheet, language);
  const { words } = formatIn(language);
  const call =
    text.call120 === null
      ? html``
      : html`<aside class="call" aria-label="${text.call120.title}">
          <p><b>${text.call120.title}</b></p>
          <ul>
            ${text.call120.checks.map(({ text: check, tone }) => html`<li class="${TAGS[tone]}">${check}</li>`)}
          </ul>
          <p class="read"><b>${text.call120.readTitle}</b> ${text.call120.words}</p>
        </aside>`;
  const gaps =
    text.missing === null
      ? html``
      : html`<aside class="gap" role="note">
          <b>${text.missing.title}</b> ${text.missing.lines.map((line) => html`<div>${line}</div>`)}
        </aside>`;
  const where =
    text.location === null || sheet.location === null
      ? html``
      : html`<section class="card where" aria-labelledby="h-where">
          <h2 id="h-where">${text.location.title} <small>${text.location.why}</small></h2>
          ${text.location.lines.map((line) => html`<p>${line}</p>`)} ${locationDrawing(sheet.location, words.mapLabel, words.north)}
          <p>
            <a class="link" href="geo:${sheet.location.latitude},${sheet.location.longitude}">${text.location.link}</a>
            <a class="link" href="${amapAddress(sheet.location)}" rel="noreferrer">${text.location.amap}</a>
          </p>
        </section>`;
  const { recommendation } = text;
  const nav = [
    ...(links.acknowledge === null ? [] : [html`<a class="main" href="${links.acknowledge}">${words.acknowledge}</a>`]),
    html`<a href="${links.otherLanguage}" hreflang="${language === "zh" ? "en" : "zh-CN"}">${words.language}</a>`,
    ...(links.fhir === null ? [] : [html`<a href="${links.fhir}" type="application/fhir+json">${words.fhir}</a>`]),
  ];
  return {
    title: text.title,
    body: html`<main class="sheet">
      <header class="top ${text.isOpen ? text.severity : "done"}">
        <p class="mark">${text.mark}</p>
        <h1>${text.heading}</h1>
        <p>${text.lead}</p>
        <p class="t">${text.clock}</p>
      </header>
      ${call} ${gaps}
      <nav class="act" aria-label="${words.title}">${nav}</nav>
      <div class="grid">
        <div class="col">
          ${section(
            "S",
            words.sbar.s,
            html`${lines(text.situation)}
              <h3>${text.done.title}</h3>
              <ol class="tl">
                ${text.done.lines.map(({ time, text: what }) => html`<li><time>${time}</time> <span>${what}</span></li>`)}
              </ol>`,
            "s",
          )}
          ${section("A", words.sbar.a, assessment(text), "a")}
        </div>
        <div class="col">
          ${section("B", words.sbar.b, lines(text.background), "b")}
          ${section(
            "R",
            words.sbar.r,
            html`<h3>${recommendation.askTitle}</h3>
              <ul class="asks">
                ${recommendation.asks.map((ask) => html`<li>${ask}</li>`)}
              </ul>
              <h3>${recommendation.checksTitle}</h3>
              <ol class="checks">
                ${recommendation.checks.map((check) => html`<li>${part(check)}</li>`)}
              </ol>
              ${lines([text.contacts])}`,
            "r",
          )}
          ${where}
        </div>
      </div>
      <footer>${text.foot.map((line) => html`<p>${line}</p>`)}</footer>
    </main>`,
  };
}
