import { Type, type Static } from "typebox";
import { DispositionView } from "./disposition.ts";
import { SnoozeView, type Hold } from "./hold.ts";

export const SEVERITIES = ["info", "warning", "critical"] as const;
export const Severity = Type.Enum(SEVERITIES);
export type Severity = Static<typeof Severity>;

/** `technical`: about a device or a link, shown in its own lane (IEC 60601-1-8 keeps the two apart). */
export const AlertClass = Type.Enum(["physiological", "technical"]);
export type AlertClass = Static<typeof AlertClass>;

export const ALERT_KINDS = [
  "sos",
  "fall",
  "help",
  "leak",
  "smoke",
  "gas",
  "vital",
  "stillness",
  "measureNow",
  "bedExit",
  "inactivity",
  "bathroom",
  "longLie",
  "wandering",
  "door",
  "news2",
  "softSigns",
  "concern",
  "feverCluster",
  "absence",
  "device",
  "contract",
] as const;
export const AlertKind = Type.Enum(ALERT_KINDS);
export type AlertKind = Static<typeof AlertKind>;

/** 到场 and 医疗: each has its own acknowledgement, timer and re-page (DOMAIN §5.1). */
export const TRACKS = ["onSite", "medical"] as const;
export const Track = Type.Enum(TRACKS);
export type Track = Static<typeof Track>;

export const AlertState = Type.Enum(["raised", "acknowledged", "inProgress", "resolved"]);
export type AlertState = Static<typeof AlertState>;

/**
 * FHIR devicealert-presence, IEC 60601-1-8: `on` the condition holds; `ack` it holds, and a person has taken it; `latched` it is over, and waits
 * for a person all the same; `off` resolved.
 */
export const AlertPresence = Type.Enum(["on", "latched", "off", "ack"]);
export type AlertPresence = Static<typeof AlertPresence>;

/** 真 / 误报 / 测试 / 非紧急 / 不明 (DOMAIN §5.12): coded from the first day. */
export const OUTCOMES = ["true", "false", "test", "notUrgent", "unknown"] as const;
export const Outcome = Type.Enum(OUTCOMES);
export type Outcome = Static<typeof Outcome>;

/** What happened to a track so far. `arrived` exists on the on-site track only; it ends that track. */
export const TrackView = Type.Object(
  {
    owed: Type.Boolean({ description: "somebody must take this track" }),
    state: Type.Enum(["waiting", "acknowledged", "done"]),
    by: Type.Union([Type.String(), Type.Null()], { description: "who took it: a name for those who may see it, else a role" }),
    byId: Type.Optional(Type.String({ description: "their user id, where the name is shown: two people may have one name" })),
    acknowledgedAt: Type.Union([Type.Integer(), Type.Null()]),
    doneAt: Type.Union([Type.Integer(), Type.Null()]),
    dueAt: Type.Union([Type.Integer(), Type.Null()], { description: "next re-page or next step, ms since the epoch" }),
  },
  { additionalProperties: false },
);
export type TrackView = Static<typeof TrackView>;

/** One line of what happened to an alert. `code` is a key of the locales: `alert.timeline.<code>`. */
export const TimelineEntry = Type.Object(
  {
    at: Type.Integer(),
    code: Type.Enum([
      "raised",
      "evidence",
      "upgraded",
      "recurred",
      "cleared",
      "told",
      "delivered",
      "deliveryFailed",
      "repaged",
      "acknowledged",
      "onTheWay",
      "arrived",
      "handedOver",
      "sentLate",
      "doctorNeeded",
      "resolved",
      "snoozed",
      "snoozeEnded",
      "silenced",
      "silenceEnded",
      "grouped",
      "ungrouped",
      "call120",
      "toCall",
      "rotaGap",
      "called120",
      "transferred",
      "died",
      "familyTold",
      "contactReached",
      "contactNotReached",
      "advised",
      "visiting",
      "ambulance",
      "admitting",
      "refused",
      "visitArrived",
      "visitOverdue",
    ]),
    track: Type.Union([Track, Type.Null()]),
    who: Type.Union([Type.String(), Type.Null()]),
    detail: Type.Union([Type.String(), Type.Null()]),
  },
  { additionalProperties: false },
);
export type TimelineEntry = Static<typeof TimelineEntry>;

/** An alert as REST, the command line and the live view show it. Times in ms since the epoch. */
export const AlertView = Type.Object(
  {
    id: Type.String({ format: "uuid" }),
    facilityId: Type.String(),
    residentId: Type.Union([Type.String(), Type.Null()]),
    residentName: Type.Union([Type.String(), Type.Null()]),
    room: Type.Union([Type.String(), Type.Null()]),
    deviceId: Type.Union([Type.String(), Type.Null()]),
    rule: Type.String(),
    kind: AlertKind,
    class: AlertClass,
    severity: Severity,
    state: AlertState,
    presence: AlertPresence,
    latched: Type.Boolean(),
    conditionActive: Type.Boolean({ description: "the condition itself still holds" }),
    late: Type.Boolean(),
    sign: Type.Union([Type.String(), Type.Null()]),
    value: Type.Union([Type.Number(), Type.Null()]),
    observedAt: Type.Integer(),
    raisedAt: Type.Integer(),
    resolvedAt: Type.Union([Type.Integer(), Type.Null()]),
    outcome: Type.Union([Outcome, Type.Null()]),
    drill: Type.Boolean({ description: "an exercise: nobody is in need, and nobody calls 120" }),
    prompt120: Type.Boolean({ description: "the first screen prompts to call 120 (practice §5.4)" }),
    onSite: TrackView,
    medical: TrackView,
    evidenceCount: Type.Integer(),
    snooze: Type.Union([SnoozeView, Type.Null()], { description: "put off by a person; null: it is not" }),
    silenceId: Type.Union([Type.String(), Type.Null()], { description: "the silence that keeps it from paging" }),
    groupId: Type.Union([Type.String(), Type.Null()], { description: "the alert that it is evidence of, and that pages for it" }),
    dispositions: Type.Array(DispositionView, { description: "what doctors decided, oldest first" }),
    timeline: Type.Array(TimelineEntry),
  },
  { $id: "Alert", additionalProperties: false },
);
export type AlertView = Static<typeof AlertView>;

/** State of one track inside the system. */
export interface TrackState {
  readonly owed: boolean;
  readonly state: "waiting" | "acknowledged" | "done";
  /** Who took it, as told: a user id with role and name, or a clinic "by link" with the person that was typed. */
  readonly by: PersonRef | null;
  readonly acknowledgedAtMs: number | null;
  readonly doneAtMs: number | null;
  /** When the next step of this track's ladder is due; `null` when nothing is. */
  readonly dueAtMs: number | null;
  /** How many steps of the ladder were taken. */
  readonly step: number;
}
export interface PersonRef {
  readonly userId: string | null;
  readonly clinicId: string | null;
  readonly name: string;
  readonly role: "caregiver" | "nurse" | "physician" | "manager" | "clinicStaff" | "administrator" | "link";
}
/** An alert inside the system: one condition of one subject over time. `subjectId` = resident, else place, else device. */
export interface Alert {
  readonly id: string;
  readonly facilityId: string;
  readonly subjectId: string;
  readonly residentId: string | null;
  readonly placeId: string | null;
  readonly deviceId: string | null;
  readonly rule: string;
  readonly kind: AlertKind;
  readonly class: AlertClass;
  readonly severity: Severity;
  readonly state: AlertState;
  readonly latched: boolean;
  readonly conditionActive: boolean;
  readonly late: boolean;
  readonly sign: string | null;
  readonly value: number | null;
  readonly observedAtMs: number;
  readonly raisedAtMs: number;
  readonly resolvedAtMs: number | null;
  readonly outcome: Outcome | null;
  readonly prompt120: boolean;
  readonly onSite: TrackState;
  readonly medical: TrackState;
  readonly evidenceCount: number;
  /** Why it pages nobody for now; `null`: it does. */
  readonly hold: Hold | null;
  /** Grows with every change; two people acting at once are told apart by it. */
  readonly version: number;
}
/** A moment (a press, a fall) is over when it is told, and waits for a person. */
export function presenceOf({ state, conditionActive }: Pick<Alert, "state" | "conditionActive">): AlertPresence {
  if (state === "resolved") return "off";
  if (!conditionActive) return "latched";
  return state === "raised" ? "on" : "ack";
}
