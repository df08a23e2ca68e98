import { Type, type Static } from "typebox";
import type { PersonRef, TimelineEntry } from "./alert.ts";
import { AnhuError } from "./errors.ts";
import { Pressed } from "./pressed.ts";

/** 指导 / 上门 / 叫救护车 / 收治 / 拒绝: what a doctor decides about an alert. */
export const DISPOSITIONS = ["advise", "visit", "ambulance", "admit", "refuse"] as const;
export const DispositionType = Type.Enum(DISPOSITIONS);
export type DispositionType = Static<typeof DispositionType>;

/** While the alert is open, and so long afterwards, a clinic that was told may write what became of it [M]. */
export const WRITING_GRACE_MS = 24 * 3_600_000;
/** Whoever needs longer than this comes for something else [M]. */
export const LONGEST_ETA_MINUTES = 240;
const closed = { additionalProperties: false };
const Text = Type.String({ maxLength: 500 });

/** What is typed; which fields each type needs: `readDisposition`. */
export const NewDisposition = Type.Object(
  {
    type: DispositionType,
    text: Type.Optional({ ...Text, description: "advice: words to the staff; refuse: why" }),
    etaMinutes: Type.Optional(Type.Integer({ minimum: 1, maximum: LONGEST_ETA_MINUTES, description: "visit: minutes from the press" })),
    calledBy: Type.Optional(
      Type.Enum(["clinic", "home"], { description: "ambulance: the clinic sends or has called it, or the home is to call 120" }),
    ),
    department: Type.Optional(Type.String({ maxLength: 60, description: "admit: where the resident is expected" })),
    seen: Type.Optional(
      Type.Integer({
        minimum: 0,
        description: "how many dispositions of the alert the writer has seen; one more of somebody else is a 409",
      }),
    ),
    ...Pressed,
    person: Type.Optional(Type.String({ maxLength: 80, description: "with the administrator's token: for whom" })),
  },
  { $id: "NewDisposition", ...closed },
);
export type NewDisposition = Static<typeof NewDisposition>;

/** A disposition that says all that it must. */
export type Disposition = { readonly text: string } & (
  | { readonly type: "advise" | "refuse" }
  | { readonly type: "visit"; readonly etaMinutes: number }
  | { readonly type: "ambulance"; readonly calledBy: "clinic" | "home" }
  | { readonly type: "admit"; readonly department: string }
);
/** @throws {AnhuError} `REASON_REQUIRED` advice or a refusal without words; `BAD_INPUT` a visit without its time, an admission without a place */
export function readDisposition(input: Omit<NewDisposition, "person" | "seen" | "pressedAt">): Disposition {
  const text = tidy(input.text);
  const { type } = input;
  switch (type) {
    case "advise":
    case "refuse":
      if (text === "")
        throw new AnhuError(
          "REASON_REQUIRED",
          `noting a disposition (${type}): say in "text" ${type === "advise" ? "what staff should do" : "why"}`,
        );
      return { type, text };
    case "visit":
      if (input.etaMinutes === undefined || !(input.etaMinutes >= 1 && input.etaMinutes <= LONGEST_ETA_MINUTES))
        throw new AnhuError("BAD_INPUT", 'noting a visit: say in "etaMinutes" in how many minutes somebody is there, 1 to 240');
      return { type, text, etaMinutes: input.etaMinutes };
    case "ambulance":
      if (input.calledBy === undefined)
        throw new AnhuError(
          "BAD_INPUT",
          'noting an ambulance: say in "calledBy" whether the clinic has called it, or the home is to call 120',
        );
      return { type, text, calledBy: input.calledBy };
    case "admit": {
      const department = tidy(input.department);
      if (department === "") throw new AnhuError("BAD_INPUT", 'noting an admission: say in "department" where the resident is expected');
      return { type, text, department };
    }
  }
}
function tidy(text: string | undefined): string {
  return (text ?? "").replace(/\p{C}/gu, " ").trim();
}

/** Lines of the timeline that say what a doctor decided, and what became of a visit. */
export const DISPOSITION_CODES = {
  advise: "advised",
  visit: "visiting",
  ambulance: "ambulance",
  admit: "admitting",
  refuse: "refused",
} as const satisfies Record<DispositionType, TimelineEntry["code"]>;

/** A disposition as it stands in the timeline. */
export interface NotedDisposition {
  readonly at: number;
  readonly type: DispositionType;
  readonly who: string | null;
  /** `null`: a physician of the home. */
  readonly clinicId: string | null;
  readonly clinicName: string;
  readonly text: string;
  /** Of a visit: when somebody should be there, ms. */
  readonly etaMs: number | null;
  readonly department: string | null;
  readonly calledBy: "clinic" | "home" | null;
  /** Of a visit: when somebody was there, or when that was given up. */
  readonly arrivedAtMs: number | null;
  readonly overdueAtMs: number | null;
}
const AS = ": ";
const OWN_PHYSICIAN = "-";
const part = (text: string): string => text.replaceAll(AS, " ");
/** The `detail` of its line: "clinic id: clinic name: minutes, who calls or department: words". */
export function dispositionDetail(disposition: Disposition, clinicId: string | null, clinicName: string): string {
  const extra =
    disposition.type === "visit"
      ? String(disposition.etaMinutes)
      : disposition.type === "ambulance"
        ? disposition.calledBy
        : disposition.type === "admit"
          ? part(disposition.department)
          : "";
  return [clinicId ?? OWN_PHYSICIAN, part(clinicName), extra, disposition.text].join(AS);
}
type Line = Pick<TimelineEntry, "at" | "who" | "detail"> & { readonly code: string };
/** All dispositions of an alert, oldest first. */
export function dispositionsOf(timeline: readonly Line[]): readonly NotedDisposition[] {
  const found: NotedDisposition[] = [];
  for (const entry of timeline) {
    const type = DISPOSITIONS.find((one) => DISPOSITION_CODES[one] === entry.code);
    if (type !== undefined) found.push(notedOf(type, entry));
    const last = found.findLastIndex((one) => one.type === "visit");
    const visit = found[last];
    if (visit === undefined) continue;
    if (entry.code === "visitArrived") found[last] = { ...visit, arrivedAtMs: entry.at };
    if (entry.code === "visitOverdue") found[last] = { ...visit, overdueAtMs: entry.at };
  }
  return found;
}
function notedOf(type: DispositionType, { at, who, detail }: Line): NotedDisposition {
  const [clinicId = OWN_PHYSICIAN, clinicName = "", extra = "", ...words] = (detail ?? "").split(AS);
  const minutes = Number(extra);
  return {
    at,
    type,
    who,
    clinicId: clinicId === OWN_PHYSICIAN ? null : clinicId,
    clinicName,
    text: words.join(AS),
    etaMs: type === "visit" && Number.isFinite(minutes) ? at + minutes * 60_000 : null,
    department: type === "admit" ? extra : null,
    calledBy: type === "ambulance" ? (extra === "home" ? "home" : "clinic") : null,
    arrivedAtMs: null,
    overdueAtMs: null,
  };
}
/** The visit that somebody promised and that is neither there, nor given up, nor replaced by another decision. */
export function awaitedVisit(timeline: readonly TimelineEntry[]): NotedDisposition | null {
  const last = dispositionsOf(timeline).findLast(({ type }) => type !== "refuse");
  return last?.type === "visit" && last.arrivedAtMs === null && last.overdueAtMs === null ? last : null;
}
/** Clinics that were told of the alert, by the lines that say so. */
export function toldClinics(timeline: readonly TimelineEntry[]): ReadonlySet<string> {
  return new Set(
    timeline.flatMap(({ code, track, detail }) =>
      (code === "told" || code === "repaged") && track === "medical" && detail !== null ? [detail] : [],
    ),
  );
}
/**
 * What one line does to the clinics that refused: who refused is not told again until a person asks for a doctor, or it gets worse.
 * Changes `refused`.
 */
export function noteRefusal(refused: Set<string>, { code, detail }: Pick<TimelineEntry, "code" | "detail">): void {
  if (code === "refused" && detail !== null) refused.add(detail.slice(0, detail.indexOf(AS)));
  if (code === "doctorNeeded" || code === "upgraded" || code === "recurred") refused.clear();
}
/** The clinics that refused, after more lines. */
export function refusedAfter(before: ReadonlySet<string>, lines: readonly TimelineEntry[]): ReadonlySet<string> {
  const refused = new Set(before);
  for (const line of lines) noteRefusal(refused, line);
  return refused;
}
/** May a clinic that was told still see the alert, and write what became of it? */
export function isWithinGrace({ resolvedAtMs }: { readonly resolvedAtMs: number | null }, nowMs: number): boolean {
  return resolvedAtMs === null || nowMs < resolvedAtMs + WRITING_GRACE_MS;
}
/** Who may be taken for whom: the same clinic, or the home. */
export function isOfSame(person: Pick<PersonRef, "clinicId"> | null, by: Pick<PersonRef, "clinicId">): boolean {
  return person !== null && person.clinicId === by.clinicId;
}

const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) => Type.Union([type, Type.Null()]);
/** A disposition as people read it. */
export const DispositionView = Type.Object(
  {
    at: Type.Integer(),
    type: DispositionType,
    by: Nullable(Type.String()),
    clinicId: Nullable(Type.String()),
    clinic: Type.String({ description: "name of the clinic; empty: a physician of the home" }),
    text: Nullable(Type.String({ description: "null: hidden from whoever may see no names" })),
    etaAt: Nullable(Type.Integer({ description: "when the visitor should be there, ms since the epoch" })),
    department: Nullable(Type.String()),
    calledBy: Nullable(Type.Enum(["clinic", "home"])),
    arrivedAt: Nullable(Type.Integer()),
    overdueAt: Nullable(Type.Integer({ description: "nobody had come by then: the clinics were called again" })),
  },
  closed,
);
export type DispositionView = Static<typeof DispositionView>;
