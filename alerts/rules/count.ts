import type { Level, ThresholdRule } from "./types.ts";

/** The last readings of a rule that counts, oldest first: observation time and value. No more than its levels ask for. */
export type Recent = readonly (readonly [atMs: number, value: number])[];
export const NO_RECENT: Recent = [];

function reachesLevel(rule: ThresholdRule, level: Level, value: number): boolean {
  return rule.side === "high" ? value >= level.raiseAt : value <= level.raiseAt;
}
/** The last readings with this one; none when no level counts any of them, so that a calm sign costs nothing. */
export function noteReading(rule: ThresholdRule, recent: Recent, value: number, atMs: number): Recent {
  let most = 0;
  let withinMs = 0;
  for (const { count } of rule.levels) {
    if (count === undefined) continue;
    most = Math.max(most, count.of);
    withinMs = Math.max(withinMs, count.withinMs);
  }
  if (most === 0) return NO_RECENT;
  const next = [...recent, [atMs, value] as const].filter(([at]) => atMs - at <= withinMs && at <= atMs).slice(-most);
  const isCounted = next.some(([, one]) => rule.levels.some((level) => level.count !== undefined && reachesLevel(rule, level, one)));
  return isCounted ? next : NO_RECENT;
}
/** Enough of the last readings reached the level, in its time. True of a level that does not count. */
export function hasCount(rule: ThresholdRule, level: Level, recent: Recent, atMs: number): boolean {
  const { count } = level;
  if (count === undefined) return true;
  const last = recent.slice(-count.of).filter(([at]) => atMs - at <= count.withinMs);
  return last.filter(([, value]) => reachesLevel(rule, level, value)).length >= count.readings;
}
