import { median } from "./baseline.ts";
import type { TrendRule } from "./types.ts";

/** Observation time and value, oldest first. */
export type Readings = readonly (readonly [atMs: number, value: number])[];
/** More often than this in its time a sign is not weighed or measured; older ones fall out. */
const MOST_READINGS = 24;

/** With this reading; without what is older than the rule looks back, but for one that stands before it as a neighbour. */
export function withReading(rule: TrendRule, readings: Readings, atMs: number, value: number): Readings {
  const next = [...readings, [atMs, value] as const];
  const first = next.findIndex(([at]) => atMs - at <= rule.overMs);
  return next.slice(Math.max(0, first - 1)).slice(-MOST_READINGS);
}
/**
 * The earlier level that the last reading is compared with: the lowest (low side: the highest) of the readings within `overMs`, each as the
 * median of itself and its neighbours, so that one wrong reading among them makes no trend. `null`: too few readings.
 */
export function earlierLevel(rule: TrendRule, readings: Readings): number | null {
  const [lastAtMs] = readings.at(-1) ?? [0];
  const levels: number[] = [];
  for (const [index, [atMs]] of readings.entries()) {
    const isEarlier = index < readings.length - 1 && lastAtMs - atMs <= rule.overMs;
    // The first one that is known has no neighbour before it: the two after it stand beside it.
    const from = Math.max(0, index - 1);
    if (isEarlier) levels.push(median(readings.slice(from, from + 3).map(([, value]) => value)));
  }
  if (levels.length < rule.needs) return null;
  return rule.side === "high" ? Math.min(...levels) : Math.max(...levels);
}
/** The last reading is as far from the earlier level as the rule asks. */
export function hasChanged({ side, change }: TrendRule, earlier: number, value: number): boolean {
  return (side === "high" ? value - earlier : earlier - value) >= change - 1e-9;
}
