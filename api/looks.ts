import type { LocationWhy } from "../domain/location-sight.ts";
import type { Clock } from "../domain/time.ts";
import type { ApiContext } from "./context.ts";

/** A screen that asks again within this goes on with the same look [M]. */
const LOOK_MS = 10 * 60_000;
/** So many are remembered; whoever is forgotten is written down once more. */
const MOST_LOOKS = 10_000;

/** Tells a new look at something from the next answer to a screen that is left open. */
export class Looks {
  readonly #last = new Map<string, number>();

  /** @param key who looks at what, and why @param nowMs server time */
  begins(key: string, nowMs: number): boolean {
    const beganMs = this.#last.get(key);
    if (beganMs !== undefined && nowMs - beganMs < LOOK_MS) return false;
    this.#last.delete(key);
    this.#last.set(key, nowMs);
    const [oldest] = this.#last.keys();
    if (this.#last.size > MOST_LOOKS && oldest !== undefined) this.#last.delete(oldest);
    return true;
  }
}
/** Somebody is shown where a resident is: on any page, and by any link. */
export type Looked = (by: { readonly actor: string; readonly role: string }, residentId: string, why: LocationWhy) => void;
/** A screen that is left open asks again and again: one entry of the audit log for one look. */
export function makeLooked(audit: ApiContext["audit"], clock: Clock): Looked {
  const looks = new Looks();
  return ({ actor, role }, residentId, why) => {
    if (looks.begins(`${actor} ${residentId} ${why}`, clock.now()))
      audit({ actor, role, action: "readLocation", target: residentId, result: "ok", detail: why });
  };
}
