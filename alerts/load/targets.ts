import type { Figure, FigureKey, LoadSettings, Rating } from "../../domain/alert-load.ts";
import type { Counted } from "./history.ts";

interface Target {
  readonly unit: Figure["unit"];
  /** Up to here (`low`) or from here on (`high`) it is good; `null`: no target. */
  readonly good: number | null;
  readonly bad: number | null;
  /** `low`: less is better; `high`: more is better; `near`: `good` is the aim and `bad` the distance that is too far. */
  readonly better: "low" | "high" | "near" | null;
  /** With fewer alerts behind it nothing is said. */
  readonly from: number;
  readonly source: string;
}
const ISA = "ISA-18.2-2016 / IEC 62682 / EEMUA 191, per operator position, DOMAIN §2.3";
const TELECARE = "TSA telecare targets, DOMAIN §2.4";
/** Shares are quotients: 0.95 − 0.8 is a little more than 0.15. */
const ROUNDING = 1e-9;
/** A share of few alerts says nothing [M]. */
const MANY = 100;
const low = (good: number, bad: number, unit: Figure["unit"] = "count", source = ISA, from = 0): Target => ({
  unit,
  good,
  bad,
  better: "low",
  from,
  source,
});
const high = (good: number, bad: number, source: string, from = 1): Target => ({ unit: "share", good, bad, better: "high", from, source });
const near = (good: number): Target => ({
  unit: "share",
  good,
  bad: 0.15,
  better: "near",
  from: MANY,
  source: `${ISA}: 80/15/5, off by over 15 %`,
});
const plain = (unit: Figure["unit"], source: string): Target => ({ unit, good: null, bad: null, better: null, from: 0, source });

/** Targets of every figure; pages per carer are the facility's own (§5.12, adjustable). */
const TARGETS: Readonly<Record<FigureKey, Target>> = {
  alerts: plain("count", "alarms: alerts that owe a response (ISA-18.2)"),
  marks: plain("count", "marks on the wall: they owe no response and page nobody (docs/adr/0013)"),
  pagesPerCarer: low(6, 12, "count", "DOMAIN §5.12 [M, adjustable]: per carer and 8 h"),
  alertsPerHour: low(6, 12),
  alertsPerTenMinutes: low(1, 2),
  busyPeriods: low(0.01, 0.05, "share", `${ISA}: ten minutes with more than 10`),
  floodTime: low(0.01, 0.05, "share", `${ISA}: starts over 10 in 10 min, ends below 5`),
  topTenShare: low(0.05, 0.15, "share", `${ISA}; said from 100 alerts on [M]`, MANY),
  chattering: low(0, 3, "count", `${ISA}: over 5 transitions in a rolling 5 min`),
  fleeting: low(0, 3, "count", `${ISA}: over within 10 s`),
  stale: low(4, 5, "count", `${ISA}: active over 24 h, on the worst day`),
  mixInfo: near(0.8),
  mixWarning: near(0.15),
  mixCritical: near(0.05),
  untold: low(0, 0, "count", `${ISA}: suppression outside the authorised way`),
  trueShare: high(0.5, 0.3, "DOMAIN §5.12: under 30 % is proposed for back-test; half is good [M]", 10),
  answered60s: high(0.975, 0.975, `${TELECARE}: 97.5 % within 60 s`),
  answered180s: high(0.99, 0.99, `${TELECARE}: 99 % within 180 s`),
  answerP50: plain("seconds", "median until somebody answers"),
  answerP95: low(60, 180, "seconds", `${TELECARE}: 60 s and 180 s as bounds of the 95th percentile [M]`, 1),
  onSite45min: high(0.9, 0.9, `${TELECARE}: 90 % at the door within 45 min`),
  onSite60min: high(1, 1, `${TELECARE}: all within 60 min`),
  onSiteP50: plain("seconds", "median until somebody is there; DOMAIN §5.1 pages again after 3 min"),
  onSiteP95: low(2_700, 3_600, "seconds", `${TELECARE}: 45 and 60 min as bounds of the 95th percentile [M]`, 1),
};
function ratingOf({ good, bad, better, from }: Target, value: number | null, count: number): Rating {
  if (value === null || good === null || bad === null || count < from) return "none";
  switch (better) {
    case "low":
      return value <= good ? "good" : value > bad ? "bad" : "fair";
    case "high":
      return value >= good ? "good" : value < bad ? "bad" : "fair";
    case "near":
      return Math.abs(value - good) <= bad + ROUNDING ? "good" : "bad";
    case null:
      return "none";
  }
}
/** The counted figure beside its target. */
export function rated({ key, value, alertIds, outOf = alertIds.length }: Counted, { pagesGood, pagesBad }: LoadSettings): Figure {
  const known = TARGETS[key];
  const target = key === "pagesPerCarer" ? { ...known, good: pagesGood, bad: pagesBad } : known;
  const { unit, good, bad, source } = target;
  return { key, value, unit, good, bad, rating: ratingOf(target, value, outOf), source, count: alertIds.length };
}
