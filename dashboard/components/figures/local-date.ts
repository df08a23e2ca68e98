import { FACILITY_TIME_ZONE } from "../../../domain/time.ts";

const format = new Intl.DateTimeFormat("sv-SE", { timeZone: FACILITY_TIME_ZONE, dateStyle: "short", timeStyle: "short" });

/** "2026-11-22 04:15" in Shanghai, the same in every language: what a spreadsheet sorts by. @param ms since the epoch */
export function localDate(ms: number): string {
  return format.format(ms);
}
