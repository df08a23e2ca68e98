import { Type, type Static } from "typebox";
import { Outcome, Severity, type Alert, type TimelineEntry } from "./alert.ts";
import { DeliveryChannel, type DeliveryAttempt } from "./delivery.ts";

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
          sincePreviousMs: Type.Union([Type.Integer(), Type.Null()], { description: "since the latest stage before it that was reached" }),
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

/** When each stage was reached first. `timeline` may be cut in its middle; its first line is not missing. Pure. */
export function custodyTimes(alert: Alert, timeline: readonly TimelineEntry[], attempts: readonly DeliveryAttempt[]): CustodyTimes {
  const line = (...codes: readonly string[]) => first(timeline.filter(({ code }) => codes.includes(code)).map(({ at }) => at));
  const state = (...states: readonly string[]) => first(attempts.filter((one) => states.includes(one.state)).map(({ at }) => at));
  const onSite = line("onTheWay") ?? trackLine(timeline, "onSite") ?? alert.onSite.acknowledgedAtMs;
  const medical = trackLine(timeline, "medical") ?? alert.medical.acknowledgedAtMs;
  const arrived = line("arrived") ?? alert.onSite.doneAtMs;
  const queued = state("queued") ?? first(attempts.map(({ at }) => at));
  const taken = first([queued, line("told", "toCall", "call120", "rotaGap", "grouped", "silenced", onSite === null ? "" : "onTheWay")]);
  return {
    observed: alert.observedAtMs,
    received: alert.raisedAtMs,
    raised: taken === null ? alert.raisedAtMs : Math.max(alert.raisedAtMs, taken),
    queued,
    sent: state("sent", "accepted", "delivered", "opened", "acknowledged"),
    accepted: state("accepted", "delivered", "opened", "acknowledged"),
    delivered: state("delivered", "opened", "acknowledged"),
    opened: state("opened", "acknowledged"),
    // Who arrives, or decides, without a word before has answered by it.
    answered: first([onSite, medical, arrived]),
    ...{ onSite, medical, arrived, resolved: alert.resolvedAtMs },
  };
}
function trackLine(timeline: readonly TimelineEntry[], track: "onSite" | "medical"): number | null {
  return first(timeline.filter((line) => line.code === "acknowledged" && line.track === track).map(({ at }) => at));
}
function first(times: readonly (number | null)[]): number | null {
  const known = times.filter((at) => at !== null);
  return known.length === 0 ? null : Math.min(...known);
}
/** Milliseconds between two stages; `null` when one was not reached. A device whose clock is ahead gives a negative number. */
export function spanMs(times: CustodyTimes, from: CustodyStageKey, to: CustodyStageKey): number | null {
  const [begin, end] = [times[from], times[to]];
  return begin === null || end === null ? null : end - begin;
}
/** Each push with the first time that it came so far, in the order of their making. */
export function custodyPushes(attempts: readonly DeliveryAttempt[], nameOf: (attempt: DeliveryAttempt) => string | null): CustodyPush[] {
  return [...Map.groupBy(attempts, ({ deliveryId }) => deliveryId).values()].flatMap((rows) => {
    const [head] = rows;
    if (head === undefined) return [];
    const at = (state: string) => rows.find((row) => row.state === state)?.at ?? null;
    const failed = rows.findLast(({ state }) => state === "failed");
    return [
      {
        ...{ deliveryId: head.deliveryId, channel: head.channel, recipientId: head.recipientId, recipientName: nameOf(head) },
        attempts: new Set(rows.filter(({ state }) => state !== "queued" && state !== "spared").map(({ attempt }) => attempt)).size,
        ...{ queuedAt: at("queued"), sentAt: at("sent"), acceptedAt: at("accepted"), deliveredAt: at("delivered"), openedAt: at("opened") },
        ...{ acknowledgedAt: at("acknowledged"), failedAt: failed?.at ?? null, why: failed?.why ?? null },
      },
    ];
  });
}
/** A target counts for an alert that somebody owed something on site; until it is decided it is open. */
export function custodyTargets(alert: Alert, times: CustodyTimes, nowMs: number): CustodyView["targets"] {
  return CUSTODY_TARGETS.map(({ key, to, withinMs, source }) => {
    const ms = spanMs(times, "received", to);
    const isAsked = alert.class === "physiological" && alert.severity === "critical";
    const isLate = nowMs - alert.raisedAtMs > withinMs;
    const met = !isAsked ? null : ms !== null ? ms <= withinMs : isLate || alert.state === "resolved" ? false : null;
    return { key, withinMs, ms, met, source };
  });
}
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
/** p50 and p95 of every span (nearest rank), and how many kept each target. */
export function custodyFigures(all: readonly { readonly alert: Alert; readonly times: CustodyTimes }[], nowMs: number): CustodyFigures {
  const spans = CUSTODY_SPANS.map(([from, to]) => {
    const ms = all
      .map(({ times }) => spanMs(times, from, to))
      .filter((value) => value !== null)
      .toSorted((a, b) => a - b);
    return { from, to, count: ms.length, p50Ms: rank(ms, 0.5), p95Ms: rank(ms, 0.95) };
  });
  const targets = CUSTODY_TARGETS.map(({ key, withinMs, share, source }) => {
    const decided = all.flatMap(({ alert, times }) =>
      custodyTargets(alert, times, nowMs).flatMap((one) => (one.key === key && one.met !== null ? [{ id: alert.id, met: one.met }] : [])),
    );
    const missed = decided.filter(({ met }) => !met).map(({ id }) => id);
    return { key, withinMs, met: decided.length - missed.length, of: decided.length, share, source, missed: missed.slice(0, 200) };
  });
  return { alerts: all.length, spans, targets };
}
function rank(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}
