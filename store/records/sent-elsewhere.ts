import type { Delivery, DeliveryAttempt } from "../../domain/delivery.ts";
import type { WriteStatement } from "./records-protocol.ts";

/** So many at least are remembered; the oldest go first. */
const MOST = 20_000;

/**
 * Deliveries that the loop on the main thread took, because their transaction did not end in time. When it ends all the same they are not
 * handed to the loop beside the records as well.
 */
export class SentElsewhere {
  /** When nobody had to send it any more; `null`: somebody has. */
  readonly #doneAtMs = new Map<string, number | null>();

  note({ deliveryId, at }: DeliveryAttempt, isDone: boolean): void {
    this.#doneAtMs.set(deliveryId, isDone ? at : null);
    if (this.#doneAtMs.size <= MOST) return;
    const oldest = this.#doneAtMs.keys().next();
    if (oldest.done !== true) this.#doneAtMs.delete(oldest.value);
  }
  has(deliveryId: string): boolean {
    return this.#doneAtMs.has(deliveryId);
  }
  doneAtMs(deliveryId: string): number | null {
    return this.#doneAtMs.get(deliveryId) ?? null;
  }
  /** For the transaction that writes the deliveries: what is done is settled with it. `sql` takes the time and the id. */
  settling(deliveries: readonly Delivery[], sql: string): WriteStatement {
    const each = deliveries.flatMap(({ id }) => {
      const atMs = this.doneAtMs(id);
      return atMs === null ? [] : [[atMs, id]];
    });
    return { sql, each, rows: null };
  }
}
