import { localDay } from "./local-time.ts";

/** `workday`: also a weekend day that is worked instead of a holiday; `holiday`: a day off by the State Council's arrangement. */
export const DAY_KINDS = ["workday", "weekend", "holiday"] as const;
export type DayKind = (typeof DAY_KINDS)[number];

/** Public holidays of one year as the State Council arranges them. Dates `MM-DD`; a pair is a first and a last day. */
interface HolidayYear {
  readonly source: string;
  readonly off: readonly (readonly [first: string, last: string])[];
  /** Weekend days that are worked instead (调休上班). */
  readonly worked: readonly string[];
}
/** A row a year; the next one is published every November. */
const HOLIDAY_YEARS: Readonly<Record<number, HolidayYear>> = {
  2026: {
    source: "国务院办公厅关于2026年部分节假日安排的通知, 2025-11-04 [Sx: the full text as several news sites print it]",
    off: [
      ["01-01", "01-03"],
      ["02-15", "02-23"],
      ["04-04", "04-06"],
      ["05-01", "05-05"],
      ["06-19", "06-21"],
      ["09-25", "09-27"],
      ["10-01", "10-07"],
    ],
    worked: ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"],
  },
};
const DAY_MS = 86_400_000;

function dayOf(year: number, date: string): number {
  return Math.floor(Date.parse(`${year}-${date}T00:00:00Z`) / DAY_MS);
}
const OFF = new Set<number>();
const WORKED = new Set<number>();
for (const [text, { off, worked }] of Object.entries(HOLIDAY_YEARS)) {
  const year = Number(text);
  for (const [first, last] of off) for (let day = dayOf(year, first); day <= dayOf(year, last); day += 1) OFF.add(day);
  for (const date of worked) WORKED.add(dayOf(year, date));
}
/** 1 = Monday … 7 = Sunday, of a local day as `localDay` counts them. */
export function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}
/** What kind of day a local day is; in a year without data the weekday decides. */
export function dayKindOf(day: number): DayKind {
  if (OFF.has(day)) return "holiday";
  if (WORKED.has(day)) return "workday";
  return weekdayOf(day) >= 6 ? "weekend" : "workday";
}
/** Calendar year of the local day. */
export function localYear(ms: number): number {
  return Number(new Date(localDay(ms) * DAY_MS).toISOString().slice(0, 4));
}
/** Years between two times for which no arrangement is known: rotas and windows go by the weekday there. */
export function yearsWithoutHolidays(fromMs: number, toMs: number): readonly number[] {
  const years: number[] = [];
  for (let year = localYear(fromMs); year <= localYear(toMs); year += 1) if (HOLIDAY_YEARS[year] === undefined) years.push(year);
  return years;
}
