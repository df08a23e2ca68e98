import type { Clock } from "../../domain/time.ts";

/** 2026-03-02 08:00 in Shanghai: a Monday morning. */
export const MONDAY_MORNING_MS = Date.UTC(2026, 2, 2, 0, 0, 0);

/** A clock that moves only when it is told to. */
export class ManualClock implements Clock {
  #nowMs: number;
  #monotonicMs = 0;

  constructor(nowMs: number = MONDAY_MORNING_MS) {
    this.#nowMs = nowMs;
  }
  now(): number {
    return this.#nowMs;
  }
  monotonic(): number {
    return this.#monotonicMs;
  }
  /** Time goes by: both counts grow. */
  advance(ms: number): void {
    if (ms < 0) throw new Error(`advancing a clock by ${ms} ms: time does not run back, use step()`);
    this.#nowMs += ms;
    this.#monotonicMs += ms;
  }
  /** Somebody sets the wall clock: the monotonic count does not notice. */
  step(ms: number): void {
    this.#nowMs += ms;
  }
}
