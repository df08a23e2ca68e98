import { BASELINE_LEARN_DAYS } from "../../domain/baseline-view.ts";
import type { SignKey } from "../../domain/signs.ts";
import type { BaselineRule } from "./types.ts";

/** It forgets what is older than so many learned days. */
export const REMEMBERED_DAYS = 28;
/** Local hours of the day; a sign that is measured more rarely than once an hour has one place for all of them. */
export const HOURS = 24;

/** One character stands for the median of one hour of one day: this many steps above `from`, in the unit of the sign. */
interface Scale {
  readonly from: number;
  readonly step: number;
}
const SCALES: Readonly<Partial<Record<SignKey, Scale>>> = {
  heartRate: { from: 30, step: 1 },
  spo2: { from: 60, step: 0.5 },
  respiratoryRate: { from: 4, step: 0.5 },
  bodyTemperature: { from: 34, step: 0.1 },
};
const FIRST_CODE = 35;
const LAST_STEP = 91;
/** The least spread that a sign is thought to have, so that seven equal values do not make the eighth unusual [M]. */
const LEAST_SPREAD: Readonly<Partial<Record<SignKey, number>>> = { heartRate: 3, spo2: 0.5, respiratoryRate: 1, bodyTemperature: 0.1 };
/** Median absolute deviation of a normal distribution in standard deviations: 1 / 1.4826. */
const MAD_TO_SD = 1.4826;
/** "Usual" on a screen: two standard deviations to both sides, 19 of 20 values. */
const USUAL_SPREADS = 2;
/** An alert by a baseline is over when three quarters of the way back are gone, so that it does not flap [M]. */
const CLEAR_SHARE = 0.75;

/** What is usual for this person at some hour, in the unit of the sign. */
export interface Band {
  readonly mid: number;
  /** Standard deviation, from the median absolute deviation. */
  readonly spread: number;
}
export function emptyPlaces(byHour: boolean): string[] {
  return new Array<string>(byHour ? HOURS : 1).fill("");
}
/** The places with the median of today's values at one of them; the oldest day falls out. */
export function learn(sign: SignKey, places: readonly string[], place: number, values: readonly number[]): string[] {
  const letter = letterOf(sign, median(values));
  return places.map((days, index) => (index === place ? [...Array.from(days), letter].slice(-REMEMBERED_DAYS).join("") : days));
}
/** What was learned at a place and its two neighbours, which a person who rises late some days shares; `null`: not on enough days yet. */
export function bandOf(sign: SignKey, places: readonly string[], place: number): Band | null {
  if ((places[place] ?? "").length < BASELINE_LEARN_DAYS) return null;
  const around = places.length === 1 ? [place] : [(place + HOURS - 1) % HOURS, place, (place + 1) % HOURS];
  const values = around.flatMap((index) => Array.from(places[index] ?? "", (letter) => valueOf(sign, letter)));
  const mid = median(values);
  const deviation = median(values.map((value) => Math.abs(value - mid)));
  return { mid, spread: Math.max(LEAST_SPREAD[sign] ?? 0, MAD_TO_SD * deviation) };
}
/** Low and high end of what is usual, as it is told. */
export function usualOf({ mid, spread }: Band): { readonly low: number; readonly high: number } {
  return { low: mid - USUAL_SPREADS * spread, high: mid + USUAL_SPREADS * spread };
}
/** How far from the middle a value must be for the rule: never nearer than its `change`. */
export function farOf(rule: Pick<BaselineRule, "change" | "spreads">, { spread }: Band): number {
  return Math.max(rule.change, rule.spreads * spread);
}
/** `off`: as far away as the rule asks, on its side; `back`: the alert is over; `between`: neither. */
export function compare(rule: BaselineRule, band: Band, value: number): "off" | "back" | "between" {
  const distance = rule.side === "high" ? value - band.mid : band.mid - value;
  const far = farOf(rule, band);
  // Values are decimal: 36.5 + 1.1 is a little more than 37.6.
  if (distance >= far - 1e-9) return "off";
  return distance < CLEAR_SHARE * far ? "back" : "between";
}
/** Of an empty list: NaN. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? Number.NaN) + upper) / 2;
}
function letterOf(sign: SignKey, value: number): string {
  const { from, step } = SCALES[sign] ?? { from: 0, step: 1 };
  return String.fromCharCode(FIRST_CODE + Math.min(LAST_STEP, Math.max(0, Math.round((value - from) / step))));
}
function valueOf(sign: SignKey, letter: string): number {
  const { from, step } = SCALES[sign] ?? { from: 0, step: 1 };
  return from + step * (letter.charCodeAt(0) - FIRST_CODE);
}
