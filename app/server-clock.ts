import { Type } from "typebox";
import Value from "typebox/value";
import { AnhuError } from "../domain/errors.ts";
import type { Clock } from "../domain/time.ts";
import { makeSimulatedClock } from "./clock.ts";
import { serverUrl, type Settings } from "./config.ts";

const Answer = Type.Object({ now: Type.Integer(), clockRate: Type.Number() });

/** The server's clock, seen from another process: simulators live in the server's time. @throws {AnhuError} `SERVER_UNREACHABLE` */
export async function readServerClock(settings: Settings): Promise<Clock> {
  const url = `${serverUrl(settings)}/readyz`;
  const response = await fetch(url).catch((error: unknown) => {
    throw new AnhuError(
      "SERVER_UNREACHABLE",
      `asking ${url} for the server's time: no answer; is the server running there? (ANHU_URL says where)`,
      { cause: error },
    );
  });
  const { now, clockRate } = Value.Parse(Answer, await response.json());
  return makeSimulatedClock({ startMs: now, rate: clockRate });
}
