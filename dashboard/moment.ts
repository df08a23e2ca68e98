/** The two clocks of this machine at one moment, ms. A phone in a pocket stops the running one; the wall clock may be set. */
export interface Moment {
  readonly wallMs: number;
  readonly runMs: number;
}
export const momentNow = (): Moment => ({ wallMs: Date.now(), runMs: performance.now() });

/** ms from one moment to a later one, by the clock that says more: what is old is never taken for young. */
export function elapsed(from: Moment, to: Moment = momentNow()): number {
  return Math.max(to.wallMs - from.wallMs, to.runMs - from.runMs, 0);
}
