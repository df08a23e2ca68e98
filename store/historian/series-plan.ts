import { MAX_SERIES_POINTS, type Resolution } from "../../domain/series.ts";
import { bucketStart, HOUR_MS, MINUTE_MS } from "./rollups.ts";

/** A bucket of an answer may be this much wider than was asked for, so that it is made of whole roll-ups. */
const MOST_WIDENING = 1.5;

/** From when on a class of rows is whole, ms since the epoch, a whole hour; 0: nothing was ever removed. Hours stay for ever. */
export interface Kept {
  readonly rawFromMs: number;
  readonly minutesFromMs: number;
}
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}
/** Buckets of an answer: `fromMs + n × bucketMs`, whole multiples of the resolution, at most as many as were asked for. */
export interface SeriesPlan extends TimeRange {
  readonly resolution: Resolution;
  readonly bucketMs: number;
}
/** A part of a range, and the rows that it is read from. */
export interface Segment extends TimeRange {
  readonly resolution: Resolution;
}

/**
 * The coarsest resolution that is no coarser than the bucket width asked for and, in whole roll-ups, makes buckets at most half as wide
 * again; and none finer than is still kept at the start of the range. With roll-ups the range is widened to whole ones.
 */
export function planSeries({ fromMs, toMs, points }: TimeRange & { readonly points: number }, kept: Kept): SeriesPlan {
  const most = Math.max(1, Math.min(MAX_SERIES_POINTS, Math.trunc(points)));
  const askedMs = Math.max(1, Math.ceil((toMs - fromMs) / most));
  const fits = (lengthMs: number) => askedMs >= lengthMs && Math.ceil(askedMs / lengthMs) * lengthMs <= MOST_WIDENING * askedMs;
  if (fromMs < kept.minutesFromMs || fits(HOUR_MS)) return inWhole("1h", HOUR_MS);
  if (fromMs < kept.rawFromMs || fits(MINUTE_MS)) return inWhole("1m", MINUTE_MS);
  return { resolution: "raw", fromMs, toMs, bucketMs: askedMs };

  function inWhole(resolution: Resolution, lengthMs: number): SeriesPlan {
    const start = bucketStart(fromMs, lengthMs);
    const end = Math.ceil(toMs / lengthMs) * lengthMs;
    return { resolution, fromMs: start, toMs: end, bucketMs: lengthMs * Math.max(1, Math.ceil((end - start) / (lengthMs * most))) };
  }
}

/**
 * What a range (of one device, while one resident held it) is read from: whole hours and minutes from the roll-ups as far as the resolution
 * allows, the rest, dirty hours too, from raw, and from nothing where that is gone: a roll-up never stands for a part of itself.
 * @param dirtyHours starts of the hours whose roll-ups are not up to date, in any order
 */
export function segmentsOf(range: TimeRange, resolution: Resolution, dirtyHours: Iterable<number>, kept: Kept): Segment[] {
  const found: Segment[] = [];
  const add = (segment: Segment): void => {
    const before = found.at(-1);
    if (before?.resolution === segment.resolution && before.toMs === segment.fromMs)
      found[found.length - 1] = { ...before, toMs: segment.toMs };
    else found.push(segment);
  };
  const fromRaw = (fromMs: number, toMs: number): void => {
    const start = Math.max(fromMs, kept.rawFromMs);
    if (start < toMs) add({ resolution: "raw", fromMs: start, toMs });
  };
  const fromMinutes = (fromMs: number, toMs: number): void => {
    const start = Math.max(Math.ceil(fromMs / MINUTE_MS) * MINUTE_MS, kept.minutesFromMs);
    const end = bucketStart(toMs, MINUTE_MS);
    if (start >= end) return fromRaw(fromMs, toMs);
    fromRaw(fromMs, start);
    add({ resolution: "1m", fromMs: start, toMs: end });
    fromRaw(end, toMs);
  };
  const fromHours = (fromMs: number, toMs: number): void => {
    const start = Math.ceil(fromMs / HOUR_MS) * HOUR_MS;
    const end = bucketStart(toMs, HOUR_MS);
    if (start >= end) return fromMinutes(fromMs, toMs);
    if (fromMs < start) fromMinutes(fromMs, start);
    add({ resolution: "1h", fromMs: start, toMs: end });
    if (end < toMs) fromMinutes(end, toMs);
  };
  const fromClean = { raw: fromRaw, "1m": fromMinutes, "1h": fromHours }[resolution];

  let doneMs = range.fromMs;
  for (const hour of [...dirtyHours].toSorted((a, b) => a - b)) {
    const start = Math.max(hour, doneMs);
    const end = Math.min(hour + HOUR_MS, range.toMs);
    if (start >= end) continue;
    if (doneMs < start) fromClean(doneMs, start);
    fromRaw(start, end);
    doneMs = end;
  }
  if (doneMs < range.toMs) fromClean(doneMs, range.toMs);
  return found;
}
