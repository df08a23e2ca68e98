import { localDay, localMinute, nextLocal } from "../../domain/local-time.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Local hours in which people are awake: 06:00 to 22:00 [M]. */
const WAKING_FROM_H = 6;
const WAKING_TO_H = 22;
/** DOMAIN §5.10: not up by 10:00. Who moves before dawn has not got up yet; dawn is 04:00 [M]. */
const DAWN_H = 4;
const UP_BY_H = 10;
/** A habit counts when it was learned on seven days (issue: learns ≥ 7 days), and an hour when somebody moved on four days of five [M]. */
const LEARN_DAYS = 7;
const USUAL_SHARE = 0.8;
/** Days that the habit remembers: older ones fade [M]. */
const REMEMBERED_DAYS = 28;

/** In how many of the remembered days somebody moved in each local hour. */
export interface Habit {
  readonly days: number;
  /** 24 numbers; they fade with `days`, so they need not be whole. */
  readonly hours: readonly number[];
}
export const NO_HABIT: Habit = { days: 0, hours: new Array<number>(24).fill(0) };

/** The habit after one more day. @param active local hours of that day in which the resident moved */
export function learnDay(habit: Habit, active: ReadonlySet<number>): Habit {
  const keep = habit.days >= REMEMBERED_DAYS ? (REMEMBERED_DAYS - 1) / REMEMBERED_DAYS : 1;
  return {
    days: habit.days * keep + 1,
    hours: habit.hours.map((count, hour) => count * keep + (active.has(hour) ? 1 : 0)),
  };
}
export function isUsualHour({ days, hours }: Habit, hour: number): boolean {
  return days >= LEARN_DAYS && (hours[hour] ?? 0) / days >= USUAL_SHARE;
}
/** When `count` whole local hours in which this person usually moves have passed since `fromMs`; `null`: no such habit. */
export function usualHoursPassedMs(habit: Habit, fromMs: number, count: number): number | null {
  let missing = count;
  let startMs = nextWholeHour(fromMs);
  for (const endMs = startMs + DAY_MS; startMs < endMs; startMs += HOUR_MS) {
    if (isUsualHour(habit, Math.floor(localMinute(startMs) / 60))) missing -= 1;
    if (missing === 0) return startMs + HOUR_MS;
  }
  return null;
}
/** When so many waking hours have passed since `fromMs`. */
export function wakingHoursPassedMs(fromMs: number, hours: number): number {
  let leftMs = hours * HOUR_MS;
  let atMs = fromMs;
  for (;;) {
    const minute = localMinute(atMs);
    if (minute < WAKING_FROM_H * 60 || minute >= WAKING_TO_H * 60) {
      atMs = nextLocal(atMs, WAKING_FROM_H * 60);
      continue;
    }
    const untilSleepMs = nextLocal(atMs, WAKING_TO_H * 60) - atMs;
    if (leftMs <= untilSleepMs) return atMs + leftMs;
    leftMs -= untilSleepMs;
    atMs += untilSleepMs;
  }
}
/** When the morning is over of the first day on which nobody moved since its dawn. */
export function notUpByMs(lastActiveMs: number): number {
  const endMs = nextLocal(lastActiveMs, UP_BY_H * 60);
  return lastActiveMs < endMs - (UP_BY_H - DAWN_H) * HOUR_MS ? endMs : endMs + DAY_MS;
}
/** Number of the day that begins at dawn. */
export function wakingDay(ms: number): number {
  return localDay(ms - DAWN_H * HOUR_MS);
}
function nextWholeHour(ms: number): number {
  return (Math.floor(ms / HOUR_MS) + 1) * HOUR_MS;
}
