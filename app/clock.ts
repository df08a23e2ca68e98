import type { Clock } from "../domain/time.ts";

export const systemClock: Clock = { now: Date.now, monotonic: () => performance.now() };

/** `startMs`: what the clock shows first, ms since the epoch; `rate`: its seconds per second. */
export interface Simulation {
  readonly startMs: number;
  readonly rate: number;
}
/**
 * All of the server's time in a simulation: starts at `startMs` and runs `rate` times as fast as the machine's.
 * Timers keep running in real time; what waits for a due time asks this clock.
 */
export function makeSimulatedClock({ startMs, rate }: Simulation): Clock {
  const origin = performance.now();
  const elapsed = () => (performance.now() - origin) * rate;
  return { now: () => Math.floor(startMs + elapsed()), monotonic: elapsed };
}
