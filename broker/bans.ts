import type { Clock } from "../domain/time.ts";
import { LIMITS } from "./options.ts";
import { RecentCount } from "./recent-count.ts";

/** Who may not sign in for a minute: ids that flap, and ids that publish outside their prefix. Only proven ids are counted. */
export class Bans {
  readonly #clock: Clock;
  readonly #connectsPerMinute: number;
  readonly #untilMs = new Map<string, number>();
  readonly #connects = new RecentCount();
  readonly #foreign = new RecentCount();

  /** @param connectsPerMinute 0 = any number */
  constructor(clock: Clock, connectsPerMinute: number) {
    this.#clock = clock;
    this.#connectsPerMinute = connectsPerMinute;
  }
  isBanned(id: string): boolean {
    const untilMs = this.#untilMs.get(id);
    if (untilMs === undefined) return false;
    if (this.#clock.monotonic() < untilMs) return true;
    this.#untilMs.delete(id);
    return false;
  }
  /** Counts a log-in; true when it is one too many, and the id is banned from now on. */
  isFlapping(id: string): boolean {
    if (this.#connectsPerMinute === 0) return false;
    if (this.#connects.add(id, this.#clock.monotonic()) <= this.#connectsPerMinute) return false;
    this.#connects.clear(id);
    this.#ban(id);
    return true;
  }
  /** The connection was closed for a fault of ours; its log-in does not count against the device. */
  forgiveConnect(id: string): void {
    this.#connects.forgive(id);
  }
  /** Counts a publish outside the own prefix; true when it is the tenth within a minute, and the id is banned from now on. */
  isFlooding(id: string): boolean {
    if (this.#foreign.add(id, this.#clock.monotonic()) < LIMITS.foreignPublishes) return false;
    this.#foreign.clear(id);
    this.#ban(id);
    return true;
  }
  #ban(id: string): void {
    this.#untilMs.set(id, this.#clock.monotonic() + LIMITS.banMs);
  }
}
