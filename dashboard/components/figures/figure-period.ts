import { localMinute } from "../../../domain/local-time.ts";
import { DAY_MS } from "../load/periods.ts";

/** The API counts 93 days at the most. */
export const FIGURE_DAYS = [7, 30, 90] as const;
export interface FigurePeriod {
  readonly fromMs: number;
  readonly toMs: number;
}
/** The last `days` whole local days, and today until now; to the minute, so that the address does not change every second. */
export function lastDays(days: number, nowMs: number): FigurePeriod {
  const minute = Math.floor(nowMs / 60_000) * 60_000;
  return { fromMs: minute - localMinute(minute) * 60_000 - days * DAY_MS, toMs: minute + 60_000 };
}
