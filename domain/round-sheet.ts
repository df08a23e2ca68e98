import { Type, type Static } from "typebox";
import { ALERT_KINDS, AlertState, Outcome, Severity } from "./alert.ts";
import { Id, Nullable } from "./api-schemas.ts";
import { RoundResultView } from "./round-result.ts";
import { SIGN_KEYS } from "./signs.ts";

/** The round sheet (查房单): who changed since the last round, and what happened after hours. Times in ms since the epoch. */
const closed = { additionalProperties: false };
/** Why somebody stands where they stand on the sheet. */
export const ROUND_REASONS = [
  "openCritical",
  "news2High",
  "heartFailureWeight",
  "fall",
  "news2AboveOwn",
  "newCritical",
  "openWarning",
  "offUsual",
  "weight",
  "sleep",
  "visitDue",
  "prescription",
  "newAlerts",
  "neverSeen",
] as const;
export type RoundReason = (typeof ROUND_REASONS)[number];
/** How much each reason moves somebody up the list. An order for the eye, no score of a patient [M]. */
const RANK: Readonly<Record<RoundReason, 1 | 2 | 3>> = {
  ...{ openCritical: 3, news2High: 3, heartFailureWeight: 3, fall: 3 },
  ...{ news2AboveOwn: 2, newCritical: 2, openWarning: 2, offUsual: 2, weight: 2 },
  ...{ sleep: 1, visitDue: 2, prescription: 1, newAlerts: 1, neverSeen: 1 },
};
export const CONCERNS = ["high", "some", "little", "none"] as const;

export const RoundRow = Type.Object(
  {
    ...{ facilityId: Id, residentId: Id, name: Type.String({ description: "empty for those who may not see names" }) },
    ...{ room: Nullable(Type.String()), age: Nullable(Type.Integer()), level: Type.Integer() },
    since: Type.Integer({ description: "the last round; without one in 30 days, seven days ago" }),
    lastRound: Nullable(RoundResultView),
    concern: Type.Enum(CONCERNS),
    reasons: Type.Array(Type.Enum(ROUND_REASONS), { description: "most pressing first" }),
    news2: Nullable(
      Type.Object(
        { total: Type.Integer(), known: Type.Integer(), of: Type.Integer(), own: Nullable(Type.Integer()), at: Type.Integer() },
        closed,
      ),
    ),
    weight: Nullable(
      Type.Object({ kg: Type.Number(), at: Type.Integer(), beforeKg: Nullable(Type.Number()), beforeAt: Nullable(Type.Integer()) }, closed),
    ),
    nights: Nullable(
      Type.Object(
        { lastH: Type.Number(), beforeH: Nullable(Type.Number()) },
        {
          ...closed,
          description: "hours in bed between 20:00 and 08:00: last night, and the mean of the nights before since the last round",
        },
      ),
    ),
    falls: Type.Integer({ description: "since then, without false alarms and tests" }),
    alerts: Type.Object({ critical: Type.Integer(), warning: Type.Integer(), open: Type.Integer() }, closed),
    offUsual: Type.Array(Type.Object({ sign: Type.Enum([...SIGN_KEYS]), since: Type.Integer() }, closed)),
    prescriptions: Type.Array(Type.Object({ text: Type.String(), until: Type.Integer() }, closed), {
      description: "that have ended or end within seven days",
    }),
  },
  closed,
);
export type RoundRow = Static<typeof RoundRow>;
export const RoundSheet = Type.Object(
  {
    madeAt: Type.Integer(),
    homes: Type.Array(Type.Object({ id: Id, name: Type.String() }, closed)),
    rows: Type.Array(RoundRow, { description: "most concern first" }),
    missing: Type.Array(Type.Enum(["records", "historian"]), { description: "could not be read: rows may say too little" }),
  },
  { $id: "RoundSheet", ...closed },
);
export type RoundSheet = Static<typeof RoundSheet>;
export const AfterHoursAlert = Type.Object(
  {
    ...{ alertId: Type.String(), facilityId: Id, residentId: Nullable(Id), name: Type.String(), room: Nullable(Type.String()) },
    ...{ kind: Type.Enum(ALERT_KINDS), severity: Severity, sign: Nullable(Type.String()), value: Nullable(Type.Number()) },
    ...{ raisedAt: Type.Integer(), state: AlertState, outcome: Nullable(Outcome), resolvedAt: Nullable(Type.Integer()) },
    answeredMs: Nullable(Type.Integer({ description: "until somebody took it, on site or medically; null: nobody has" })),
  },
  closed,
);
export type AfterHoursAlert = Static<typeof AfterHoursAlert>;
export const AfterHours = Type.Object(
  {
    homes: Type.Array(
      Type.Object(
        {
          ...{ facilityId: Id, facility: Type.String(), from: Type.Integer(), to: Type.Integer() },
          basis: Type.Enum(["hours", "day"], {
            description: "hours: since the last close by the contract; day: no hours are agreed, the last 24 h",
          }),
          alerts: Type.Array(AfterHoursAlert, { description: "oldest first" }),
        },
        closed,
      ),
    ),
    missing: Type.Array(Type.Enum(["records"])),
  },
  { $id: "AfterHours", ...closed },
);
export type AfterHours = Static<typeof AfterHours>;

/** Loss or gain of body weight that is looked at: 5 % within 30 days (MDS 3.0, K0300 and K0310) [M]. */
const WEIGHT_SHARE = 0.05;
/** With heart failure: 2 kg more within three days (ESC guidelines on heart failure, self-care) [M]. */
const HEART_FAILURE_KG = 2;
const HEART_FAILURE_MS = 3 * 24 * 3_600_000;
/** Hours in bed at night that are a change worth a question [M]. */
const NIGHT_CHANGE_H = 2;
/** NEWS2 above the own normal by so much is looked at: RESTORE2 compares with the own normal, the step is ours [M]. */
const ABOVE_OWN = 2;
const NEWS2_URGENT = 5;

export type RoundFacts = Omit<RoundRow, "concern" | "reasons" | "weight"> & {
  readonly openCritical: boolean;
  readonly hasHeartFailure: boolean;
  /** Oldest first, of the last 30 days. */
  readonly weights: readonly { readonly kg: number; readonly at: number }[];
};
/** The row of one resident: what changed, why it matters, how much. Pure. */
export function roundRow(facts: RoundFacts, nowMs: number): RoundRow {
  const { openCritical, hasHeartFailure, weights, ...row } = facts;
  const last = weights.at(-1) ?? null;
  const before =
    weights.findLast(({ at }) => at <= row.since && last !== null && at < last.at) ?? (weights.length > 1 ? weights[0] : undefined);
  const isHeavier =
    last !== null && weights.some(({ at, kg }) => last.at - at <= HEART_FAILURE_MS && at < last.at && last.kg - kg >= HEART_FAILURE_KG);
  const isChanged = last !== null && weights.some(({ kg }) => Math.abs(last.kg - kg) >= kg * WEIGHT_SHARE);
  const { news2, nights, lastRound } = row;
  const holds: Readonly<Record<RoundReason, boolean>> = {
    openCritical,
    news2High: news2 !== null && news2.total >= NEWS2_URGENT,
    heartFailureWeight: hasHeartFailure && isHeavier,
    fall: row.falls > 0,
    news2AboveOwn: news2 !== null && news2.own !== null && news2.total - news2.own >= ABOVE_OWN,
    newCritical: row.alerts.critical > 0,
    openWarning: row.alerts.open > 0 && !openCritical,
    offUsual: row.offUsual.length > 0,
    weight: isChanged,
    sleep: nights !== null && nights.beforeH !== null && Math.abs(nights.lastH - nights.beforeH) >= NIGHT_CHANGE_H,
    visitDue: lastRound !== null && lastRound.nextVisitAt !== null && lastRound.nextVisitAt <= nowMs,
    prescription: row.prescriptions.length > 0,
    newAlerts: row.alerts.warning > 0,
    neverSeen: lastRound === null,
  };
  const reasons = ROUND_REASONS.filter((reason) => holds[reason]).toSorted((a, b) => RANK[b] - RANK[a]);
  const worst = Math.max(0, ...reasons.map((reason) => RANK[reason]));
  return {
    ...row,
    weight: last === null ? null : { kg: last.kg, at: last.at, beforeKg: before?.kg ?? null, beforeAt: before?.at ?? null },
    concern: CONCERNS[3 - worst] ?? "none",
    reasons,
  };
}
/** Most concern first, then the sum of the reasons, then the room. */
export function byConcern(a: RoundRow, b: RoundRow): number {
  const weigh = ({ reasons }: RoundRow) => reasons.reduce((sum, reason) => sum + RANK[reason], 0);
  return (
    CONCERNS.indexOf(a.concern) - CONCERNS.indexOf(b.concern) ||
    weigh(b) - weigh(a) ||
    (a.room ?? "").localeCompare(b.room ?? "", undefined, { numeric: true })
  );
}
