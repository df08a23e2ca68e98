import fc from "fast-check";
import type { Quality } from "../../domain/observation.ts";
import type { Resolution, SeriesPoint } from "../../domain/series.ts";
import type { Period } from "../../store/historian/historian-protocol.ts";
import { HOUR_MS, MINUTE_MS } from "../../store/historian/rollups.ts";
import type { Kept, TimeRange } from "../../store/historian/series-plan.ts";
import { T } from "./historian-builders.ts";

/** Start of a whole hour. */
export const START = HOUR_MS * Math.ceil(T / HOUR_MS);
export const HOURS = 6;
export interface Value {
  readonly device: number;
  readonly atMs: number;
  /** Quarters: their sums are exact. */
  readonly value: number;
  readonly quality: Quality;
}
/** Times that crowd at the edges of hours and minutes, and anything between. */
const anyMs = fc.oneof(
  fc.nat(HOURS).chain((hour) => fc.integer({ min: -2, max: 2 }).map((ms) => Math.max(0, hour * HOUR_MS + ms))),
  fc.nat(HOURS * 60).map((minute) => minute * MINUTE_MS),
  fc.nat(HOURS * HOUR_MS),
);
export const anyTime = anyMs.map((ms) => START + ms);
export const anyValues = fc.array(
  fc.record({
    device: fc.nat(2),
    atMs: anyTime,
    value: fc.integer({ min: -50, max: 250 }).map((quarters) => quarters / 4),
    quality: fc.constantFrom<Quality>("good", "good", "suspect", "technical"),
  }),
  { maxLength: 40 },
);
export const anyPeriods = fc.array(fc.record({ device: fc.nat(3), fromMs: anyTime, toMs: fc.option(anyTime) }), { maxLength: 3 });
/** Widths from seconds to hours, so that every resolution is chosen. */
export const anyRequest = fc
  .record({ a: anyTime, b: anyTime, points: fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 400 })) })
  .map(({ a, b, points }) => ({ fromMs: Math.min(a, b), toMs: Math.max(a, b) + 1, points }));

/** The first value of each device and time. */
export function firstOfEach(values: readonly Value[]): Value[] {
  const first = new Map<string, Value>();
  for (const value of values) {
    const key = `${value.device} ${value.atMs}`;
    if (!first.has(key)) first.set(key, value);
  }
  return [...first.values()];
}
export const EVERYTHING: Kept = { rawFromMs: 0, minutesFromMs: 0 };

/**
 * What a series must answer, by counting. Where raw is gone a value is known as part of its minute, then of its hour, and only in an answer
 * that takes the whole of it.
 */
export function naivePoints(
  values: readonly Value[],
  periods: readonly (Omit<Period, "deviceId"> & { readonly device: number })[],
  asked: TimeRange,
  answer: { readonly resolution: Resolution; readonly bucketMs: number },
  kept: Kept,
): SeriesPoint[] {
  const unit = { raw: 1, "1m": MINUTE_MS, "1h": HOUR_MS }[answer.resolution];
  const fromMs = Math.floor(asked.fromMs / unit) * unit;
  const toMs = Math.ceil(asked.toMs / unit) * unit;
  const buckets = new Map<number, number[]>();
  for (const period of periods) {
    const [start, end] = [Math.max(fromMs, period.fromMs), Math.min(toMs, period.toMs ?? Infinity)];
    for (const { device, atMs, value, quality } of values) {
      const isWhole = (length: number) => {
        const bucket = atMs - (atMs % length);
        return bucket >= start && bucket + length <= end;
      };
      const isKnown =
        atMs >= kept.rawFromMs ||
        (atMs >= kept.minutesFromMs && isWhole(MINUTE_MS) && answer.resolution !== "raw") ||
        (isWhole(HOUR_MS) && answer.resolution === "1h");
      if (quality !== "good" || device !== period.device || atMs < start || atMs >= end || !isKnown) continue;
      const at = fromMs + Math.floor((atMs - fromMs) / answer.bucketMs) * answer.bucketMs;
      buckets.set(at, [...(buckets.get(at) ?? []), value]);
    }
  }
  return [...buckets]
    .toSorted(([a], [b]) => a - b)
    .map(([at, found]) => ({
      at,
      min: Math.min(...found),
      max: Math.max(...found),
      mean: found.reduce((sum, each) => sum + each, 0) / found.length,
      count: found.length,
    }));
}
