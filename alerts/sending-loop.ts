import type { Track } from "../domain/alert.ts";
import { rowOf, type Delivery, type DeliveryAttempt } from "../domain/delivery.ts";
import type { Clock } from "../domain/time.ts";
import { makeNotifier } from "./notify/notifier.ts";
import type { Answer, DeliveryLedger, Endpoint, Notifier } from "./ports.ts";
import { Lanes } from "./sending/lanes.ts";
import { pauseMs, ROUTINE, URGENT, type Schedule } from "./sending/schedule.ts";

export interface SendingLoop {
  send(deliveries: readonly Delivery[]): void;
  /** A person answered: nothing of this alert is tried again, on one track or (`null`) on both. */
  acknowledged(alertId: string, track?: Track | null): void;
  /** Another process sends these from now on: they are not tried again here, and no row is written. */
  release(deliveryIds: readonly string[]): void;
  close(): Promise<void>;
}
export interface SendingLoopOptions {
  readonly ledger: DeliveryLedger;
  /** By the id of the channel; a clinic's own webhook by that of the clinic. */
  readonly endpoint: (id: string) => Endpoint | undefined;
  readonly clock: Clock;
  /** `isGone`: trying again changes nothing before somebody changes the channel. */
  readonly report: (attempt: DeliveryAttempt, isGone: boolean) => void;
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
  /** Stands behind another channel and was not sent yet. */
  isHeld: boolean;
  attempt: number;
  firstAtMs: number;
  timer: NodeJS.Timeout | null;
  isStopped: boolean;
}
interface RowDetail {
  readonly why?: string;
  readonly nextAt?: number;
  /** Given up with this attempt. */
  readonly isLast?: boolean;
  readonly isGone?: boolean;
}
const NO_ADDRESS = {
  state: "failed",
  why: "no address is known for this recipient; enter its webhook or channel",
  retryAfterMs: null,
  isGone: false,
} as const satisfies Answer;

/**
 * Sends until a machine accepts or a person answers. Every attempt is a row: sent, then accepted or failed with the reason. What stands
 * behind another channel waits for that one's failure or its own time. Runs beside the records, and on the main thread as the fallback
 * while they fail; both make the same ids, so a receiver sees one event.
 */
export function startSendingLoop(options: SendingLoopOptions): SendingLoop {
  const { ledger, endpoint, clock, report, urgent = URGENT, routine = ROUTINE, random = () => 0.5 } = options;
  const { elapsedMs = () => clock.monotonic() } = options;
  const sender = options.sender ?? makeNotifier({ clock, allowOrigins: options.allowOrigins ?? [] });
  const jobs = new Map<string, Job>();
  /** Who stands right behind a delivery. */
  const behind = new Map<string, Job>();
  const lanes = new Lanes();
  let isClosed = false;

  function row(job: Job, state: DeliveryAttempt["state"], more: RowDetail = {}): void {
    const { why = null, nextAt = null, isLast = false, isGone = false } = more;
    const made: DeliveryAttempt = { ...rowOf(job.delivery), attempt: job.attempt, at: clock.now(), state, why, nextAt };
    ledger.record(made, isLast);
    report(made, isGone);
  }
  function enqueue(job: Job): void {
    const { recipientId, channelId, urgent: isUrgent } = job.delivery;
    lanes.enqueue(`${recipientId} ${channelId ?? ""}`, {
      urgent: isUrgent,
      get isStopped() {
        return job.isStopped;
      },
      run: () => tryOnce(job),
    });
  }
  /** Resolves with whether a machine took it. */
  async function tryOnce(job: Job): Promise<boolean> {
    const { delivery } = job;
    if (job.attempt === 0) job.firstAtMs = elapsedMs();
    const target = endpoint(delivery.channelId ?? delivery.recipientId);
    row(job, "sent");
    const answer = target === undefined ? NO_ADDRESS : await sender.send(delivery, target);
    if (answer.state === "accepted") {
      const again = jobs.get(delivery.id);
      if (again !== undefined) stop(again);
      row(job, "accepted");
      spareBehind(delivery.id, "the channel before got through");
      return true;
    }
    if (isClosed) return false;
    const schedule = delivery.urgent ? urgent : routine;
    const sinceMs = elapsedMs() - job.firstAtMs;
    const { why, isGone } = answer;
    const isLast = sinceMs > schedule.untilMs || (isGone && !delivery.urgent);
    if (isLast || job.isStopped) {
      row(job, "failed", { why, isLast, isGone });
      forget(job);
    } else {
      const waitMs = pauseMs(schedule, job.attempt, sinceMs, delivery.urgent ? 0 : (answer.retryAfterMs ?? 0), random);
      row(job, "failed", { why, isGone, nextAt: clock.now() + Math.round(waitMs) });
      job.attempt += 1;
      job.timer = setTimeout(() => enqueue(job), waitMs);
    }
    // Trying again mends neither: the next channel is not kept waiting.
    if (!job.isStopped && (isLast || isGone || target === undefined)) sendBehind(delivery.id);
    return false;
  }
  function sendBehind(deliveryId: string): void {
    const next = behind.get(deliveryId);
    if (next === undefined || !next.isHeld || next.isStopped) return;
    if (next.timer !== null) clearTimeout(next.timer);
    next.isHeld = false;
    enqueue(next);
  }
  /** Nobody behind this delivery is needed any more; those that were sent already go on. */
  function spareBehind(deliveryId: string, why: string): void {
    const next = behind.get(deliveryId);
    if (next === undefined) return;
    if (next.isHeld) {
      stop(next);
      row(next, "spared", { why });
    }
    spareBehind(next.delivery.id, why);
  }
  function forget(job: Job): void {
    const { id, afterId } = job.delivery;
    if (jobs.get(id) === job) jobs.delete(id);
    if (afterId !== null && behind.get(afterId) === job) behind.delete(afterId);
  }
  function stop(job: Job): void {
    job.isStopped = true;
    if (job.timer !== null) clearTimeout(job.timer);
    forget(job);
  }
  function hold(job: Job, afterId: string): void {
    const { id, waitMs, createdAtMs } = job.delivery;
    behind.set(afterId, job);
    const leftMs = Math.min(waitMs, Math.max(0, waitMs - (clock.now() - createdAtMs)));
    job.timer = setTimeout(() => {
      if (jobs.get(id) === job) sendBehind(afterId);
    }, leftMs);
  }
  function add(delivery: Delivery): void {
    if (isClosed || jobs.has(delivery.id)) return;
    const { afterId } = delivery;
    const job: Job = { delivery, isHeld: afterId !== null, attempt: 0, firstAtMs: 0, timer: null, isStopped: false };
    if (delivery.channel === "screen") {
      row(job, "sent");
      return;
    }
    jobs.set(delivery.id, job);
    if (afterId === null) enqueue(job);
    else hold(job, afterId);
  }
  for (const delivery of ledger.pending(clock.now())) add(delivery);
  return {
    send: (deliveries) => deliveries.forEach(add),
    acknowledged(alertId, track = null) {
      for (const job of [...jobs.values()]) {
        const { delivery } = job;
        if (delivery.alertId !== alertId || (track !== null && delivery.track !== track)) continue;
        stop(job);
        if (job.isHeld) row(job, "spared", { why: "a person answered" });
        else row(job, "acknowledged");
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
      await lanes.close();
    },
  };
}
export { URGENT, ROUTINE, type Schedule } from "./sending/schedule.ts";
