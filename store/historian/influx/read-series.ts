import type { SignKey } from "../../../domain/signs.ts";
import type { SeriesAnswer, SeriesRequest } from "../historian-protocol.ts";
import { planSeries, segmentsOf, type SeriesPlan } from "../series-plan.ts";
import { SeriesBuckets } from "../series-buckets.ts";
import type { InfluxConnection } from "./connection.ts";
import { isGood } from "./good.ts";
import { during, identifier, ofDevices } from "./influxql.ts";
import { rowsOf } from "./results.ts";
import { measurementOf, rollupField, rollupMeasurement } from "./schema.ts";
import type { StateFile } from "./state-file.ts";
import type { DeviceSegment } from "./device-segment.ts";

const STATEMENTS_PER_QUERY = 50;

/** min / max / mean / count of good values per bucket, oldest first; buckets without one are left out. */
export async function readSeries(connection: InfluxConnection, state: StateFile, request: SeriesRequest): Promise<SeriesAnswer> {
  const kept = state.kept();
  const plan = planSeries(request, kept);
  const segments = request.periods.flatMap(({ deviceId, fromMs, toMs }): DeviceSegment[] => {
    const range = { fromMs: Math.max(fromMs, plan.fromMs), toMs: Math.min(toMs ?? plan.toMs, plan.toMs) };
    if (range.fromMs >= range.toMs) return [];
    const dirty = plan.resolution === "raw" ? [] : state.dirtyHoursOf(deviceId, range.fromMs, range.toMs);
    return segmentsOf(range, plan.resolution, dirty, kept).map((segment) => ({ ...segment, deviceId }));
  });
  const buckets = new SeriesBuckets(plan);
  for (let start = 0; start < segments.length; start += STATEMENTS_PER_QUERY) {
    const statements = segments.slice(start, start + STATEMENTS_PER_QUERY).map((segment) => statementFor(segment, request.sign, plan));
    for (const result of await connection.query(statements.join("; "))) {
      for (const row of rowsOf(result)) {
        const [count, min, max, sum] = [Number(row["count"]), Number(row["min"]), Number(row["max"]), Number(row["sum"])];
        if (count > 0) buckets.add({ atMs: Number(row["time"]), count, min, max, sum });
      }
    }
  }
  return { resolution: plan.resolution, bucketMs: plan.bucketMs, points: buckets.points() };
}
function statementFor(segment: DeviceSegment, sign: SignKey, { fromMs, bucketMs }: SeriesPlan): string {
  const measurement = measurementOf(sign);
  const where = `${ofDevices([segment.deviceId])} AND ${during(segment.fromMs, segment.toMs)}`;
  const buckets = `GROUP BY time(${bucketMs}ms, ${((fromMs % bucketMs) + bucketMs) % bucketMs}ms) fill(none)`;
  if (segment.resolution === "raw") {
    const value = identifier(sign);
    return `SELECT count(${value}) AS "count", min(${value}) AS "min", max(${value}) AS "max", sum(${value}) AS "sum"
      FROM ${identifier(measurement)} WHERE ${where} AND ${isGood(sign)} ${buckets}`;
  }
  const field = (part: "count" | "min" | "max" | "sum") => identifier(rollupField(sign, part));
  return `SELECT sum(${field("count")}) AS "count", min(${field("min")}) AS "min", max(${field("max")}) AS "max", sum(${field("sum")}) AS "sum"
    FROM ${identifier(rollupMeasurement(measurement, segment.resolution))} WHERE ${where} ${buckets}`;
}
