const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;
/** `FACILITY_TIME_ZONE` is UTC+8 all the year: China keeps no summer time. */
const OFFSET_MINUTES = 8 * 60;

/** Calendar year, as the residents' clocks show it. */
export function localYear(ms: number): number {
  return new Date(ms + OFFSET_MINUTES * MINUTE_MS).getUTCFullYear();
}
/** When a calendar year begins there. */
export function localYearStartMs(year: number): number {
  return Date.UTC(year, 0, 1) - OFFSET_MINUTES * MINUTE_MS;
}
/** Minute of the local day, 0 … 1439, as the residents' clocks show it. */
export function localMinute(ms: number): number {
  return (Math.floor(ms / MINUTE_MS) + OFFSET_MINUTES) % DAY_MINUTES;
}
/** Number of the local day since 1970: a new one begins at local midnight. */
export function localDay(ms: number): number {
  return Math.floor((Math.floor(ms / MINUTE_MS) + OFFSET_MINUTES) / DAY_MINUTES);
}
/** The first time at or after `ms` at which the local clock shows this minute of the day. */
export function nextLocal(ms: number, minute: number): number {
  const todayMs = (localDay(ms) * DAY_MINUTES + minute - OFFSET_MINUTES) * MINUTE_MS;
  return todayMs >= ms ? todayMs : todayMs + DAY_MINUTES * MINUTE_MS;
}
/** Whether the local clock stands in [from, to), minutes of the day; the window may hold midnight. */
export function isWithin(ms: number, { from, to }: { readonly from: number; readonly to: number }): boolean {
  const minute = localMinute(ms);
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}
