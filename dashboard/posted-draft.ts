import type { PostedDoctor } from "../domain/contract.ts";
import type { DayKind } from "../domain/holidays.ts";
import type { TimeWindow } from "../domain/time-window.ts";

/** What stands in the fields of a posted doctor's form, and what it means to the API. `kept`: days that the form has no words for. */
export const HOLIDAY_CHOICES = ["too", "not", "only", "workdays"] as const;
export type HolidayChoice = (typeof HOLIDAY_CHOICES)[number] | "kept";
export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;
/** One line of hours. */
export interface PostedHours {
  from: string;
  to: string;
  weekdays: number[];
  holidays: HolidayChoice;
  readonly kept: readonly DayKind[] | null;
}
export interface PostedDraft {
  contractId: string;
  name: string;
  phone: string;
  hours: PostedHours[];
  reason: string;
}
const DAYS: Readonly<Record<Exclude<HolidayChoice, "kept">, readonly DayKind[] | null>> = {
  too: null,
  not: ["workday", "weekend"],
  only: ["holiday"],
  workdays: ["workday"],
};
export const newPostedHours = (): PostedHours => ({ from: "08:00", to: "12:00", weekdays: [1, 2, 3, 4, 5], holidays: "not", kept: null });

/** How a window treats holidays, in words of the form. */
export function holidaysOf({ days }: TimeWindow): HolidayChoice {
  if (days === undefined) return "too";
  const isSame = (known: readonly DayKind[] | null): boolean => known?.length === days.length && known.every((day) => days.includes(day));
  return HOLIDAY_CHOICES.find((choice) => isSame(DAYS[choice])) ?? "kept";
}
function hoursOf(window: TimeWindow): PostedHours {
  const { from, to, weekdays = [...WEEKDAYS], days = null } = window;
  return { from, to, weekdays: [...weekdays], holidays: holidaysOf(window), kept: days };
}
function windowOf({ from, to, weekdays, holidays, kept }: PostedHours): TimeWindow {
  const days = holidays === "kept" ? kept : DAYS[holidays];
  return {
    ...{ from, to },
    ...(weekdays.length === WEEKDAYS.length ? {} : { weekdays: weekdays.toSorted() }),
    ...(days === null ? {} : { days: [...days] }),
  };
}
/** @param posted `null`: a new one */
export function postedDraft(contractId: string, posted: PostedDoctor | null): PostedDraft {
  const hours = posted === null ? [newPostedHours()] : posted.hours.map(hoursOf);
  return { contractId, name: posted?.name ?? "", phone: posted?.phone ?? "", hours, reason: "" };
}
export type PostedMistake = "contract" | "name" | "phone" | "weekdays" | "times" | "reason";
/** What is wrong with what was typed; `null`: nothing that this screen can see. */
export function postedMistake({ contractId, name, phone, hours, reason }: PostedDraft): PostedMistake | null {
  if (contractId === "") return "contract";
  if (name.trim() === "") return "name";
  if (phone.trim() !== "" && phone.trim().length < 3) return "phone";
  if (hours.some(({ weekdays }) => weekdays.length === 0)) return "weekdays";
  if (hours.some(({ from, to }) => from === "" || to === "")) return "times";
  return reason.trim() === "" ? "reason" : null;
}
export function postedOf({ name, phone, hours }: PostedDraft): { name: string; phone: string | null; hours: TimeWindow[] } {
  return { name: name.trim(), phone: phone.trim() === "" ? null : phone.trim(), hours: hours.map(windowOf) };
}
