import type { Delivery, DeliveryAttempt } from "../domain/delivery.ts";
import type { Clock } from "../domain/time.ts";
import { makeNotifier } from "./notify/notifier.ts";
import type { Answer, DeliveryLedger, Endpoint, Notifier } from "./ports.ts";

/** Times of the attempts after the first, ms from it (RELIABILITY §4.3); then every `againMs` until accepted. */
export interface Schedule {
  readonly atMs: readonly number[];
  readonly againMs: number;
  /** Given up so long after the first attempt; `Infinity`: never. */
  readonly untilMs: number;
  /** Share of a pause by which it may be longer, so that many do not come back at once. */
  readonly jitter: number;
}
export const URGENT: Schedule = {
  atMs: [2_000, 5_000, 10_000, 20_000, 30_000],
  againMs: 30_000,
  untilMs: Number.POSITIVE_INFINITY,
  jitter: 0,
};
/** Standard Webhooks' own pace for what can wait. */
export const ROUTINE: Schedule = { atMs: [5_000, 60_000, 300_000, 1_800_000], againMs: 7_200_000, untilMs: 86_400_000, jitter: 0.2 };
/** Attempts at once to one recipient: a dead clinic fills its own places only. */
const MOST_AT_ONCE = 8;

export interface SendingLoop {
  send(deliveries: readonly Delivery[]): void;
  /** A person answered: nothing of this alert is tried again, for one recipient or (`null`) for all. */
  acknowledged(alertId: string, recipientId?: string | null): void;
  /** Another process sends these from now on: they are not tried again here, and no row is written. */
  release(deliveryIds: readonly string[]): void;
  close(): Promise<void>;
}
export interface SendingLoopOptions {
  readonly ledger: DeliveryLedger;
  readonly endpoint: (recipientId: string) => Endpoint | undefined;
  readonly clock: Clock;
  readonly report: (attempt: DeliveryAttempt) => void;
  readonly allowOrigins?: readonly string[];
  readonly sender?: Notifier;
  readonly urgent?: Schedule;
  readonly routine?: Schedule;
  /** Real milliseconds that only grow, where `clock` is a simulated one: pauses between attempts are real. */
  readonly elapsedMs?: () => number;
  /** 0…1, for the jitter. */
  readonly random?: () => number;
}
interface Job {
  readonly delivery: Delivery;
  attempt: number;
  firstAtMs: number;
  timer: NodeJS.Timeout | null;
  isStopped: boolean;
}
interface Lane {
  running: number;
  readonly waiting: Job[];
}
/**
 * Sends until a machine accepts or a person answers. Every attempt is a row: sent, then accepted or failed with the reason. Runs beside
 * the records, and on the main thread as the fallback while they fail; both make the same ids, so a receiver sees one event.
 */
export function startSendingLoop(options: SendingLoopOptions): SendingLoop {
  const {
    ledger,
    endpoint,
    clock,
    report,
    urgent = URGENT,
    routine = ROUTINE,
    random = () => 0.5,
    elapsedMs = () => clock.monotonic(),
  } = options;
  const sender = options.sender ?? makeNotifier({ clock, allowOrigins: options.allowOrigins ?? [] });
  const jobs = new Map<string, Job>();
  const lanes = new Map<string, Lane>();
  const running = new Set<Promise<void>>();
  let isClosed = false;

  function row({ delivery, attempt }: Job, state: DeliveryAttempt["state"], why: string | null, isLast = false): void {
    const { id, alertId, channel, recipientId } = delivery;
    const made: DeliveryAttempt = { deliveryId: id, alertId, channel, recipientId, attempt, at: clock.now(), state, why };
    ledger.record(made, isLast);
    report(made);
  }
  function enqueue(job: Job): void {
    const { recipientId } = job.delivery;
    let lane = lanes.get(recipientId);
    if (lane === undefined) lanes.set(recipientId, (lane = { running: 0, waiting: [] }));
    // Urgent ones pass what can wait.
    const place = job.delivery.urgent ? lane.waiting.findIndex(({ delivery }) => !delivery.urgent) : -1;
    if (place >= 0) lane.waiting.splice(place, 0, job);
    else lane.waiting.push(job);
    drainLane(lane);
  }
  function drainLane(lane: Lane): void {
    while (!isClosed && lane.running < MOST_AT_ONCE) {
      const job = lane.waiting.shift();
      if (job === undefined) return;
      if (job.isStopped) continue;
      lane.running += 1;
      const attempt = tryOnce(job).finally(() => {
        lane.running -= 1;
        running.delete(attempt);
        drainLane(lane);
      });
      running.add(attempt);
    }
  }
  async function tryOnce(job: Job): Promise<void> {
    if (job.attempt === 0) job.firstAtMs = elapsedMs();
    const target = endpoint(job.delivery.recipientId);
    row(job, "sent", null);
    const answer: Answer =
      target === undefined
        ? { state: "failed", why: "no address is known for this clinic; enter its webhook", retryAfterMs: null, isGone: false }
        : await sender.send(job.delivery, target);
    if (isClosed && answer.state === "failed") return;
    if (answer.state === "accepted") {
      jobs.delete(job.delivery.id);
      row(job, "accepted", null);
      return;
    }
    const schedule = job.delivery.urgent ? urgent : routine;
    const sinceMs = elapsedMs() - job.firstAtMs;
    const isLast = sinceMs > schedule.untilMs || (answer.isGone && !job.delivery.urgent);
    row(job, "failed", answer.why, isLast);
    if (isLast) jobs.delete(job.delivery.id);
    else if (!job.isStopped) again(job, schedule, sinceMs, answer.retryAfterMs);
  }
  function again(job: Job, schedule: Schedule, sinceMs: number, retryAfterMs: number | null): void {
    const plannedMs = schedule.atMs[job.attempt];
    const pauseMs = plannedMs === undefined ? schedule.againMs : Math.max(0, plannedMs - sinceMs);
    const asked = job.delivery.urgent ? 0 : (retryAfterMs ?? 0);
    job.attempt += 1;
    job.timer = setTimeout(() => enqueue(job), Math.max(pauseMs, asked) * (1 + schedule.jitter * random()));
  }
  function stop(job: Job): void {
    job.isStopped = true;
    if (job.timer !== null) clearTimeout(job.timer);
    jobs.delete(job.delivery.id);
  }
  function add(delivery: Delivery): void {
    if (isClosed || jobs.has(delivery.id)) return;
    const job: Job = { delivery, attempt: 0, firstAtMs: 0, timer: null, isStopped: false };
    if (delivery.channel === "screen") {
      row(job, "sent", null);
      return;
    }
    jobs.set(delivery.id, job);
    enqueue(job);
  }
  for (const delivery of ledger.pending(clock.now())) add(delivery);
  return {
    send: (deliveries) => deliveries.forEach(add),
    acknowledged(alertId, recipientId = null) {
      for (const job of jobs.values()) {
        const { delivery } = job;
        if (delivery.alertId !== alertId || (recipientId !== null && delivery.recipientId !== recipientId)) continue;
        stop(job);
        row(job, "acknowledged", null);
      }
    },
    release(deliveryIds) {
      for (const id of deliveryIds) {
        const job = jobs.get(id);
        if (job !== undefined) stop(job);
      }
    },
    async close() {
      isClosed = true;
      for (const { timer } of jobs.values()) if (timer !== null) clearTimeout(timer);
      // Attempts under way are cut: they are pending in the ledger and begin anew with the same id.
      sender.close();
      await Promise.allSettled(running);
    },
  };
}
