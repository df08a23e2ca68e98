import type { FastifyReply, FastifyRequest } from "fastify";
import { AnhuError } from "../domain/errors.ts";

/** So many addresses are remembered; the oldest go first. */
const REMEMBERED = 20_000;
const UNAUTHENTICATED = 401;

export interface FailureLimit {
  /** @throws {AnhuError} `TOO_MANY`, with `Retry-After`, where too much failed from this address */
  readonly onRequest: (request: FastifyRequest, reply: FastifyReply) => Promise<void>;
  readonly onSend: (request: FastifyRequest, reply: FastifyReply) => Promise<void>;
}
/** Limits tries of one address that are answered 401; whoever is right costs the others behind the same address nothing. */
export function makeFailureLimit(options: {
  readonly max: number;
  readonly timeWindowMs: number;
  /** Milliseconds that only grow. */
  readonly monotonic: () => number;
  /** What is being done, for the error. */
  readonly doing: string;
}): FailureLimit {
  const { max, timeWindowMs, monotonic, doing } = options;
  const failures = new Map<string, { count: number; readonly endsAt: number }>();
  const failuresOf = (address: string) => {
    const found = failures.get(address);
    return found !== undefined && monotonic() < found.endsAt ? found : undefined;
  };
  return {
    async onRequest({ ip }, reply) {
      const found = failuresOf(ip);
      if (found === undefined || found.count < max) return;
      const seconds = Math.ceil((found.endsAt - monotonic()) / 1_000);
      void reply.header("retry-after", seconds);
      throw new AnhuError("TOO_MANY", `${doing}: too many tries; try again in ${seconds} seconds`);
    },
    async onSend({ ip }, { statusCode }) {
      if (statusCode !== UNAUTHENTICATED) return;
      const found = failuresOf(ip);
      if (found !== undefined) return void (found.count += 1);
      failures.delete(ip);
      failures.set(ip, { count: 1, endsAt: monotonic() + timeWindowMs });
      for (const oldest of failures.keys()) {
        if (failures.size <= REMEMBERED) break;
        failures.delete(oldest);
      }
    },
  };
}
