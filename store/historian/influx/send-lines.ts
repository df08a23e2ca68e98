import type { InfluxConnection } from "./connection.ts";
import { InfluxFailure } from "./failure.ts";
import { REQUEST_LINES } from "./line-sender.ts";
import type { Line } from "./lines.ts";
import { readRefusal, type Refusal, type RefusedLine } from "./refusal.ts";

/** Requests that are made to find the refused lines of one; beyond it the store is at fault and not its data. */
const MOST_REQUESTS = 200;

/**
 * Sends lines in requests of at most 5,000, one after another. Resolves when each is stored, or refused for itself: what the server does not
 * name is found by halving.
 * @throws {InfluxFailure} when nothing or only a part is known to be stored: send the same lines again
 */
export async function sendLines(connection: InfluxConnection, lines: readonly Line[]): Promise<readonly RefusedLine[]> {
  const refused: RefusedLine[] = [];
  for (let start = 0; start < lines.length; start += REQUEST_LINES) {
    refused.push(...(await new Isolation(connection).send(lines.slice(start, start + REQUEST_LINES))));
  }
  return refused;
}

class Isolation {
  readonly #connection: InfluxConnection;
  #requests = 0;

  constructor(connection: InfluxConnection) {
    this.#connection = connection;
  }
  async send(lines: readonly Line[]): Promise<readonly RefusedLine[]> {
    if (lines.length === 0) return [];
    const refusal = await this.#attempt(lines);
    if (refusal === null) return [];
    if (lines.length === 1) return lines.map((line) => ({ line, reason: refusal.reason }));
    const named = new Set(refusal.named.map(({ line }) => line));
    if (named.size > 0) return [...refusal.named, ...(await this.send(lines.filter((line) => !named.has(line))))];
    return this.#halve(lines, refusal);
  }
  /** At least one of the suspects is refused: finds it, then sends everything else that is not known to be stored. */
  async #halve(lines: readonly Line[], { suspects: first, reason: firstReason }: Refusal): Promise<readonly RefusedLine[]> {
    const suspected = new Set(first);
    let waiting = lines.filter((line) => !suspected.has(line));
    let suspects = first;
    let reason = firstReason;
    while (suspects.length > 1) {
      const middle = Math.ceil(suspects.length / 2);
      const [half, other] = [suspects.slice(0, middle), suspects.slice(middle)];
      const refusal = await this.#attempt(half);
      if (refusal === null) {
        suspects = other;
        continue;
      }
      reason = refusal.reason;
      suspects = half;
      waiting = [...waiting, ...other];
    }
    return [...suspects.map((line) => ({ line, reason })), ...(await this.send(waiting))];
  }
  /** `null`: stored. */
  async #attempt(lines: readonly Line[]): Promise<Refusal | null> {
    this.#requests += 1;
    try {
      await this.#connection.write(lines.map((line) => line.text));
      return null;
    } catch (error) {
      if (!(error instanceof InfluxFailure) || error.kind !== "refused") throw error;
      const refusal = readRefusal(lines, error.body);
      if (this.#requests <= MOST_REQUESTS) return refusal;
      throw new InfluxFailure("misconfigured", `${error.message}: too many points, the last because: ${refusal.reason}; correct it there`);
    }
  }
}
