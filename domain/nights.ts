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
/**
 * Hours in bed per night, oldest first, from buckets of a flag (mean 1: in bed all the time). A night that is still on, or of which less than
 * half was heard, is left out; what was not heard is filled by the mean of what was.
 */
export function nightsOf(points: readonly SeriesPoint[], bucketMs: number, nowMs: number, most: number): Night[] {
  const sums = new Map<number, { inBed: number; heard: number }>();
  for (const { at, mean } of points) {
    // Shifted so that the night begins a day: the count of that day names the night.
    const shifted = at + (24 - NIGHT_BEGINS) * HOUR;
    const day = localDay(shifted);
    const sinceStartH = (shifted - dayStartMs(day)) / HOUR;
    if (sinceStartH >= NIGHT_H) continue;
    const sum = sums.get(day) ?? { inBed: 0, heard: 0 };
    sum.inBed += mean * bucketMs;
    sum.heard += bucketMs;
    sums.set(day, sum);
  }
  return [...sums]
    .filter(([day, { heard }]) => heard >= NIGHT_H * HOUR * LEAST_HEARD && nightEndMs(day) <= nowMs)
    .map(([day, { inBed, heard }]) => ({ day, hours: (inBed / heard) * NIGHT_H }))
    .toSorted((a, b) => a.day - b.day)
    .slice(-most);
}
/** Start of a local day (UTC+8 all the year). */
function dayStartMs(day: number): number {
  return day * FACILITY_DAY_MS - 8 * HOUR;
}
function nightEndMs(day: number): number {
  return dayStartMs(day) + (NIGHT_H - (24 - NIGHT_BEGINS)) * HOUR;
}
