import type { SignKey } from "../../../domain/signs.ts";
import type { Period, SeriesAnswer, SeriesRequest } from "../historian-protocol.ts";
import { HOUR_MS } from "../rollups.ts";
import { SeriesBuckets, type SeriesPart } from "../series-buckets.ts";
import { planSeries, segmentsOf, type Kept, type Segment, type SeriesPlan, type TimeRange } from "../series-plan.ts";
import { decodeMinutes } from "./minute-block.ts";
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
    for (const part of partsOf(file, { device: device.number, sign, plan }, segment)) buckets.add(part);
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

interface Asked {
  readonly device: number;
  readonly sign: SignKey;
  readonly plan: SeriesPlan;
}
/** Parts of buckets of the answer. */
function partsOf(file: SqliteReader, asked: Asked, segment: Segment): readonly SeriesPart[] {
  switch (segment.resolution) {
    case "raw":
      return readingParts(file, asked, segment);
    case "1m":
      return minuteParts(file, asked, segment);
    case "1h":
      return hourParts(file, asked, segment);
  }
}
function readingParts(file: SqliteReader, { device, sign, plan }: Asked, { fromMs, toMs }: TimeRange): readonly SeriesPart[] {
  const column = columnOf(sign);
  // CAST: a number is bound as REAL, which would divide with a fraction.
  const rows = file.rows(
    `SELECT min(at) AS at, min(${column}) AS min, max(${column}) AS max, total(${column}) AS sum, count(*) AS count FROM raw
     WHERE device = ? AND at >= ? AND at < ? AND ${column} IS NOT NULL AND ((suspect | technical) & CAST(? AS INTEGER)) = 0
     GROUP BY (raw.at - CAST(? AS INTEGER)) / CAST(? AS INTEGER)`,
    ...[device, fromMs, toMs, file.bitOf(sign), plan.fromMs, plan.bucketMs],
  );
  return rows.map((row) => partOf(row, Number(row["at"])));
}
function minuteParts(file: SqliteReader, { device, sign }: Asked, { fromMs, toMs }: TimeRange): readonly SeriesPart[] {
  const rows = file.rows(
    "SELECT hour, block FROM minute_blocks WHERE device = ? AND sign = ? AND hour >= ? AND hour <= ?",
    ...[device, signNumber(file.bitOf(sign)), hourOf(fromMs), hourOf(toMs - 1)],
  );
  return rows.flatMap(({ hour, block }) => {
    if (!(block instanceof Uint8Array)) throw new Error("a block of minutes holds no bytes");
    return decodeMinutes(block, Number(hour) * HOUR_MS).filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
  });
}
function hourParts(file: SqliteReader, { device, sign }: Asked, { fromMs, toMs }: TimeRange): readonly SeriesPart[] {
  const rows = file.rows(
    "SELECT hour, count, min, max, sum FROM hours WHERE device = ? AND sign = ? AND hour >= ? AND hour < ?",
    ...[device, signNumber(file.bitOf(sign)), hourOf(fromMs), hourOf(toMs)],
  );
  return rows.map((row) => partOf(row, Number(row["hour"]) * HOUR_MS));
}
function partOf(row: Row, atMs: number): SeriesPart {
  return { atMs, count: Number(row["count"]), min: Number(row["min"]), max: Number(row["max"]), sum: Number(row["sum"]) };
}
