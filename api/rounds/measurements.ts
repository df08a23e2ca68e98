import { FACILITY_DAY_MS, nightsOf, type Night } from "../../domain/nights.ts";
import type { ApiPorts } from "../ports.ts";

/** Weights as they were put on the scales, oldest first. */
export type Weights = readonly { readonly kg: number; readonly at: number }[];
export interface Measured {
  readonly weights: Weights;
  readonly nights: readonly Night[];
}
const DAYS = 30;
/** Nights that one sheet compares. */
const NIGHTS = 7;
/** Questions to the historian at a time: charts of others wait behind them. */
const AT_A_TIME = 4;

/**
 * Weight of 30 days and hours in bed of the last seven nights of every resident. Fills `into` as answers come, so that a sheet that waits no
 * longer has what came so far. @throws {AnhuError} `HISTORIAN_UNAVAILABLE`
 */
export async function measureAll(
  ports: ApiPorts,
  residentIds: readonly string[],
  nowMs: number,
  into: Map<string, Measured>,
): Promise<void> {
  const waiting = [...residentIds];
  const work = async (): Promise<void> => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) into.set(id, await measured(ports, id, nowMs));
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
}
async function measured({ historian, holdings }: ApiPorts, residentId: string, nowMs: number): Promise<Measured> {
  const scales = holdings.periods(residentId, "weight");
  const beds = holdings.periods(residentId, "bedOccupied");
  const [weights, hours] = await Promise.all([
    scales.length === 0
      ? []
      : historian.observations({
          ...{ periods: scales, sign: "weight", fromMs: nowMs - DAYS * FACILITY_DAY_MS, toMs: nowMs + 1, limit: 500, afterMs: null },
        }),
    beds.length === 0
      ? null
      : historian.series({
          ...{ periods: beds, sign: "bedOccupied", fromMs: nowMs - (NIGHTS + 1) * FACILITY_DAY_MS, toMs: nowMs, points: (NIGHTS + 1) * 24 },
        }),
  ]);
  return {
    weights: weights.filter(({ quality }) => quality === "good").map(({ value, at }) => ({ kg: value, at })),
    nights: hours === null ? [] : nightsOf(hours.points, hours.bucketMs, nowMs, NIGHTS),
  };
}
