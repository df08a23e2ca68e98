import type { DecodedMessage, EventType } from "../domain/device-message.ts";

/** Alarms that are on, as `source` and event type; plain data, to be stored with the rule states. */
export type EdgeState = readonly (readonly [source: string, type: EventType])[];

/**
 * State-style alarms (`water_leak: true`) are sent again and again while they last, and again after a gateway's restart.
 * One counts as an event only when it was not on before; a tracker that knows nothing lets the first count (fail open).
 */
export class EventEdges {
  readonly #on = new Map<string, Set<EventType>>();

  constructor(state: EdgeState = []) {
    for (const [source, type] of state) this.#switchOn(source, type);
  }
  /** Takes in what the message says about states; true when its event counts. */
  counts(source: string, message: Pick<DecodedMessage, "event" | "isState" | "cleared">): boolean {
    for (const type of message.cleared) this.rearm(source, type);
    if (message.event === null) return false;
    return !message.isState || this.#switchOn(source, message.event.type);
  }
  /** The next `true` counts again, without a `false` before it: for an alert that was resolved while its state stayed on. */
  rearm(source: string, type: EventType): void {
    const on = this.#on.get(source);
    if (on?.delete(type) === true && on.size === 0) this.#on.delete(source);
  }
  export(): EdgeState {
    return [...this.#on].flatMap(([source, types]) => [...types].map((type) => [source, type] as const));
  }
  #switchOn(source: string, type: EventType): boolean {
    const on = this.#on.get(source);
    if (on === undefined) this.#on.set(source, new Set([type]));
    else if (on.has(type)) return false;
    else on.add(type);
    return true;
  }
}
