import { localMinute } from "../../../domain/local-time.ts";

const MINUTE = 60_000;
export const DAY_MS = 86_400_000;
/** The shifts that the alarm load is counted by begin at 00:00, 08:00 and 16:00 local time. */
export const SHIFT_MS = 8 * 60 * MINUTE;
const SHIFT_NAMES = ["night", "day", "evening"] as const;

export interface Period {
  /** Names it in the address and the list. */
  readonly key: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** `null`: not a shift but so many days. */
  readonly shift: (typeof SHIFT_NAMES)[number] | null;
  readonly days: number;
}
/** When the shift began that runs at `ms`. */
export function shiftStart(ms: number): number {
  const minute = Math.floor(ms / MINUTE) * MINUTE;
  return minute - (localMinute(ms) % (8 * 60)) * MINUTE;
}
const NAME_OF = (fromMs: number) => SHIFT_NAMES[Math.floor(localMinute(fromMs) / (8 * 60))] ?? "night";

/** The shifts of the last week, newest first, and two longer periods. @param runningFromMs when the running shift began */
export function periodsUntil(runningFromMs: number): readonly Period[] {
  const shifts = Array.from({ length: 21 }, (_, back): Period => {
    const fromMs = runningFromMs - back * SHIFT_MS;
    return { key: `s${fromMs}`, fromMs, toMs: fromMs + SHIFT_MS, shift: NAME_OF(fromMs), days: 0 };
  });
  const toMs = runningFromMs + SHIFT_MS;
  const long = [7, 30].map((days): Period => ({ key: `d${days}`, fromMs: toMs - days * DAY_MS, toMs, shift: null, days }));
  return [...shifts, ...long];
}
/** The newest night of which at least half is over. */
export function lastNight(periods: readonly Period[], nowMs: number): Period | undefined {
  return periods.find(({ shift, fromMs }) => shift === "night" && nowMs >= fromMs + SHIFT_MS / 2);
}
