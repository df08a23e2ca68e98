import type { CareLevel } from "./directory.ts";
import type { FocusGroup } from "./focus-groups.ts";

const HOUR = 3_600_000;
/** How often somebody looks in, by day and by night. */
export interface Rounds {
  readonly dayEveryMs: number;
  readonly nightEveryMs: number;
  readonly source: string;
}
const SOURCE = "GB 38600 (昼夜巡查) names no interval; by the grades of WS/T 431 护理分级: hourly, every 2 h, every 3 h [M]";
const EVERY_H: Readonly<Record<CareLevel, number>> = { 0: 3, 1: 3, 2: 2, 3: 2, 4: 1 };

/** Rounds of a resident: by care level; who may wander or lives with dementia is looked at hourly at night [M]. */
export function roundsOf(level: CareLevel, groups: ReadonlySet<FocusGroup>): Rounds {
  const everyMs = EVERY_H[level] * HOUR;
  const isWatched = groups.has("dementia") || groups.has("wandering");
  return { dayEveryMs: everyMs, nightEveryMs: isWatched ? Math.min(HOUR, everyMs) : everyMs, source: SOURCE };
}
