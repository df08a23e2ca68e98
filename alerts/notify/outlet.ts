import { errorText } from "../../domain/errors.ts";
import type { Answer } from "../ports.ts";
import type { Adapter } from "./adapter.ts";
import { accepted, failed } from "./answers.ts";
import { Allowance } from "./allowance.ts";
import type { Notice } from "./notice.ts";

/** What waits for a digest is forgotten after this: whoever sends it asks again long before, or an answer made it needless. */
const HELD_MS = 15 * 60_000;
/** So many ids are remembered that went out in a digest: each is asked for once more. */
const MOST_CARRIED = 5_000;

interface Held {
  readonly notice: Notice;
  readonly heldAtMs: number;
}
/**
 * One robot, number or account: its allowance, and the digest of what did not fit into it. There is no timer: a notice that is held answers
 * `failed` with the time to come back; who comes back first takes all others along, and they find themselves accepted.
 */
export class Outlet<Config> {
  readonly #adapter: Adapter<Config>;
  readonly #allowance: Allowance;
  readonly #elapsedMs: () => number;
  readonly #held = new Map<string, Held>();
  /** In a digest that is under way. */
  readonly #underWay = new Map<string, Promise<Answer>>();
  readonly #carried = new Map<string, Answer>();

  constructor(adapter: Adapter<Config>, elapsedMs: () => number) {
    this.#adapter = adapter;
    this.#allowance = new Allowance(adapter.limits);
    this.#elapsedMs = elapsedMs;
  }
  async send(id: string, notice: Notice, isUrgent: boolean, config: Config): Promise<Answer> {
    const nowMs = this.#elapsedMs();
    const carried = this.#carried.get(id) ?? this.#underWay.get(id);
    if (carried !== undefined) return carried;
    const waitMs = this.#allowance.waitMs(nowMs, isUrgent);
    if (isUrgent) {
      // Fail open: where going over the limit does no harm, the provider decides.
      if (waitMs > 0 && this.#adapter.isHard) return failed("the robot's limit is used up; the next channel takes over", waitMs);
      return this.#attempt({ id, notices: [notice], urgent: true }, config);
    }
    if (waitMs > 0) {
      if (!this.#adapter.hasDigest) return failed("the limit is used up", waitMs);
      this.#held.set(id, { notice, heldAtMs: nowMs });
      return failed("over the robot's limit: it waits for the digest", waitMs);
    }
    return this.#sendWithHeld(id, notice, config, nowMs);
  }
  async #sendWithHeld(id: string, notice: Notice, config: Config, nowMs: number): Promise<Answer> {
    this.#held.delete(id);
    const others = [...this.#held].filter(([, { heldAtMs }]) => heldAtMs + HELD_MS > nowMs);
    this.#held.clear();
    const notices = [...others.map(([, held]) => held.notice), notice];
    const attempt = this.#attempt({ id, notices, urgent: false }, config);
    for (const [other] of [...others, [id]] as const) this.#underWay.set(other, attempt);
    const answer = await attempt;
    for (const [other] of [...others, [id]] as const) this.#underWay.delete(other);
    for (const [other, held] of others) {
      if (answer.state === "accepted") this.#carry(other, accepted(answer.providerId));
      else this.#held.set(other, held);
    }
    return answer;
  }
  async #attempt(message: Parameters<Adapter<Config>["send"]>[0], config: Config): Promise<Answer> {
    this.#allowance.take(this.#elapsedMs());
    const answer = await this.#adapter.send(message, config).catch((error: unknown) => failed(errorText(error)));
    if (answer.state === "failed" && answer.retryAfterMs !== null) this.#allowance.pause(this.#elapsedMs() + answer.retryAfterMs);
    return answer;
  }
  #carry(id: string, answer: Answer): void {
    this.#carried.set(id, answer);
    const [oldest] = this.#carried.keys();
    if (this.#carried.size > MOST_CARRIED && oldest !== undefined) this.#carried.delete(oldest);
  }
}
