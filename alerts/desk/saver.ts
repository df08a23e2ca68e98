import type { Delivery } from "../../domain/delivery.ts";
import type { AlertChange, AlertStore } from "../ports.ts";

/** DESIGN: a transaction not committed in this time does not hold up the send. */
export const CONFIRM_WITHIN_MS = 50;
const RETRY_MS = 1_000;
/** Changes of one alert that wait while the records are down: a day of re-pages. */
const MOST_WAITING = 5_000;

interface Waiting {
  readonly change: AlertChange;
  attempts: number;
  isSent: boolean;
}
export interface SaverOptions {
  readonly store: AlertStore;
  /** Sends from memory; the ids are derived, so a second send is told apart by nobody but its time. */
  readonly fallbackSend: (deliveries: readonly Delivery[]) => void;
  /** The insert found the alert in the records: it was raised before, and nothing of this change happened. */
  readonly onKnown: (alertId: string) => void;
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
  /** Resolves when the change is written, or when it is clear that it will be later: never rejects. */
  save(change: AlertChange): Promise<void> {
    const { id } = change.alert;
    const item: Waiting = { change, attempts: 0, isSent: change.deliveries.length === 0 };
    const queue = this.#queues.get(id);
    return new Promise((resolve) => {
      const timer = this.#after(CONFIRM_WITHIN_MS, () => {
        // An answer that came while this thread was busy is read before.
        setImmediate(() => {
          this.#sendFromMemory(item);
          resolve();
        });
      });
      const settle = () => {
        clearTimeout(timer);
        this.#timers.delete(timer);
        resolve();
      };
      if (queue === undefined) {
        this.#queues.set(id, [item]);
        this.#write(id, item, settle);
        return;
      }
      if (queue.length < MOST_WAITING) queue.push(item);
      else this.#sendFromMemory(item);
    });
  }
  #write(id: string, item: Waiting, settle: () => void): void {
    item.attempts += 1;
    this.#options.store.save(item.change).then(
      ({ written }) => {
        // A second attempt may find what the first one wrote before its answer was lost.
        if (!written && item.attempts === 1) {
          if (item.change.isNew) {
            item.isSent = true;
            this.#queues.delete(id);
            this.#options.onKnown(id);
            settle();
            return;
          }
          this.#sendFromMemory(item);
        }
        item.isSent = true;
        settle();
        this.#next(id);
      },
      () => {
        this.#sendFromMemory(item);
        settle();
        if (!this.#isClosed) this.#after(this.#options.retryMs ?? RETRY_MS, () => this.#write(id, item, settle));
      },
    );
  }
  #next(id: string): void {
    const queue = this.#queues.get(id);
    queue?.shift();
    const item = queue?.[0];
    if (item === undefined) this.#queues.delete(id);
    else this.#write(id, item, () => {});
  }
  #sendFromMemory(item: Waiting): void {
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
