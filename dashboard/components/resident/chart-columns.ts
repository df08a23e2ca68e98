import type uPlot from "uplot";
import type { SeriesPoint } from "../../../domain/series.ts";

/** Buckets this far apart have a gap between them. */
const GAP_BUCKETS = 2.5;

/** Points as columns of the chart: time in s, mean, lowest, highest; between buckets that lie apart stands a hole, never a line. */
export function chartColumns(points: readonly SeriesPoint[], bucketMs: number): uPlot.AlignedData {
  const at: number[] = [];
  const mean: (number | null)[] = [];
  const low: (number | null)[] = [];
  const high: (number | null)[] = [];
  let before: number | null = null;
  for (const point of points) {
    if (before !== null && point.at - before > GAP_BUCKETS * bucketMs) {
      at.push((before + bucketMs) / 1000);
      mean.push(null);
      low.push(null);
      high.push(null);
    }
    at.push(point.at / 1000);
    mean.push(point.mean);
    low.push(point.min);
    high.push(point.max);
    before = point.at;
  }
  return [at, mean, low, high];
}
/** Index of the point nearest to a time; `null` without points. */
export function nearestPoint(points: readonly SeriesPoint[], atMs: number): number | null {
  let best: number | null = null;
  for (const [index, { at }] of points.entries())
    if (best === null || Math.abs(at - atMs) < Math.abs((points[best]?.at ?? Infinity) - atMs)) best = index;
  return best;
}
