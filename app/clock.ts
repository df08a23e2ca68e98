import type { Clock } from "../domain/time.ts";

export const systemClock: Clock = { now: Date.now, monotonic: () => performance.now() };

/** `startMs`: what the clock shows first, ms since the epoch; `rate`: its seconds per second. */
export interface Simulation {
  readonly startMs: number;
  readonly rate: number;
  /** When it showed that, ms since the epoch by the machine's clock: two threads agree by it. Default: now. */
  readonly shownAtMs?: number;
}
const machineMs = (): number => performance.timeOrigin + performance.now();
/**
 * All of the server's time in a simulation: starts at `startMs` and runs `rate` times as fast as the machine's.
 * Timers keep running in real time; what waits for a due time asks this clock.
 */
export function makeSimulatedClock({ startMs, rate, shownAtMs = machineMs() }: Simulation): Clock {
  const elapsed = () => (machineMs() - shownAtMs) * rate;
  return { now: () => Math.floor(startMs + elapsed()), monotonic: elapsed };
}
