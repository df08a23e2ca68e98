import type { SignKey } from "../../../domain/signs.ts";
import type { SeriesAnswer, SeriesRequest } from "../historian-protocol.ts";
import { SeriesBuckets } from "../series-buckets.ts";
import { planSeries, segmentsOf, type Segment, type SeriesPlan } from "../series-plan.ts";
import type { InfluxConnection } from "./connection.ts";
import { during, identifier, ofDevices } from "./influxql.ts";
import { rowsOf } from "./results.ts";
import { measurementOf, qualityField, rollupField, rollupMeasurement } from "./schema.ts";
import type { StateFile } from "./state-file.ts";
import { valuesIn } from "./values.ts";

const STATEMENTS_PER_QUERY = 50;

/** A part of a device's time, and the rows that it is read from. */
interface DeviceSegment extends Segment {
  readonly deviceId: string;
}

/**
 * min / max / mean / count of good values per bucket, oldest first; buckets without one are left out. InfluxQL has no condition for a field
 * that is not there, as the quality of a good value is: where a part of the range has other values they are read and counted here.
 */
export async function readSeries(connection: InfluxConnection, state: StateFile, request: SeriesRequest): Promise<SeriesAnswer> {
  const { sign } = request;
  const kept = state.kept();
  const plan = planSeries(request, kept);
  const segments = request.periods.flatMap(({ deviceId, fromMs, toMs }): DeviceSegment[] => {
    const range = { fromMs: Math.max(fromMs, plan.fromMs), toMs: Math.min(toMs ?? plan.toMs, plan.toMs) };
    if (range.fromMs >= range.toMs) return [];
    const dirty = plan.resolution === "raw" ? [] : state.dirtyHoursOf(deviceId, range.fromMs, range.toMs);
    return segmentsOf(range, plan.resolution, dirty, kept).map((segment) => ({ ...segment, deviceId }));
  });
  const buckets = new SeriesBuckets(plan);
  const mixed = await withOtherValues(connection, segments, sign);
  for (const { deviceId, ...range } of mixed) {
    for await (const page of valuesIn(connection, deviceId, sign, range))
      for (const { atMs, value, isGood } of page) if (isGood) buckets.add({ atMs, count: 1, min: value, max: value, sum: value });
  }
  const whole = segments.filter((segment) => !mixed.has(segment));
  for (const rows of await ask(connection, whole, (segment) => bucketsOf(segment, sign, plan))) {
    for (const row of rows) {
      const [count, min, max, sum] = [Number(row["count"]), Number(row["min"]), Number(row["max"]), Number(row["sum"])];
      if (count > 0) buckets.add({ atMs: Number(row["time"]), count, min, max, sum });
    }
  }
  return { resolution: plan.resolution, bucketMs: plan.bucketMs, points: buckets.points() };
}
/** The parts of raw that hold values which are not good. */
async function withOtherValues(
  connection: InfluxConnection,
  segments: readonly DeviceSegment[],
  sign: SignKey,
): Promise<ReadonlySet<DeviceSegment>> {
  const raw = segments.filter(({ resolution }) => resolution === "raw");
  const counted = await ask(
    connection,
    raw,
    (segment) =>
      `SELECT count(${identifier(qualityField(sign))}) AS "count" FROM ${identifier(measurementOf(sign))} WHERE ${whereOf(segment)}`,
  );
  return new Set(raw.filter((_, index) => Number(counted[index]?.[0]?.["count"] ?? 0) > 0));
}
function bucketsOf(segment: DeviceSegment, sign: SignKey, { fromMs, bucketMs }: SeriesPlan): string {
  const { resolution } = segment;
  const measurement = measurementOf(sign);
  const from = identifier(resolution === "raw" ? measurement : rollupMeasurement(measurement, resolution));
  const field = (part: "count" | "min" | "max" | "sum") => identifier(resolution === "raw" ? sign : rollupField(sign, part));
  const count = `${resolution === "raw" ? "count" : "sum"}(${field("count")})`;
  const offsetMs = ((fromMs % bucketMs) + bucketMs) % bucketMs;
  return `SELECT ${count} AS "count", min(${field("min")}) AS "min", max(${field("max")}) AS "max", sum(${field("sum")}) AS "sum"
    FROM ${from} WHERE ${whereOf(segment)} GROUP BY time(${bucketMs}ms, ${offsetMs}ms) fill(none)`;
}
function whereOf({ deviceId, fromMs, toMs }: DeviceSegment): string {
  return `${ofDevices([deviceId])} AND ${during(fromMs, toMs)}`;
}
/** The rows of a statement for each segment. */
async function ask(connection: InfluxConnection, segments: readonly DeviceSegment[], statementFor: (segment: DeviceSegment) => string) {
  const answers: ReturnType<typeof rowsOf>[] = [];
  for (let start = 0; start < segments.length; start += STATEMENTS_PER_QUERY) {
    const some = segments.slice(start, start + STATEMENTS_PER_QUERY);
    const results = await connection.query(some.map(statementFor).join("; "));
    answers.push(...some.map((_, index) => rowsOf(results[index])));
  }
  return answers;
}
