import type { Alert, TrackState } from "../../domain/alert.ts";
import type { Delivery } from "../../domain/delivery.ts";
import { makeSendClaim, takeSend, type SendClaim } from "../../domain/send-claim.ts";
import type { AlertChange, AlertStore, OpenAlert } from "../ports.ts";

/** DESIGN: a transaction not committed in this time does not hold up the send. */
export const CONFIRM_WITHIN_MS = 50;
/** A person hears so late at most whether somebody else was first; the send does not wait for that. */
const ANSWER_WITHIN_MS = 1_000;
const RETRY_MS = 1_000;
/** Changes of one alert that wait while the records are down: a day of re-pages. */
const MOST_WAITING = 5_000;

/** `lost`: another process changed the alert first; nothing of the change happened, and memory holds what that one wrote. */
export type SaveOutcome = "kept" | "lost";
interface Waiting {
  readonly change: AlertChange;
  /** Takes the step again on what another process wrote; `null`: a person's step, who is told. */
  readonly redo: (() => void) | null;
  readonly settle: (outcome: SaveOutcome) => void;
  readonly claim: SendClaim;
  attempts: number;
  isSent: boolean;
}
export interface SaverOptions {
  readonly store: AlertStore;
  /** Sends from memory; the ids are derived, so a second send is told apart by nobody but its time. */
  readonly fallbackSend: (deliveries: readonly Delivery[]) => void;
  /** The insert found the alert in the records: it was raised before, and nothing of this change happened. */
  readonly onKnown: (alertId: string) => void;
  /** Another process changed the alert; this is how it is now. */
  readonly onLost: (now: OpenAlert) => void;
  /** Pause between attempts to write while the records fail. */
  readonly retryMs?: number;
}
/** Writes changes in order per alert, and never lets the records hold up a send. */
export class Saver {
  readonly #options: SaverOptions;
  readonly #queues = new Map<string, Waiting[]>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #isClosed = false;
  constructor(options: SaverOptions) {
    this.#options = options;
  }
  /** Number of changes that the records have not confirmed. */
  get waiting(): number {
    let count = 0;
    for (const queue of this.#queues.values()) count += queue.length;
    return count;
  }
  /** Resolves when the change is written or lost, or when it is clear that it will be written later (`kept`): never rejects. */
  save(change: AlertChange, redo: (() => void) | null): Promise<SaveOutcome> {
    const { id } = change.alert;
    const queue = this.#queues.get(id);
    return new Promise((resolve) => {
      const isAsked = redo === null && queue === undefined;
      // An answer that came while this thread was busy is read before.
      const unanswered = (ms: number, run: () => void) => this.#after(ms, () => void setImmediate(run));
      const timers = [
        unanswered(CONFIRM_WITHIN_MS, () => {
          this.#sendFromMemory(item);
          if (!isAsked) resolve("kept");
        }),
        ...(isAsked ? [unanswered(ANSWER_WITHIN_MS, () => resolve("kept"))] : []),
      ];
      const settle = (outcome: SaveOutcome) => {
        for (const timer of timers) {
          clearTimeout(timer);
          this.#timers.delete(timer);
        }
        resolve(outcome);
      };
      const isSent = change.deliveries.length === 0;
      const item: Waiting = { change, redo, settle, claim: makeSendClaim(), attempts: 0, isSent };
      if (queue === undefined) {
        this.#queues.set(id, [item]);
        this.#write(id, item);
        return;
      }
      if (queue.length < MOST_WAITING) queue.push(item);
      else this.#sendFromMemory(item);
    });
  }
  #write(id: string, item: Waiting): void {
    item.attempts += 1;
    this.#options.store
      .save({ ...item.change, claim: item.claim })
      .then(async ({ written }) => {
        if (written) return this.#written(id, item);
        if (item.change.isNew) return item.attempts === 1 ? this.#known(id, item) : this.#written(id, item);
        const now = await this.#options.store.find(id);
        // A second attempt may find what the first one wrote before its answer was lost.
        if (now === undefined || (item.attempts > 1 && isSame(now.alert, item.change.alert))) this.#written(id, item);
        else this.#lost(id, now);
      })
      .catch(() => {
        // Whether a commit stands behind the failure nobody knows: twice is better than not at all, and has the same id.
        this.#sendNow(item);
        item.settle("kept");
        if (!this.#isClosed) this.#after(this.#options.retryMs ?? RETRY_MS, () => this.#write(id, item));
      });
  }
  #written(id: string, item: Waiting): void {
    item.isSent = true;
    item.settle("kept");
    const queue = this.#queues.get(id);
    queue?.shift();
    const next = queue?.[0];
    if (next === undefined) this.#queues.delete(id);
    else this.#write(id, next);
  }
  #known(id: string, item: Waiting): void {
    item.isSent = true;
    this.#queues.delete(id);
    this.#options.onKnown(id);
    item.settle("kept");
  }
  /** What waits behind the lost change was thought out on it: all of it begins anew. */
  #lost(id: string, now: OpenAlert): void {
    const queue = this.#queues.get(id) ?? [];
    this.#queues.delete(id);
    this.#options.onLost(now);
    for (const { redo, settle } of queue) {
      settle("lost");
      redo?.();
    }
  }
  /** Unless the records were first. */
  #sendFromMemory(item: Waiting): void {
    if (takeSend(item.claim, "memory")) this.#sendNow(item);
  }
  #sendNow(item: Waiting): void {
    if (item.isSent) return;
    item.isSent = true;
    this.#options.fallbackSend(item.change.deliveries);
  }
  #after(ms: number, run: () => void): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, ms);
    this.#timers.add(timer);
    return timer;
  }
  close(): void {
    this.#isClosed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}
/** The same version of the same hands: what one process wrote twice, not what two wrote. */
function isSame(a: Alert, b: Alert): boolean {
  return a.version === b.version && a.state === b.state && isEqual(a.onSite, b.onSite) && isEqual(a.medical, b.medical);
}
function isEqual(a: TrackState, b: TrackState): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
