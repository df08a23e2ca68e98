import { Type, type Static } from "typebox";
import { Id, Nullable, Reason } from "./api-schemas.ts";
import { Role } from "./people.ts";

/**
 * What a doctor at the other end of a handover must know of a resident beside vital signs. The full health record is another thing.
 * `sex` "female" | "male"; `diagnosis` free text beside the coded `CONDITIONS`; `treatmentLimit` as a physician worded it.
 */
export const RECORD_KINDS = ["sex", "diagnosis", "medication", "allergy", "treatmentLimit"] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];
export const SEXES = ["female", "male"] as const;
export type Sex = (typeof SEXES)[number];

const closed = { additionalProperties: false };
const Line = Type.String({ minLength: 1, maxLength: 200, pattern: "\\S" });
/** `none`: somebody asked, and there is none ("no known allergy"); that is not the same as nothing recorded. */
export const RecordDetail = Type.Object(
  {
    dose: Type.Optional(Line),
    /** When it is taken, in words: "早晚饭后", "08:00". */
    times: Type.Optional(Line),
    /** What the allergy did. */
    reaction: Type.Optional(Line),
    /** The prescription (长期处方) ends then, ms since the epoch. */
    untilMs: Type.Optional(Type.Integer({ minimum: 0 })),
    none: Type.Optional(Type.Boolean()),
  },
  closed,
);
export type RecordDetail = Static<typeof RecordDetail>;
/** One dated line of the record. Never changed: it ends, and another begins. */
export interface RecordEntry {
  readonly id: string;
  readonly residentId: string;
  readonly kind: RecordKind;
  readonly text: string;
  readonly detail: RecordDetail | null;
  /** Since when it is so: as the person who entered it says. */
  readonly sinceMs: number;
  /** Server time at which it was entered. */
  readonly enteredMs: number;
  readonly byUserId: string;
  /** As it was then: the record outlives the account. */
  readonly byName: string;
  readonly byRole: Role;
  readonly ended: RecordEnd | null;
}
export interface RecordEnd {
  readonly atMs: number;
  readonly reason: string;
  readonly byUserId: string;
  readonly byName: string;
  readonly byRole: Role;
}
/** What holds, newest sex only; "none" is silent beside an entry of its kind that names something. */
export function recordInForce(entries: readonly RecordEntry[]): readonly RecordEntry[] {
  const open = entries.filter(({ ended }) => ended === null).toSorted((a, b) => a.enteredMs - b.enteredMs);
  const sex = open.findLast(({ kind }) => kind === "sex");
  const named = new Set(open.filter(({ detail }) => detail?.none !== true).map(({ kind }) => kind));
  return open.filter((entry) => (entry.kind === "sex" ? entry === sex : entry.detail?.none !== true || !named.has(entry.kind)));
}
export function sexOf(entries: readonly RecordEntry[]): Sex | null {
  const text = recordInForce(entries).find(({ kind }) => kind === "sex")?.text;
  return SEXES.find((sex) => sex === text) ?? null;
}
/**
 * Anticoagulants by the beginning or part of their names, Chinese and English: who takes one and hits the head bleeds (DOMAIN §5.4).
 * Vitamin K antagonists, direct oral anticoagulants, heparins; common names of 国家基本医疗保险药品目录 [M]. Not found is not "takes none".
 */
const ANTICOAGULANTS =
  /华法林|利伐沙班|阿哌沙班|艾多沙班|依度沙班|达比加群|肝素|磺达肝癸|warfarin|rivaroxaban|apixaban|edoxaban|dabigatran|heparin|enoxaparin|fondaparinux|acenocoumarol/i;
export function isAnticoagulant(medication: string): boolean {
  return ANTICOAGULANTS.test(medication);
}

const Since = Type.Optional(Type.Integer({ minimum: 0, description: "since when it is so, ms since the epoch; absent: now" }));
/** What a nurse or physician records; a treatment limit has a route of its own. */
export const NewRecordEntry = Type.Union([
  Type.Object({ kind: Type.Literal("sex"), text: Type.Enum(SEXES) }, closed),
  Type.Object({ kind: Type.Literal("diagnosis"), text: Line, since: Since }, closed),
  Type.Object(
    {
      kind: Type.Literal("medication"),
      text: Line,
      dose: RecordDetail.properties.dose,
      times: RecordDetail.properties.times,
      until: Type.Optional(Type.Integer({ minimum: 0, description: "the prescription ends then, ms" })),
      since: Since,
    },
    closed,
  ),
  Type.Object({ kind: Type.Literal("allergy"), text: Line, reaction: RecordDetail.properties.reaction, since: Since }, closed),
  Type.Object({ kind: Type.Enum(["medication", "allergy"]), none: Type.Literal(true) }, closed),
]);
export type NewRecordEntry = Static<typeof NewRecordEntry>;
export const NewTreatmentLimit = Type.Object({ text: Reason, since: Since }, closed);
export const EndedRecordEntry = Type.Object({ reason: Reason }, closed);
/** `by`: a name for those who may see it, else a role. Times in ms since the epoch. */
export const RecordEntryView = Type.Object(
  {
    id: Id,
    kind: Type.Enum(RECORD_KINDS),
    text: Type.String(),
    detail: Nullable(RecordDetail),
    since: Type.Integer(),
    enteredAt: Type.Integer(),
    by: Type.String(),
    role: Role,
    isAnticoagulant: Type.Boolean({ description: "a medication that is known to keep blood from clotting; false is no proof" }),
    ended: Nullable(Type.Object({ at: Type.Integer(), reason: Type.String(), by: Type.String(), role: Role }, closed)),
  },
  closed,
);
export type RecordEntryView = Static<typeof RecordEntryView>;
export const RecordView = Type.Object(
  {
    residentId: Id,
    sex: Nullable(Type.Enum(SEXES)),
    birthYear: Nullable(Type.Integer()),
    entries: Type.Array(RecordEntryView, { description: "what holds, oldest first" }),
    ended: Type.Array(RecordEntryView, { description: "what ended, newest first, at most 50" }),
  },
  { $id: "ResidentRecord", ...closed },
);
export type RecordView = Static<typeof RecordView>;
/** One line as this reader may see it. */
export function recordEntryView(entry: RecordEntry, hasNames: boolean): RecordEntryView {
  const { id, kind, text, detail, sinceMs, enteredMs, byName, byRole, ended } = entry;
  return {
    ...{ id, kind, text, detail, since: sinceMs, enteredAt: enteredMs, by: hasNames ? byName : byRole, role: byRole },
    isAnticoagulant: kind === "medication" && isAnticoagulant(text),
    ended: ended === null ? null : { at: ended.atMs, reason: ended.reason, by: hasNames ? ended.byName : ended.byRole, role: ended.byRole },
  };
}
