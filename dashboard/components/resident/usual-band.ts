import type uPlot from "uplot";
import type { BaselinePlace } from "../../../domain/baseline-view.ts";
import { localMinute } from "../../../domain/local-time.ts";

const HOUR_MS = 3_600_000;
/** The part of one hour at which `low` … `high` is usual for the person. Times in ms since the epoch. */
export interface UsualHour {
  readonly fromMs: number;
  readonly toMs: number;
  readonly low: number;
  readonly high: number;
}
/** What was learned of this time of day; a sign that is measured rarely has one place for all hours. */
export function placeAt(places: readonly BaselinePlace[], atMs: number): BaselinePlace | undefined {
  const hour = Math.floor(localMinute(atMs) / 60);
  return places.find((place) => place.hour === hour) ?? places.find((place) => place.hour === null);
}
/** What is usual from hour to hour within a window; hours that were not learned are left out. */
export function usualHours(places: readonly BaselinePlace[], fromMs: number, toMs: number): readonly UsualHour[] {
  const found: UsualHour[] = [];
  for (let at = Math.floor(fromMs / HOUR_MS) * HOUR_MS; at < toMs; at += HOUR_MS) {
    const { low = null, high = null } = placeAt(places, at) ?? {};
    if (low !== null && high !== null) found.push({ fromMs: Math.max(at, fromMs), toMs: Math.min(at + HOUR_MS, toMs), low, high });
  }
  return found;
}
/** Draws them as one soft band behind the line. */
export function drawUsual(chart: uPlot, hours: readonly UsualHour[], colour: string): void {
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.fillStyle = colour;
  for (const { fromMs, toMs, low, high } of hours) {
    const left = Math.round(chart.valToPos(fromMs / 1000, "x", true));
    const right = Math.round(chart.valToPos(toMs / 1000, "x", true));
    const [top, bottom] = [chart.valToPos(high, "y", true), chart.valToPos(low, "y", true)];
    ctx.fillRect(left, top, right - left, Math.max(2, bottom - top));
  }
  ctx.restore();
}
