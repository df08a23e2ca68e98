import { Type, type Static } from "typebox";
import { ALERT_KINDS, Outcome, Severity, Track } from "../alert.ts";
import { Id, Nullable } from "../api-schemas.ts";
import { CONDITIONS } from "../conditions.ts";
import { FenceShape, Position } from "../fence.ts";
import { HOME_RESPONSES, NEWS2_INPUTS, NEWS2_RISKS } from "../news2.ts";
import { Grade, Method } from "../observation.ts";
import { Role } from "../people.ts";
import { RecordEntryView, SEXES } from "../resident-record.ts";
import { RoundResultView } from "../round-result.ts";
import { SERVICE_ITEMS } from "../service-items.ts";
import { SIGN_KEYS } from "../signs.ts";

/**
 * The handover sheet (SBAR) of one alert as data: codes and numbers, no sentences (`text.ts` makes those in Chinese and English). What the
 * reader may not see is null or empty; what could not be read stands in `missing`. Times in ms since the epoch.
 */
const closed = { additionalProperties: false };
const At = Nullable(Type.Integer());

/** Nothing of this could be read: the sheet is made of what is in memory. */
export const MISSING = ["records", "historian", "live"] as const;
export type Missing = (typeof MISSING)[number];

export const HandoverTrack = Type.Object(
  { owed: Type.Boolean(), state: Type.Enum(["waiting", "acknowledged", "done"]), by: Nullable(Type.String()), at: At },
  closed,
);
/** What of an alert's timeline a doctor needs: who was told, who goes, what was prompted. */
export const DONE_CODES = [
  "raised",
  "evidence",
  "upgraded",
  "recurred",
  "told",
  "deliveryFailed",
  "repaged",
  "acknowledged",
  "onTheWay",
  "arrived",
  "handedOver",
  "doctorNeeded",
  "call120",
  "called120",
  "transferred",
  "died",
  "advised",
  "visiting",
  "visitArrived",
  "ambulance",
  "admitting",
  "refused",
  "resolved",
] as const;
export type DoneCode = (typeof DONE_CODES)[number];
export const Situation = Type.Object(
  {
    ...{ kind: Type.Enum(ALERT_KINDS), rule: Type.String(), severity: Severity },
    ...{ isOpen: Type.Boolean(), conditionActive: Type.Boolean(), late: Type.Boolean(), evidenceCount: Type.Integer() },
    ...{ sign: Nullable(Type.String()), value: Nullable(Type.Number()), observedAt: Type.Integer(), raisedAt: Type.Integer() },
    ...{ resolvedAt: At, outcome: Nullable(Outcome), prompt120: Type.Boolean() },
    facility: Type.Object({ name: Type.String(), staffed: Type.Boolean() }, closed),
    ...{ room: Nullable(Type.String()), building: Type.String(), floor: Type.String() },
    whereabouts: Nullable(Type.Object({ code: Type.String(), since: At, place: Nullable(Type.String()) }, closed)),
    ...{ onSite: HandoverTrack, medical: HandoverTrack },
    done: Type.Array(
      Type.Object(
        { at: Type.Integer(), code: Type.Enum(DONE_CODES), track: Nullable(Track), who: Nullable(Type.String()), times: Type.Integer() },
        closed,
      ),
      { description: "oldest first; what happened several times in a row stands once, with how often" },
    ),
  },
  closed,
);
export type Situation = Static<typeof Situation>;

const Laid = { by: Type.String({ description: "a name for those who may see it, else a role" }), role: Role, from: Type.Integer() };
export const HandoverContract = Type.Object(
  {
    clinic: Type.String(),
    isReaders: Type.Boolean({ description: "the clinic that reads this" }),
    isFamilyDoctor: Type.Boolean(),
    physician: Nullable(Type.String()),
    dutyPhone: Nullable(Type.String()),
    services: Type.Array(Type.Enum(SERVICE_ITEMS)),
    isOpenNow: Type.Boolean({ description: "inside the hours of the contract" }),
    until: At,
  },
  closed,
);
export const Background = Type.Object(
  {
    name: Nullable(Type.String({ description: "null: the contract allows no names" })),
    residentId: Nullable(Id),
    sex: Nullable(Type.Enum(SEXES)),
    age: Nullable(Type.Integer()),
    level: Nullable(Type.Integer({ minimum: 0, maximum: 4 })),
    conditions: Type.Array(Type.Object({ condition: Type.Enum(CONDITIONS), ...Laid }, closed)),
    record: Type.Array(RecordEntryView, { description: "diagnoses, medication, allergies, treatment limits in force" }),
    comfortPlan: Nullable(
      Type.Object({ treatmentLimits: Nullable(Type.String()), tellsClinic: Type.Boolean(), prompts120: Type.Boolean(), ...Laid }, closed),
    ),
    contracts: Type.Array(HandoverContract),
    lastRound: Nullable(RoundResultView),
  },
  closed,
);
export type Background = Static<typeof Background>;

export const ARROWS = ["up2", "up", "same", "down", "down2"] as const;
export const HandoverVital = Type.Object(
  {
    ...{ sign: Type.Enum(SIGN_KEYS), value: Type.Number(), at: Type.Integer() },
    isOld: Type.Boolean({ description: "held longer than twice its interval: no longer to be believed (practice §5.3)" }),
    isSuspect: Type.Boolean(),
    ...{ method: Nullable(Method), grade: Nullable(Grade) },
    arrow: Nullable(Type.Enum(ARROWS, { description: "against the mean of the hour before; null: nothing to compare with" })),
    hourBefore: Nullable(Type.Number()),
    usual: Nullable(Type.Object({ median: Type.Number(), low: Type.Number(), high: Type.Number() }, closed)),
    beside: Nullable(Type.Enum(["above", "below"], { description: "outside what is usual for this resident" })),
    reached: Nullable(Severity),
  },
  closed,
);
export type HandoverVital = Static<typeof HandoverVital>;
export const News2Point = Type.Object(
  {
    ...{ at: Type.Integer(), total: Nullable(Type.Integer()), known: Type.Integer() },
    isComplete: Type.Boolean({ description: "false: at least so much" }),
  },
  closed,
);
export type News2Point = Static<typeof News2Point>;
export const HandoverNews2 = Type.Object(
  {
    ...{ total: Type.Integer(), known: Type.Integer(), of: Type.Integer(), isComplete: Type.Boolean(), hasRed: Type.Boolean() },
    ...{ risk: Type.Enum(NEWS2_RISKS), home: Type.Enum(HOME_RESPONSES), at: At },
    scale: Type.Union([Type.Literal(1), Type.Literal(2)]),
    own: Nullable(Type.Integer({ description: "own normal, recorded when well" })),
    inputs: Type.Array(
      Type.Object(
        {
          ...{ input: Type.Enum(NEWS2_INPUTS), value: Nullable(Type.Number()), points: Nullable(Type.Integer()), at: At },
          ...{ method: Nullable(Method), state: Type.Enum(["counts", "tooOld", "missing"]) },
        },
        closed,
      ),
    ),
    trend: Type.Array(News2Point, { description: "of the last 24 h, an hour apart, oldest first; empty: not known" }),
  },
  closed,
);
export type HandoverNews2 = Static<typeof HandoverNews2>;
export const Assessment = Type.Object(
  {
    vitals: Type.Array(HandoverVital),
    news2: Nullable(HandoverNews2),
    sparkline: Type.Array(Nullable(Type.Number()), { description: "heart rate per minute over the last hour, oldest first" }),
  },
  closed,
);

/** The carer's check of practice §5.4: any of these, and 120 is called first. */
export const CHECKS_120 = ["unresponsive", "notBreathing", "chestPain", "face", "head", "spo2"] as const;
/** What somebody at the bed looks at, by what happened. */
export const BEDSIDE_CHECKS = ["conscious", "headHit", "hip", "pain", "remeasure", "pressure", "glucose", "breathing", "soft"] as const;
export const ASKS = ["call120", "transfer", "doctor", "answer", "search", "inform"] as const;
export const Recommendation = Type.Object(
  {
    asks: Type.Array(Type.Enum(ASKS), { description: "what the home asks, most urgent first" }),
    checks120: Type.Array(
      Type.Object({ check: Type.Enum(CHECKS_120), applies: Nullable(Type.Boolean({ description: "null: to be looked at" })) }, closed),
    ),
    checks: Type.Array(Type.Enum(BEDSIDE_CHECKS)),
    takesAnticoagulant: Nullable(Type.String({ description: "the medication; null: none that is known" })),
  },
  closed,
);
export type Recommendation = Static<typeof Recommendation>;
export const HandoverContact = Type.Object(
  {
    role: Type.Enum(["onDutyCaregiver", "nurse", "nextContact", "emergencyContact"]),
    name: Nullable(Type.String()),
    phone: Type.String(),
  },
  closed,
);
export type HandoverContact = Static<typeof HandoverContact>;
/** Only while the alert is open. WGS-84, as the device gave it. */
export const HandoverLocation = Type.Object(
  {
    ...Position.properties,
    accuracyM: Nullable(Type.Number()),
    at: Type.Integer(),
    outsideM: Nullable(Type.Number({ description: "metres outside the nearest fence; null: no fence is known" })),
    home: Type.Array(Type.Object({ name: Type.String(), shape: FenceShape }, closed), { description: "fences, to draw it beside" }),
  },
  closed,
);
export type HandoverLocation = Static<typeof HandoverLocation>;
export const HandoverSheet = Type.Object(
  {
    alertId: Type.String(),
    madeAt: Type.Integer(),
    simulated: Type.Boolean(),
    situation: Situation,
    background: Background,
    assessment: Assessment,
    recommendation: Recommendation,
    contacts: Nullable(Type.Array(HandoverContact, { description: "null: for this reader there are none" })),
    location: Nullable(HandoverLocation),
    missing: Type.Array(Type.Enum(MISSING)),
  },
  { $id: "HandoverSheet", ...closed },
);
export type HandoverSheet = Static<typeof HandoverSheet>;
