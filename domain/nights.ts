import { localDay } from "./local-time.ts";
import type { SeriesPoint } from "./series.ts";

const HOUR = 3_600_000;
export const FACILITY_DAY_MS = 24 * HOUR;
/** The night of a home: 20:00 to 08:00. */
const NIGHT_BEGINS = 20;
const NIGHT_H = 12;
/** A night of which less was heard is no night to compare. */
const LEAST_HEARD = 0.5;

export interface Night {
  /** The morning on which it ended. */
  readonly day: number;
  readonly hours: number;
}
/** What was in bed and what was heard of one night, ms. `day`: the morning on which it ends, at `endMs`. */
export interface BedNight {
  readonly day: number;
  readonly inBedMs: number;
  readonly heardMs: number;
  readonly endMs: number;
}
/** Every night of which anything was heard, oldest first, from buckets of a flag (mean 1: in bed all the time). */
export function bedNights(points: readonly SeriesPoint[], bucketMs: number): BedNight[] {
  const sums = new Map<number, { inBedMs: number; heardMs: number }>();
  for (const { at, mean } of points) {
    // Shifted so that the night begins a day: the count of that day names the night.
    const shifted = at + (24 - NIGHT_BEGINS) * HOUR;
    const day = localDay(shifted);
    if ((shifted - localDayStartMs(day)) / HOUR >= NIGHT_H) continue;
    const sum = sums.get(day) ?? { inBedMs: 0, heardMs: 0 };
    sum.inBedMs += mean * bucketMs;
    sum.heardMs += bucketMs;
    sums.set(day, sum);
  }
  return [...sums].map(([day, sum]) => ({ day, ...sum, endMs: nightEndMs(day) })).toSorted((a, b) => a.day - b.day);
}
/**
 * Hours in bed per night, oldest first, from buckets of a flag (mean 1: in bed all the time). A night that is still on, or of which less than
 * half was heard, is left out; what was not heard is filled by the mean of what was.
 */
export function nightsOf(points: readonly SeriesPoint[], bucketMs: number, nowMs: number, most: number): Night[] {
  return bedNights(points, bucketMs)
    .filter(({ heardMs, endMs }) => heardMs >= NIGHT_H * HOUR * LEAST_HEARD && endMs <= nowMs)
    .map(({ day, inBedMs, heardMs }) => ({ day, hours: (inBedMs / heardMs) * NIGHT_H }))
    .slice(-most);
}
/** Start of a local day, ms since the epoch (UTC+8 all the year). @param day as `localDay` counts */
export function localDayStartMs(day: number): number {
  return day * FACILITY_DAY_MS - 8 * HOUR;
}
function nightEndMs(day: number): number {
  return localDayStartMs(day) + (NIGHT_H - (24 - NIGHT_BEGINS)) * HOUR;
}
