import type { Delivery, DeliveryAttempt } from "../../domain/delivery.ts";
import type { WriteStatement } from "./records-protocol.ts";

/** So many are remembered; the oldest go first. */
const MOST = 20_000;

/**
 * Which of the two loops of this process has a delivery: the one beside the records, or the one on the main thread, which takes what a
 * transaction did not confirm in time. Whichever had it first keeps it.
 */
export class SentElsewhere {
  readonly #here = new Set<string>();
  /** On the main thread: when nobody had to send it any more; `null`: somebody has. */
  readonly #doneAtMs = new Map<string, number | null>();

  /** Those that the loop beside the records is to send. */
  take(deliveries: readonly Delivery[]): readonly Delivery[] {
    const mine = deliveries.filter(({ id }) => !this.#doneAtMs.has(id));
    for (const { id } of mine) this.#here.add(id);
    forgetOldest(this.#here);
    return mine;
  }
  /** The main thread has these and sends them; its attempts will come. Returns what is left to send here: nothing. */
  leave(deliveries: readonly Delivery[]): readonly [] {
    for (const { id } of deliveries) if (!this.#doneAtMs.has(id)) this.#doneAtMs.set(id, null);
    forgetOldest(this.#doneAtMs);
    return [];
  }
  /** An attempt on the main thread. `false`: the delivery is sent from here. */
  note({ deliveryId, at }: DeliveryAttempt, isDone: boolean): boolean {
    if (this.#here.has(deliveryId)) return false;
    this.#doneAtMs.set(deliveryId, isDone ? at : null);
    forgetOldest(this.#doneAtMs);
    return true;
  }
  isDone(deliveryId: string): boolean {
    return (this.#doneAtMs.get(deliveryId) ?? null) !== null;
  }
  /** For the transaction that writes the deliveries: what is done is settled with it. `sql` takes the time and the id. */
  settling(deliveries: readonly Delivery[], sql: string): WriteStatement {
    const each = deliveries.flatMap(({ id }) => {
      const atMs = this.#doneAtMs.get(id) ?? null;
      return atMs === null ? [] : [[atMs, id]];
    });
    return { sql, each, rows: null };
  }
}
function forgetOldest(ids: Set<string> | Map<string, unknown>): void {
  for (const id of ids.keys()) {
    if (ids.size <= MOST) return;
    ids.delete(id);
  }
}
