import { Type, type Static } from "typebox";
import { Outcome, Severity } from "./alert.ts";
import { DeliveryChannel } from "./delivery.ts";

/**
 * The custody of one alert: from the sensor's time to the outcome. `received`: the server had the message (or the deadline passed) that raised it;
 * `raised`: it was taken up; `queued` … `opened`: the first push that came so far; `answered`: the first person who took either track; `onSite`,
 * `medical`: each track; `arrived`: somebody at the bed; `resolved`: closed with an outcome.
 */
export const CUSTODY_STAGES = [
  ...["observed", "received", "raised", "queued", "sent", "accepted", "delivered", "opened"],
  ...["answered", "onSite", "medical", "arrived", "resolved"],
] as const;
export const CustodyStageKey = Type.Enum([
  "observed",
  "received",
  "raised",
  "queued",
  "sent",
  "accepted",
  "delivered",
  "opened",
  "answered",
  "onSite",
  "medical",
  "arrived",
  "resolved",
]);
export type CustodyStageKey = Static<typeof CustodyStageKey>;
export type CustodyTimes = Readonly<Record<CustodyStageKey, number | null>>;

/** From which stage to which a figure counts. */
export const CUSTODY_SPANS = [
  ["observed", "received"],
  ["received", "raised"],
  ["raised", "queued"],
  ["queued", "sent"],
  ["sent", "accepted"],
  ["accepted", "delivered"],
  ["delivered", "opened"],
  ["received", "answered"],
  ["received", "onSite"],
  ["received", "medical"],
  ["answered", "arrived"],
  ["received", "arrived"],
  ["received", "resolved"],
] as const satisfies readonly (readonly [CustodyStageKey, CustodyStageKey])[];

const TSA = "TSA: 97.5 % ≤ 60 s, 99 % ≤ 180 s (mascot-telecare.org.uk)";
const DOOR = "TSA: 90 % ≤ 45 min, 100 % ≤ 60 min at the door (mascot-telecare.org.uk)";
/** DOMAIN §2.4. `share`: how many of all should keep it, percent. */
export const CUSTODY_TARGETS = [
  { key: "answered60", to: "answered", withinMs: 60_000, share: 97.5, source: TSA },
  { key: "answered180", to: "answered", withinMs: 180_000, share: 99, source: TSA },
  { key: "arrived45", to: "arrived", withinMs: 45 * 60_000, share: 90, source: DOOR },
  { key: "arrived60", to: "arrived", withinMs: 60 * 60_000, share: 100, source: DOOR },
] as const;
export const CustodyTargetKey = Type.Enum(["answered60", "answered180", "arrived45", "arrived60"]);

const closed = { additionalProperties: false };
const At = Type.Union([Type.Integer(), Type.Null()]);
const Ms = Type.Union([Type.Integer(), Type.Null()]);
const Words = Type.Union([Type.String(), Type.Null()]);

export const CustodyPush = Type.Object(
  {
    deliveryId: Type.String(),
    channel: DeliveryChannel,
    recipientId: Type.String(),
    recipientName: Words,
    attempts: Type.Integer(),
    ...{ queuedAt: At, sentAt: At, acceptedAt: At, deliveredAt: At, openedAt: At, acknowledgedAt: At, failedAt: At },
    why: Words,
  },
  closed,
);
export type CustodyPush = Static<typeof CustodyPush>;

export const CustodyView = Type.Object(
  {
    alertId: Type.String({ format: "uuid" }),
    facilityId: Type.String(),
    facilityName: Type.String(),
    residentName: Words,
    room: Words,
    rule: Type.String(),
    kind: Type.String(),
    severity: Severity,
    outcome: Type.Union([Outcome, Type.Null()]),
    stages: Type.Array(
      Type.Object(
        {
          stage: CustodyStageKey,
          at: At,
          sincePreviousMs: Type.Union([Type.Integer(), Type.Null()], {
            description: "since the stage before it; machines and people are two strands",
          }),
          sinceReceivedMs: Ms,
          by: Type.Union([Type.String(), Type.Null()], { description: "who: a name for those who may see it, else a role" }),
        },
        closed,
      ),
    ),
    targets: Type.Array(
      Type.Object(
        {
          key: CustodyTargetKey,
          withinMs: Type.Integer(),
          ms: Ms,
          met: Type.Union([Type.Boolean(), Type.Null()], { description: "null: not decided yet, or not asked of this alert" }),
          source: Type.String(),
        },
        closed,
      ),
    ),
    pushes: Type.Array(CustodyPush),
    audit: Type.Array(
      Type.Object({ seq: Type.Integer(), at: Type.Integer(), action: Type.String(), role: Type.String(), hash: Type.String() }, closed),
      { description: "entries of the audit log about this alert, oldest first" },
    ),
    auditComplete: Type.Boolean({ description: "all of them; false: there are more than are shown, or the records did not answer" }),
  },
  { $id: "Custody", ...closed },
);
export type CustodyView = Static<typeof CustodyView>;

export const CustodyFigures = Type.Object(
  {
    alerts: Type.Integer({ description: "alerts of the period that are counted" }),
    spans: Type.Array(Type.Object({ from: CustodyStageKey, to: CustodyStageKey, count: Type.Integer(), p50Ms: Ms, p95Ms: Ms }, closed)),
    targets: Type.Array(
      Type.Object(
        {
          key: CustodyTargetKey,
          withinMs: Type.Integer(),
          met: Type.Integer(),
          of: Type.Integer({ description: "alerts of which it is decided" }),
          share: Type.Number({ description: "percent of all that the source asks for" }),
          source: Type.String(),
          missed: Type.Array(Type.String(), { description: "alerts that did not keep it" }),
        },
        closed,
      ),
    ),
  },
  { $id: "CustodyFigures", ...closed },
);
export type CustodyFigures = Static<typeof CustodyFigures>;
