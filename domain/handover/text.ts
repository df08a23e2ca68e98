import { SEVERITIES, type Severity } from "../alert.ts";
import { DRILL_120, DRILL_MARK, isDrill } from "../drill.ts";
import { assessmentText, type AssessmentText } from "./assessment-text.ts";
import { backgroundLines } from "./background-text.ts";
import { formatIn, type SheetFormat, type SheetLanguage } from "./format.ts";
import type { HandoverSheet, Recommendation } from "./sheet.ts";

/** `strong` and `alarm` are loud, `muted` is small print, `old` is struck through. */
export type Tone = "plain" | "strong" | "alarm" | "muted" | "old";
export interface Part {
  readonly text: string;
  readonly tone: Tone;
}
export interface Line {
  readonly label: string;
  /** One per row of the line, each of one or more parts. */
  readonly rows: readonly (readonly Part[])[];
}
/** The sheet as sentences of one language: what a page or a screen only has to lay out. */
export interface SheetText {
  readonly language: SheetLanguage;
  readonly title: string;
  readonly severity: Severity;
  readonly isOpen: boolean;
  /** Shape and stars of the severity, before its word: never colour alone. */
  readonly mark: string;
  readonly heading: string;
  readonly lead: string;
  readonly clock: string;
  readonly call120: { readonly title: string; readonly checks: readonly Part[]; readonly readTitle: string; readonly words: string } | null;
  readonly missing: { readonly title: string; readonly lines: readonly string[] } | null;
  readonly situation: readonly Line[];
  readonly done: { readonly title: string; readonly lines: readonly { readonly time: string; readonly text: string }[] };
  readonly background: readonly Line[];
  readonly assessment: AssessmentText;
  readonly recommendation: {
    readonly askTitle: string;
    readonly asks: readonly string[];
    readonly checksTitle: string;
    readonly checks: readonly Part[];
  };
  readonly contacts: Line;
  readonly location: {
    readonly title: string;
    readonly why: string;
    readonly lines: readonly string[];
    readonly link: string;
    readonly amap: string;
  } | null;
  readonly foot: readonly string[];
}
const MARKS: Readonly<Record<Severity, string>> = { critical: "▲ ***", warning: "◆ **", info: "● *" };
/** Lines of the custody in short that a page has room for. */
const MOST_DONE = 9;

/** @param nowMs of the reader: ages grow while the sheet stays open */
export function sheetText(sheet: HandoverSheet, language: SheetLanguage, nowMs = sheet.madeAt): SheetText {
  const format = formatIn(language);
  const { words } = format;
  const { situation } = sheet;
  const place = placeText(sheet, format);
  const who = personText(sheet, format);
  const what = whatText(sheet, format);
  const severity = SEVERITIES.find((one) => one === situation.severity) ?? "critical";
  return {
    language,
    title: `${words.title} · ${situation.room ?? situation.facility.name}`,
    severity,
    isOpen: situation.isOpen,
    mark: `${MARKS[severity]} ${words.severity[severity]}`,
    heading:
      (isDrill(situation) ? DRILL_MARK[language] : "") +
      [what, who, `${situation.facility.name} ${situation.room ?? ""}`.trim()].filter((one) => one !== "").join(" · "),
    lead: [
      format.moment(situation.observedAt, nowMs),
      ...(isDrill(situation) ? [DRILL_120[language]] : []),
      ...(sheet.simulated ? [words.simulated] : []),
      ...(situation.late ? [words.late] : []),
      ...(situation.evidenceCount > 1 ? [words.again(situation.evidenceCount)] : []),
      ...(situation.isOpen && situation.conditionActive ? [words.stillHolds] : []),
    ].join(" · "),
    clock: clockText(sheet, format, nowMs),
    call120: call120(sheet, format, what, place),
    missing: sheet.missing.length === 0 ? null : { title: words.missingTitle, lines: sheet.missing.map((what) => words.missing[what]) },
    situation: situationLines(sheet, format, nowMs, place, what),
    done: { title: words.doneTitle, lines: doneLines(sheet, format, nowMs) },
    background: backgroundLines(sheet, format, nowMs),
    assessment: assessmentText(sheet.assessment, format, nowMs),
    recommendation: {
      askTitle: words.askTitle,
      asks: sheet.recommendation.asks.map((ask) => words.asks[ask]),
      checksTitle: words.checksTitle,
      checks: checkParts(sheet.recommendation, format),
    },
    contacts: contactLine(sheet, format),
    location: locationText(sheet, format, nowMs),
    foot: [words.made(`${format.date(sheet.madeAt)} ${format.clock(sheet.madeAt)}`), words.source],
  };
}
function placeText({ situation: { building, floor, room } }: HandoverSheet, { words }: SheetFormat): string {
  return room === null ? words.roomless : words.room(building, floor, room);
}
function personText({ background: { name, sex, age } }: HandoverSheet, { words }: SheetFormat): string {
  return [name ?? "", sex === null ? "" : words.sex[sex], age === null ? "" : words.age(age)].filter((one) => one !== "").join(" ");
}
function whatText({ situation: { kind, sign, value } }: HandoverSheet, format: SheetFormat): string {
  if (kind === "news2" && value !== null) return `${format.kind(kind)} ≥ ${value}`;
  if (sign === null || value === null || kind !== "vital") return format.kind(kind);
  return `${format.signName(sign)} ${format.valueText(sign, value)}`;
}
function clockText({ situation }: HandoverSheet, format: SheetFormat, nowMs: number): string {
  const { words } = format;
  const { raisedAt, resolvedAt, medical } = situation;
  if (resolvedAt !== null) return words.over(format.duration(resolvedAt - raisedAt));
  if (medical.state === "waiting") return words.waitNow(format.duration(nowMs - raisedAt));
  return words.taken(format.person(medical.by), format.duration((medical.at ?? nowMs) - raisedAt));
}
function call120(sheet: HandoverSheet, format: SheetFormat, what: string, place: string): SheetText["call120"] {
  const { situation, background, recommendation } = sheet;
  const { words } = format;
  if (isDrill(situation)) return null;
  if (!situation.isOpen || (situation.severity !== "critical" && !situation.prompt120)) return null;
  const who = background.age === null ? words.older : words.olderAged(background.age);
  return {
    title: words.checks120Title,
    checks: recommendation.checks120.map(({ check, applies }) => ({
      text: applies === true ? `${words.check120[check]}（${words.applies}）` : words.check120[check],
      tone: applies === true || (check === "head" && recommendation.takesAnticoagulant !== null) ? "alarm" : "plain",
    })),
    readTitle: words.read120,
    words: words.text120(situation.facility.name, place, who, format.within(what), format.minute(situation.observedAt)),
  };
}
const plain = (text: string): readonly Part[] => [{ text, tone: "plain" }];
function situationLines(sheet: HandoverSheet, format: SheetFormat, nowMs: number, place: string, what: string): readonly Line[] {
  const { situation, background } = sheet;
  const { words } = format;
  const where = situation.whereabouts;
  const seen =
    where === null
      ? []
      : [`${words.whereabouts[where.code] ?? where.code}${where.since === null ? "" : ` ${format.duration(nowMs - where.since)}`}`];
  const onSite = situation.onSite;
  const medical = situation.medical;
  const on = (state: typeof onSite): string =>
    state.state === "waiting"
      ? words.track.waiting
      : words.track[state.state](format.person(state.by), state.at === null ? "" : format.clock(state.at));
  const treated =
    medical.state === "done"
      ? words.medicalDone(format.person(medical.by), medical.at === null ? "" : format.clock(medical.at))
      : on(medical);
  return [
    {
      label: words.what,
      rows: [
        [
          { text: what, tone: "strong" },
          { text: words.severity[situation.severity], tone: "muted" },
        ],
      ],
    },
    {
      label: words.where,
      rows: [
        plain([situation.facility.name, place].filter((one) => one !== "").join(" · ")),
        ...seen.map((text) => [{ text, tone: "muted" as const }]),
      ],
    },
    {
      label: words.since,
      rows: [plain(`${format.moment(situation.observedAt, nowMs)}（${format.ago(nowMs - situation.observedAt)}）`)],
    },
    ...(background.name === null ? [{ label: words.person, rows: [[{ text: words.nameless, tone: "muted" as const }]] }] : []),
    { label: words.onSite, rows: [toned(onSite.owed ? on(onSite) : words.notOwed, onSite.owed && onSite.state === "waiting")] },
    {
      label: words.medical,
      rows: [toned(medical.owed || medical.state !== "waiting" ? treated : words.notOwed, medical.owed && medical.state === "waiting")],
    },
  ];
}
const toned = (text: string, isLoud: boolean): readonly Part[] => [{ text, tone: isLoud ? "alarm" : "plain" }];
function doneLines({ situation: { done, outcome } }: HandoverSheet, format: SheetFormat, nowMs: number) {
  const { words } = format;
  const shown = done.length <= MOST_DONE ? done : [...done.slice(0, 3), ...done.slice(3 - MOST_DONE)];
  return shown.map(({ at, code, who, times }) => {
    const say = words.done[code];
    const what = typeof say === "string" ? say : say(format.person(who));
    const ended = code === "resolved" && outcome !== null ? `：${words.outcome[outcome] ?? outcome}` : "";
    return { time: format.moment(at, nowMs), text: `${what}${ended}${times > 1 ? words.times(times) : ""}` };
  });
}
function checkParts({ checks, takesAnticoagulant }: Recommendation, { words }: SheetFormat): readonly Part[] {
  const asksHead = checks.includes("headHit");
  const blood: Part[] =
    takesAnticoagulant !== null
      ? [{ text: words.anticoagulant(takesAnticoagulant), tone: "alarm" }]
      : asksHead
        ? [{ text: words.anticoagulantNone, tone: "muted" }]
        : [];
  return [...blood, ...checks.map((check) => ({ text: words.check[check], tone: "plain" as const }))];
}
function contactLine({ contacts }: HandoverSheet, { words, person }: SheetFormat): Line {
  if (contacts === null) return { label: words.contacts, rows: [[{ text: words.contactsHidden, tone: "muted" }]] };
  if (contacts.length === 0) return { label: words.contacts, rows: [[{ text: words.contactsNone, tone: "muted" }]] };
  const duty = { onDutyCaregiver: "onDutyCaregiver", nurse: "nurseOnDuty" } as Readonly<Record<string, string>>;
  return {
    label: words.contacts,
    rows: contacts.map(({ role, name, phone }) => [
      { text: person(duty[role] ?? role), tone: "muted" },
      { text: [name ?? "", phone].filter((one) => one !== "").join(" "), tone: "strong" },
    ]),
  };
}
function locationText({ location }: HandoverSheet, format: SheetFormat, nowMs: number): SheetText["location"] {
  if (location === null) return null;
  const { words } = format;
  const { latitude, longitude, accuracyM, outsideM, at } = location;
  const beside = outsideM === null ? [] : [outsideM > 0 ? words.outside(words.metres(Math.round(outsideM))) : words.inside];
  return {
    title: words.locationTitle,
    why: words.locationWhy,
    lines: [
      words.coordinates(latitude.toFixed(5), longitude.toFixed(5)),
      [words.accuracy(accuracyM === null ? null : Math.round(accuracyM)), format.ago(nowMs - at), ...beside].join(" · "),
    ],
    link: words.mapLink,
    amap: words.mapAmap,
  };
}
