import type { FastifyReply, FastifyRequest } from "fastify";
import type { Alert } from "../../domain/alert.ts";
import { holdsAt } from "../../domain/contract.ts";
import { AnhuError } from "../../domain/errors.ts";
import { formatIn } from "../../domain/handover/format.ts";
import { sightByLink } from "../location.ts";
import { html, languageOf, sendPage, type Language } from "../link-pages.ts";
import type { ApiContext } from "../context.ts";
import type { LinkClaim } from "../links.ts";
import type { FoundAlert } from "../targets.ts";
import { handoverDocument } from "./document.ts";
import { gatherHandover, lookedIn, type HandoverReader } from "./gather.ts";
import { sheetPage } from "./page.ts";
import { SHEET_STYLE } from "./style.ts";

/** After an alert was closed a clinic without a contract may look at it for so long, to write what became of it [M]. */
const AFTER_MS = 24 * 3_600_000;
const KIND = {
  zh: {
    title: "交接单打不开",
    ended: "这个链接已过期，或不是这里发出的。",
    over: "这条告警已经结束，您的单位与该机构现在没有有效签约，因此不再显示。",
    away: "这条告警已不在当前列表里，档案暂时读不到。请一分钟后重试。",
    call: "请打电话给机构：",
    callPlain: "请打电话给机构，或在最新一条通知里打开新的链接。",
    signIn: "登录查看",
    again: "重试",
  },
  en: {
    title: "The handover cannot be shown",
    ended: "This link has ended, or it was not made here.",
    over: "This alert is closed, and no contract joins your clinic and the home any more: it is no longer shown.",
    away: "This alert is no longer among the open ones, and the records cannot be read right now. Try again in a minute.",
    call: "Please call the home:",
    callPlain: "Please call the home, or open the link in its newest message.",
    signIn: "Sign in to look",
    again: "Try again",
  },
} as const;

/** Chinese unless the browser or the page's own switch asks for English. */
export function sheetLanguage(request: FastifyRequest): Language {
  const asked: unknown = typeof request.query === "object" && request.query !== null ? Reflect.get(request.query, "lang") : undefined;
  return asked === "en" || asked === "zh" ? asked : languageOf(request.headers["accept-language"]);
}
/** What the holder of a clinic's link may see. */
export function linkReader({ ports }: Pick<ApiContext, "ports">, alert: Alert, clinicId: string): HandoverReader {
  const nowMs = ports.clock.now();
  const names = ports.directory
    .contracts(alert.facilityId)
    .some((contract) => contract.clinicId === clinicId && contract.namesAllowed && holdsAt(contract, nowMs));
  const sight = sightByLink(ports, alert);
  return { clinicId, names, staffNames: names, phones: "duty", sight, location: sight.isShown };
}
/**
 * The alert that a link is about, while its clinic may look: the alert is open or was closed within a day, or a contract holds.
 * @throws {AnhuError} `NOT_FOUND`, `FORBIDDEN` (over), `RECORDS_UNAVAILABLE`
 */
export async function linkedAlert({ ports }: Pick<ApiContext, "ports">, { alertId, clinicId }: LinkClaim): Promise<FoundAlert> {
  const found = ports.desk.find(alertId) ?? (await ports.records.alert(alertId));
  if (found === undefined) throw new AnhuError("NOT_FOUND", "opening a handover: there is no such alert; call the facility");
  const { state, resolvedAtMs, facilityId } = found.alert;
  const nowMs = ports.clock.now();
  const isFresh = state !== "resolved" || resolvedAtMs === null || nowMs - resolvedAtMs < AFTER_MS;
  const holds = ports.directory.contracts(facilityId).some((contract) => contract.clinicId === clinicId && holdsAt(contract, nowMs));
  if (isFresh || holds) return found;
  throw new AnhuError("FORBIDDEN", "opening a handover: the alert is closed and no contract holds; call the facility");
}
/** The sheet as a page. Every opening is audited. */
export async function showHandover(
  context: ApiContext,
  request: FastifyRequest,
  reply: FastifyReply,
  { claim, token }: { readonly claim: LinkClaim; readonly token: string },
): Promise<FastifyReply> {
  const { options, ports, audit } = context;
  const language = sheetLanguage(request);
  const found = await linkedAlert(context, claim);
  const { alert } = found;
  const reader = linkReader(context, alert, claim.clinicId);
  const sheet = await gatherHandover(ports, found, reader, options.simulated);
  const by = { actor: claim.clinicId, role: "link" };
  audit({ ...by, action: "readHandover", target: alert.id, result: "ok" });
  lookedIn(context, sheet, by, reader);
  const own = `/handover/${encodeURIComponent(token)}`;
  const mayTake = alert.state !== "resolved" && alert.medical.state === "waiting";
  const { title, body } = sheetPage(sheet, language, {
    acknowledge: mayTake ? new URL(options.links.onward("acknowledge", claim)).pathname : null,
    otherLanguage: `${own}?lang=${language === "zh" ? "en" : "zh"}`,
    fhir: `${own}/fhir`,
  });
  return sendPage(reply, 200, language, title, body, SHEET_STYLE);
}
/** The same sheet as a FHIR document; audited as the page is. */
export async function linkedDocument(context: ApiContext, claim: LinkClaim, language: Language) {
  const found = await linkedAlert(context, claim);
  const by = { actor: claim.clinicId, role: "link" };
  const bundle = await handoverDocument(context, found, linkReader(context, found.alert, claim.clinicId), by, language);
  context.audit({ ...by, action: "readHandover", target: claim.alertId, result: "ok", detail: "fhir" });
  return bundle;
}
/** Says kindly what to do when there is nothing to show. @throws what is none of the expected failures */
export function sendNoHandover(
  { ports }: Pick<ApiContext, "ports">,
  request: FastifyRequest,
  reply: FastifyReply,
  error: unknown,
  claim: LinkClaim | null,
): FastifyReply {
  if (!(error instanceof AnhuError)) throw error;
  const language = sheetLanguage(request);
  const text = KIND[language];
  const { words } = formatIn(language);
  const isAway = error.code === "RECORDS_UNAVAILABLE";
  const why = isAway ? text.away : error.code === "FORBIDDEN" ? text.over : text.ended;
  const homes = claim === null ? [] : dutyPhones(ports, claim.clinicId);
  const phones =
    homes.length === 0
      ? html`<p>${text.callPlain}</p>`
      : html`<p>${text.call}</p>
          <ul>
            ${homes.map(({ name, role, phone }) => html`<li>${name} · ${words.role[role] ?? role} <a class="link" href="tel:${phone}">${phone}</a></li>`)}
          </ul>`;
  const body = html`<main class="sheet">
    <header class="top info"><h1>${text.title}</h1></header>
    <section class="card">
      <p>${why}</p>
      ${phones}
    </section>
    <nav class="act" aria-label="${text.title}">
      ${isAway ? html`<a class="main" href="">${text.again}</a>` : html``}<a href="/sign-in">${text.signIn}</a>
    </nav>
  </main>`;
  return sendPage(reply, isAway ? 503 : error.code === "FORBIDDEN" ? 403 : 404, language, text.title, body, SHEET_STYLE);
}
/** Of the homes that a contract joins with the clinic now: whom it can call although nothing else is known. */
function dutyPhones({ directory, clock }: ApiContext["ports"], clinicId: string) {
  const nowMs = clock.now();
  return directory
    .facilities()
    .filter(({ id }) => directory.contracts(id).some((contract) => contract.clinicId === clinicId && holdsAt(contract, nowMs)))
    .flatMap(({ id, name }) =>
      directory
        .contacts(id, null)
        .filter(({ role }) => role === "onDutyCaregiver" || role === "nurse")
        .map(({ role, phone }) => ({ name, role: role === "nurse" ? "nurseOnDuty" : role, phone })),
    );
}
