import type { Clock } from "../../domain/time.ts";

/** A wall clock that moved this much against the monotonic count was set by somebody. */
const STEP_MS = 2_000;
/** Due times that wait on the monotonic clock: setting the wall clock fires nothing early and delays nothing. */
export class Timers {
  readonly #clock: Clock;
  readonly #dueMonotonic = new Map<string, number>();
  #offsetMs: number;
  constructor(clock: Clock) {
    this.#clock = clock;
    this.#offsetMs = clock.now() - clock.monotonic();
  }
  get size(): number {
    return this.#dueMonotonic.size;
  }
  /** `dueAtMs` in wall time as it is now; a past one is due at once. `null` forgets the key. */
  plan(key: string, dueAtMs: number | null): void {
    if (dueAtMs === null) this.#dueMonotonic.delete(key);
    else this.#dueMonotonic.set(key, this.#clock.monotonic() + (dueAtMs - this.#clock.now()));
  }
  /** Takes out what is due. */
  take(): readonly string[] {
    const nowMonotonic = this.#clock.monotonic();
    const due = [...this.#dueMonotonic].filter(([, at]) => at <= nowMonotonic).sort(([, a], [, b]) => a - b);
    for (const [key] of due) this.#dueMonotonic.delete(key);
    return due.map(([key]) => key);
  }
  /** How far the wall clock was set since the last call, 0 when it was not; stored due times move by it. */
  stepMs(): number {
    const offsetMs = this.#clock.now() - this.#clock.monotonic();
    const stepMs = offsetMs - this.#offsetMs;
    this.#offsetMs = offsetMs;
    return Math.abs(stepMs) > STEP_MS ? stepMs : 0;
  }
}
