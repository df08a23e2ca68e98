/** So many messages in any stretch of so many milliseconds; the last `reserved` of them for what is urgent. */
export interface Limit {
  readonly most: number;
  readonly withinMs: number;
  readonly reserved: number;
}
/**
 * A robot's allowance. It looks back over a sliding stretch of time: a bucket that is full and refills would let nearly twice the limit through
 * in one minute, and DingTalk then mutes the robot for ten.
 */
export class Allowance {
  readonly #limits: readonly Limit[];
  readonly #longestMs: number;
  #sentAtMs: number[] = [];
  #pausedUntilMs = 0;

  constructor(limits: readonly Limit[]) {
    this.#limits = limits;
    this.#longestMs = Math.max(0, ...limits.map(({ withinMs }) => withinMs));
  }
  /** Milliseconds until one more may be sent; 0: now. */
  waitMs(nowMs: number, isUrgent: boolean): number {
    const pauseMs = Math.max(0, this.#pausedUntilMs - nowMs);
    return Math.max(pauseMs, ...this.#limits.map((limit) => this.#waitOf(limit, nowMs, isUrgent)));
  }
  #waitOf({ most, withinMs, reserved }: Limit, nowMs: number, isUrgent: boolean): number {
    const places = isUrgent ? most : most - reserved;
    // The message that must have left the stretch before one more fits in.
    const blocking = this.#sentAtMs[this.#sentAtMs.length - places];
    return blocking === undefined ? 0 : Math.max(0, blocking + withinMs - nowMs);
  }
  /** One was sent. */
  take(nowMs: number): void {
    this.#sentAtMs = this.#sentAtMs.filter((atMs) => atMs + this.#longestMs > nowMs);
    this.#sentAtMs.push(nowMs);
  }
  /** The provider asks for a pause. */
  pause(untilMs: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, untilMs);
  }
}
