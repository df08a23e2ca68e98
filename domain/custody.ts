import type { Alert, TimelineEntry } from "./alert.ts";
import {
  CUSTODY_SPANS,
  CUSTODY_TARGETS,
  type CustodyFigures,
  type CustodyPush,
  type CustodyStageKey,
  type CustodyTimes,
  type CustodyView,
} from "./custody-view.ts";
import type { DeliveryAttempt } from "./delivery.ts";

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
/** What comes before a stage; where that was not reached, what comes before it. Machines and people are two strands. */
const BEFORE: Readonly<Record<CustodyStageKey, CustodyStageKey | null>> = {
  ...{
    observed: null,
    received: "observed",
    raised: "received",
    queued: "raised",
    sent: "queued",
    accepted: "sent",
    delivered: "accepted",
  },
  ...{ opened: "delivered", answered: "received", onSite: "received", medical: "received", arrived: "onSite", resolved: "arrived" },
};
/** Milliseconds since the stage before it that was reached; `null` for the first one, and where the stage itself was not reached. */
export function custodySince(times: CustodyTimes, stage: CustodyStageKey): number | null {
  const at = times[stage];
  if (at === null) return null;
  for (let before = BEFORE[stage]; before !== null; before = BEFORE[before]) {
    const earlier = times[before];
    if (earlier !== null) return at - earlier;
  }
  return null;
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
