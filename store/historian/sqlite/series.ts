import type { SignKey } from "../../../domain/signs.ts";
import type { Period, SeriesAnswer, SeriesRequest } from "../historian-protocol.ts";
import { HOUR_MS, MINUTE_MS } from "../rollups.ts";
import { SeriesBuckets } from "../series-buckets.ts";
import { planSeries, segmentsOf, type Kept, type Segment, type SeriesPlan } from "../series-plan.ts";
import { hourOf, SELECT_STATE, stateOf, type RollupState } from "./rollup-state.ts";
import { columnOf, signNumber } from "./schema.ts";
import { clip, type Row, type SqliteReader, type StoredDevice } from "./sqlite-reader.ts";

/** min / max / mean / count of good values per bucket, oldest first; buckets without one are left out. What it reads is one moment. */
export function readSeries(file: SqliteReader, request: SeriesRequest): SeriesAnswer {
  return file.atOneMoment(() => {
    const state = stateOf(file.rows(SELECT_STATE)[0]);
    const kept = { rawFromMs: state.rawFromHour * HOUR_MS, minutesFromMs: state.minutesFromHour * HOUR_MS };
    const plan = planSeries(request, kept);
    const buckets = new SeriesBuckets(plan);
    for (const period of request.periods) readPeriod({ file, plan, buckets, kept, state, sign: request.sign }, period);
    return { resolution: plan.resolution, bucketMs: plan.bucketMs, points: buckets.points() };
  });
}
interface Reading {
  readonly file: SqliteReader;
  readonly plan: SeriesPlan;
  readonly buckets: SeriesBuckets;
  readonly kept: Kept;
  readonly state: RollupState;
  readonly sign: SignKey;
}
function readPeriod(reading: Reading, period: Period): void {
  const { file, plan, buckets, kept, state, sign } = reading;
  const device = file.device(period.deviceId);
  const range = clip(period, plan.fromMs, plan.toMs);
  if (device === undefined || range.fromMs >= range.toMs) return;
  // Its hours are not marked yet: nothing of it is rolled up.
  const isUnmarked = device.number >= state.unmarkedFrom && device.number <= state.unmarkedTo;
  const dirty = plan.resolution === "raw" || isUnmarked ? [] : dirtyHours(file, device, range);
  for (const segment of segmentsOf(range, isUnmarked ? "raw" : plan.resolution, dirty, kept)) {
    for (const row of rowsOf(file, device, sign, segment, plan)) {
      buckets.add({
        atMs: Number(row["at"]),
        count: Number(row["count"]),
        min: Number(row["min"]),
        max: Number(row["max"]),
        sum: Number(row["sum"]),
      });
    }
  }
}
function dirtyHours(file: SqliteReader, device: StoredDevice, { fromMs, toMs }: { fromMs: number; toMs: number }): number[] {
  const rows = file.rows(
    "SELECT hour FROM dirty WHERE device = ? AND hour >= ? AND hour <= ?",
    device.number,
    hourOf(fromMs),
    hourOf(toMs),
  );
  return rows.map((row) => Number(row["hour"]) * HOUR_MS);
}

/** Parts of buckets of the answer. `CAST`: a number is bound as REAL, which would divide with a fraction. */
function rowsOf(file: SqliteReader, device: StoredDevice, sign: SignKey, segment: Segment, plan: SeriesPlan): readonly Row[] {
  const { fromMs, toMs, resolution } = segment;
  const bucket = "min(at) AS at, min(min) AS min, max(max) AS max, total(sum) AS sum, sum(count) AS count";
  const grouped = (parts: string) => `SELECT ${bucket} FROM (${parts}) GROUP BY (at - CAST(? AS INTEGER)) / CAST(? AS INTEGER)`;
  if (resolution === "raw") {
    const column = columnOf(sign);
    const good = `${column} IS NOT NULL AND ((suspect | technical) & CAST(? AS INTEGER)) = 0`;
    const parts = `SELECT at, ${column} AS min, ${column} AS max, ${column} AS sum, 1 AS count FROM raw
      WHERE device = ? AND at >= ? AND at < ? AND ${good}`;
    return file.rows(grouped(parts), device.number, fromMs, toMs, file.bitOf(sign), plan.fromMs, plan.bucketMs);
  }
  const [table, number, lengthMs] = resolution === "1m" ? ["minutes", "minute", MINUTE_MS] : ["hours", "hour", HOUR_MS];
  const parts = `SELECT ${number} * ${lengthMs} AS at, min, max, sum, count FROM ${table}
    WHERE device = ? AND sign = ? AND ${number} >= ? AND ${number} < ?`;
  const range = [device.number, signNumber(file.bitOf(sign)), fromMs / lengthMs, toMs / lengthMs] as const;
  return file.rows(grouped(parts), ...range, plan.fromMs, plan.bucketMs);
}
