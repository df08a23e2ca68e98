import { isSignKey, signInfo } from "../signs.ts";
import { FACILITY_TIME_ZONE } from "../time.ts";
import { en } from "./words-en.ts";
import { zh, type Words } from "./words-zh.ts";

export type SheetLanguage = "zh" | "en";
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Words, times, ages and figures of one language; times in the facility's zone. */
export function formatIn(language: SheetLanguage) {
  const words: Words = language === "zh" ? zh : en;
  const make = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", { timeZone: FACILITY_TIME_ZONE, hourCycle: "h23", ...options });
  const clock = make({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
  const minute = make({ hour: "2-digit", minute: "2-digit" });
  // The order of ISO 8601 is the one that no reader turns round.
  const date = new Intl.DateTimeFormat("sv-SE", { timeZone: FACILITY_TIME_ZONE, year: "numeric", month: "2-digit", day: "2-digit" });
  const day = make({ month: "numeric", day: "numeric" });
  const dayMinute = make({ month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });
  const duration = (ms: number): string => {
    const rest = Math.max(0, ms);
    if (rest < MINUTE) return words.seconds(Math.floor(rest / SECOND));
    if (rest < 2 * HOUR) return words.minutes(Math.floor(rest / MINUTE));
    return rest < 2 * DAY ? words.hours(Math.floor(rest / HOUR)) : words.days(Math.floor(rest / DAY));
  };
  const number = (sign: string, value: number): string => {
    if (!isSignKey(sign)) return String(value);
    const { precision, type, states } = signInfo(sign);
    if (sign === "oxygen" && value === 0) return words.air;
    if (type === "state") return words.consciousness[states?.[Math.round(value)] ?? ""] ?? String(value);
    return value.toFixed(precision);
  };
  const unit = (sign: string): string => {
    if (!isSignKey(sign) || signInfo(sign).type === "state") return "";
    const { unit: ucum } = signInfo(sign);
    return words.unit[ucum] ?? ucum;
  };
  return {
    words,
    language,
    duration,
    ago: (ms: number): string => (ms < SECOND ? words.now : words.ago(duration(ms))),
    clock: (at: number): string => clock.format(at),
    minute: (at: number): string => minute.format(at),
    date: (at: number): string => date.format(at),
    /** Time alone on the same day, day and time otherwise. */
    moment: (at: number, now: number): string => (day.format(at) === day.format(now) ? clock.format(at) : dayMinute.format(at)),
    dayMinute: (at: number): string => dayMinute.format(at),
    number,
    unit,
    signName: (sign: string): string => (isSignKey(sign) ? signInfo(sign)[language] : sign),
    valueText: (sign: string, value: number): string =>
      (sign === "oxygen" && value === 0 ? number(sign, value) : `${number(sign, value)} ${unit(sign)}`).trim(),
    /** A role as a word; a name stays a name. */
    person: (who: string | null): string => (who === null || who === "" ? words.itself : (words.role[who] ?? who)),
    kind: (kind: string): string => words.kind[kind] ?? words.other,
    /** In the middle of a sentence: "Fall" → "fall", while "SOS" and "NEWS2" stay. */
    within: (text: string): string => (/^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text),
  };
}
export type SheetFormat = ReturnType<typeof formatIn>;
