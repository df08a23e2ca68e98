import type { DeliveryAttempt } from "../../domain/delivery.ts";

/** So many at least are remembered; the oldest go first. */
const MOST = 20_000;

/**
 * Deliveries that the loop on the main thread took, because their transaction did not end in time. When it ends all the same they are not
 * handed to the loop beside the records as well.
 */
export class SentElsewhere {
  readonly #isDone = new Map<string, boolean>();

  note({ deliveryId }: DeliveryAttempt, isDone: boolean): void {
    this.#isDone.set(deliveryId, isDone);
    if (this.#isDone.size <= MOST) return;
    const oldest = this.#isDone.keys().next();
    if (oldest.done !== true) this.#isDone.delete(oldest.value);
  }
  has(deliveryId: string): boolean {
    return this.#isDone.has(deliveryId);
  }
  isDone(deliveryId: string): boolean {
    return this.#isDone.get(deliveryId) === true;
  }
}
