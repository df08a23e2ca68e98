import { NEWS2_INPUTS, scoreNews2, type News2Input, type Spo2Scale } from "../news2.ts";
import { news2SetOf, NEWS2_MAX_AGE_MS } from "../news2-set.ts";
import type { SeriesPoint } from "../series.ts";
import type { News2Point } from "./sheet.ts";

const HOUR = 3_600_000;
export const TREND_MS = 24 * HOUR;
/** Width of the buckets that a trend is made of: half of what inputs may lie apart. */
export const TREND_BUCKET_MS = HOUR / 4;

export type InputSeries = Readonly<Partial<Record<News2Input, readonly SeriesPoint[]>>>;
/**
 * The score as it would have read at each of the last 24 full steps, from means of medical-grade values (a bucket is a quarter of an hour):
 * an approximation for the eye. Steps without any input are `null`, not zero.
 */
export function news2Trend(series: InputSeries, scale: Spo2Scale, nowMs: number): News2Point[] {
  const points = Array.from({ length: 24 }, (_, step) => pointAt(series, scale, nowMs - (23 - step) * HOUR));
  return points.some(({ total }) => total !== null) ? points : [];
}
function pointAt(series: InputSeries, scale: Spo2Scale, atMs: number): News2Point {
  const readings: Partial<Record<News2Input, { value: number; atMs: number }>> = {};
  for (const input of NEWS2_INPUTS) {
    const newest = series[input]?.findLast(({ at }) => at <= atMs && atMs - at <= Math.max(HOUR, NEWS2_MAX_AGE_MS[input]));
    // A state is no mean: the worst of the bucket counts.
    if (newest !== undefined) readings[input] = { value: input === "consciousness" ? newest.max : newest.mean, atMs: newest.at };
  }
  const { values } = news2SetOf(readings);
  const { total, missing } = scoreNews2(values, scale);
  const known = NEWS2_INPUTS.length - missing.length;
  return { at: atMs, total: known === 0 ? null : total, known, isComplete: missing.length === 0 };
}
