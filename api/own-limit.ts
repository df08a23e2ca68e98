import type { FastifyReply, FastifyRequest } from "fastify";
import { AnhuError } from "../domain/errors.ts";
import type { App } from "./context.ts";

export interface OwnLimit {
  readonly max: number;
  readonly timeWindowMs: number;
  /** Whom it counts. */
  readonly keyOf: (request: FastifyRequest) => string;
  /** What is being done, for the error. */
  readonly doing: string;
}
/**
 * A limit that a route holds beside the one of its configuration, and also where it is exempt from the server's.
 * @returns counts a request; it throws {AnhuError} `TOO_MANY`, with `Retry-After`, beyond the limit
 */
export function makeOwnLimit(
  app: App,
  { max, timeWindowMs, keyOf, doing }: OwnLimit,
): (request: FastifyRequest, reply: FastifyReply) => Promise<void> {
  const count = app.createRateLimit({
    max,
    timeWindow: timeWindowMs,
    allowList: [],
    keyGenerator: keyOf,
  });
  return async (request, reply) => {
    const counted = await count(request);
    if (counted.isAllowed || !counted.isExceeded) return;
    void reply.header("retry-after", counted.ttlInSeconds);
    throw new AnhuError("TOO_MANY", `${doing}: too many tries; try again in ${counted.ttlInSeconds} seconds`);
  };
}
