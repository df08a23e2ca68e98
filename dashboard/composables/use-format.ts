import { computed } from "vue";
import { useI18n } from "vue-i18n";
import { localDay } from "../../domain/local-time.ts";
import { isSignKey, signInfo } from "../../domain/signs.ts";
import { FACILITY_TIME_ZONE } from "../../domain/time.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** So far away a day alone is not clear. */
const MONTHS_MS = 180 * DAY;
/** UCUM code → key of the locales. */
const UNIT_KEY: Readonly<Record<string, string>> = {
  "/min": "perMin",
  "%": "percent",
  Cel: "celsius",
  "mm[Hg]": "mmHg",
  "mmol/L": "mmol",
  kg: "kg",
  "{steps}": "steps",
  deg: "degree",
  m: "metre",
  "L/min": "litrePerMin",
  "1": "none",
};

/** "00:42", "1:02:15": a running count that does not jump in width. */
export function stopwatch(ms: number): string {
  const total = Math.max(0, Math.floor(ms / SECOND));
  const pad = (n: number): string => String(n).padStart(2, "0");
  const hours = Math.floor(total / 3600);
  const rest = `${pad(Math.floor(total / 60) % 60)}:${pad(total % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

/** Times, ages, units and names in the language of the screen; times in the facility's zone. */
export function useFormat() {
  const { t, locale } = useI18n();
  const formats = computed(() => {
    const make = (options: Intl.DateTimeFormatOptions) =>
      new Intl.DateTimeFormat(locale.value, { timeZone: FACILITY_TIME_ZONE, hourCycle: "h23", ...options });
    return {
      clock: make({ hour: "2-digit", minute: "2-digit", second: "2-digit" }),
      minute: make({ hour: "2-digit", minute: "2-digit" }),
      day: make({ month: "numeric", day: "numeric" }),
      date: make({ year: "numeric", month: "numeric", day: "numeric" }),
      dayMinute: make({ month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" }),
    };
  });
  function duration(ms: number): string {
    const rest = Math.max(0, ms);
    if (rest < MINUTE) return t("time.s", { n: Math.floor(rest / SECOND) });
    if (rest < HOUR) return t("time.min", { n: Math.floor(rest / MINUTE) });
    if (rest < 10 * HOUR && Math.floor((rest % HOUR) / MINUTE) > 0)
      return t("time.hmin", { h: Math.floor(rest / HOUR), m: Math.floor((rest % HOUR) / MINUTE) });
    if (rest < 2 * DAY) return t("time.h", { n: Math.floor(rest / HOUR) });
    return t("time.d", { n: Math.floor(rest / DAY) });
  }
  function signName(sign: string | null): string {
    if (sign === null || !isSignKey(sign)) return t("alert.anySign");
    const info = signInfo(sign);
    return locale.value === "en" ? info.en : info.zh;
  }
  /** In the middle of a sentence: "Heart rate" → "heart rate", while "SpO₂" stays. */
  const within = (words: string): string => (/^[A-Z][a-z]+( |$)/.test(words) ? words.charAt(0).toLowerCase() + words.slice(1) : words);
  function number(sign: string, value: number): string {
    if (!isSignKey(sign)) return String(value);
    const info = signInfo(sign);
    if (info.type === "boolean") return t(value === 1 ? "flag.yes" : "flag.no");
    if (sign === "consciousness") return t(`consciousness.${info.states?.[value] ?? "alert"}`);
    if (info.type === "state") return t(`sleep.${info.states?.[value] ?? "awake"}`);
    return value.toFixed(info.precision);
  }
  function unit(sign: string): string {
    return isSignKey(sign) ? t(`unit.${UNIT_KEY[signInfo(sign).unit] ?? "none"}`) : "";
  }
  return {
    duration,
    ago: (ms: number): string => (ms < 1_000 ? t("time.now") : t("time.ago", { d: duration(ms) })),
    clockTime: (at: number): string => formats.value.clock.format(at),
    minuteTime: (at: number): string => formats.value.minute.format(at),
    day: (at: number): string => formats.value.day.format(at),
    /** With the year: what lies months away. */
    date: (at: number): string => formats.value.date.format(at),
    dayMinute: (at: number): string => formats.value.dayMinute.format(at),
    /** Time alone today, day and time otherwise; what lies months away is a date with its year. */
    moment(at: number, now: number): string {
      const { clock, dayMinute, date } = formats.value;
      if (localDay(at) === localDay(now)) return clock.format(at);
      return Math.abs(now - at) < MONTHS_MS ? dayMinute.format(at) : date.format(at);
    },
    signName,
    within,
    signWithin: (sign: string | null): string => within(signName(sign)),
    number,
    unit,
    valueText: (sign: string, value: number): string => `${number(sign, value)} ${unit(sign)}`.trim(),
  };
}
