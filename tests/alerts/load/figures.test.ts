import { describe, expect, it } from "vitest";
import { countAll } from "../../../alerts/load/figures.ts";
import type { AlertHistory } from "../../../alerts/load/history.ts";
import { shiftsOf } from "../../../alerts/load/shifts.ts";
import { rated } from "../../../alerts/load/targets.ts";
import { DEFAULT_LOAD_SETTINGS, type FigureKey } from "../../../domain/alert-load.ts";
import type { Alert, TimelineEntry } from "../../../domain/alert.ts";
import { anAlert, aTrack } from "../../support/builders.ts";
import { MONDAY_MORNING_MS as T } from "../../support/manual-clock.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const WINDOW = { fromMs: T, toMs: T + 8 * HOUR };
let made = 0;
type Line = readonly [afterMs: number, code: TimelineEntry["code"], who?: string];
/** An alert raised `afterMs` into the window, told at once, with these lines more. */
function raised(afterMs: number, other: Partial<Alert> = {}, lines: readonly Line[] = [[0, "told"]]): AlertHistory {
  const raisedAtMs = T + afterMs;
  const alert = anAlert({ id: `alert-${(made += 1)}`, raisedAtMs, resolvedAtMs: raisedAtMs + MINUTE, state: "resolved", ...other });
  const timeline = lines.map(([at, code, who = null]) => ({ at: raisedAtMs + at, code, track: "onSite" as const, who, detail: null }));
  return { alert, timeline };
}
const many = (count: number, make: (index: number) => AlertHistory) => Array.from({ length: count }, (_, index) => make(index));
function figure(key: FigureKey, histories: readonly AlertHistory[], window = WINDOW, carers = 1) {
  const counted = countAll(histories, window, carers, window.toMs).find((one) => one.key === key)!;
  return rated(counted, DEFAULT_LOAD_SETTINGS);
}
const mark = { severity: "info", onSite: aTrack({ owed: false }), medical: aTrack({ owed: false }) } as const;

describe("each figure turns at its target", () => {
  it.each<{
    name: string;
    key: FigureKey;
    good: readonly AlertHistory[];
    worse: readonly AlertHistory[];
    ratings: readonly [string, string];
  }>([
    {
      name: "six pages in eight hours are good, seven are not",
      key: "pagesPerCarer",
      good: many(6, (n) => raised(n * HOUR)),
      worse: many(7, (n) => raised(n * HOUR)),
      ratings: ["good", "fair"],
    },
    {
      name: "twelve pages are fair, thirteen are bad",
      key: "pagesPerCarer",
      good: many(12, (n) => raised(n * 30 * MINUTE)),
      worse: many(13, (n) => raised(n * 30 * MINUTE)),
      ratings: ["fair", "bad"],
    },
    {
      name: "a page again is a page more",
      key: "pagesPerCarer",
      good: many(6, (n) => raised(n * HOUR, {}, [[0, "told"]])),
      worse: many(6, (n) =>
        raised(n * HOUR, {}, [
          [0, "told"],
          [60_000, "repaged"],
        ]),
      ),
      ratings: ["good", "fair"],
    },
    {
      name: "six an hour are good, more are not",
      key: "alertsPerHour",
      good: many(48, (n) => raised(n * 10 * MINUTE)),
      worse: many(49, (n) => raised((n * 8 * HOUR) / 49)),
      ratings: ["good", "fair"],
    },
    {
      name: "twelve an hour are fair, more are bad",
      key: "alertsPerHour",
      good: many(96, (n) => raised(n * 5 * MINUTE)),
      worse: many(97, (n) => raised((n * 8 * HOUR) / 97)),
      ratings: ["fair", "bad"],
    },
    {
      name: "two in ten minutes are fair, more are bad",
      key: "alertsPerTenMinutes",
      good: many(96, (n) => raised(n * 5 * MINUTE)),
      worse: many(97, (n) => raised((n * 8 * HOUR) / 97)),
      ratings: ["fair", "bad"],
    },
    {
      name: "four stale alerts are good, five are not",
      key: "stale",
      good: many(4, () => raised(-25 * HOUR, { resolvedAtMs: T + HOUR })),
      worse: many(5, () => raised(-25 * HOUR, { resolvedAtMs: T + HOUR })),
      ratings: ["good", "fair"],
    },
    {
      name: "six stale alerts are bad",
      key: "stale",
      good: many(5, () => raised(-25 * HOUR, { resolvedAtMs: T + HOUR })),
      worse: many(6, () => raised(-25 * HOUR, { resolvedAtMs: T + HOUR })),
      ratings: ["fair", "bad"],
    },
    {
      name: "three fleeting alerts are fair, four are bad",
      key: "fleeting",
      good: many(3, (n) =>
        raised(n * HOUR, {}, [
          [0, "told"],
          [9_999, "cleared"],
        ]),
      ),
      worse: many(4, (n) =>
        raised(n * HOUR, {}, [
          [0, "told"],
          [9_999, "cleared"],
        ]),
      ),
      ratings: ["fair", "bad"],
    },
    {
      name: "one alert that nobody was told of is bad",
      key: "untold",
      good: [raised(0, {}, [[60_000, "told"]]), raised(0, {}, [[0, "silenced"]]), raised(0, mark, [])],
      worse: [raised(0, {}, [[60_001, "told"]])],
      ratings: ["good", "bad"],
    },
    {
      name: "30 % true is fair, less is bad",
      key: "trueShare",
      good: many(10, (n) => raised(n * MINUTE, { outcome: n < 3 ? "true" : "false" })),
      worse: many(11, (n) => raised(n * MINUTE, { outcome: n < 3 ? "true" : "notUrgent" })),
      ratings: ["fair", "bad"],
    },
    {
      name: "97.5 % within 60 s are good",
      key: "answered60s",
      good: many(40, (n) => raised(n * MINUTE, {}, [[n === 0 ? 61_000 : 60_000, "onTheWay", "甲"]])),
      worse: many(40, (n) => raised(n * MINUTE, {}, [[n <= 1 ? 61_000 : 60_000, "onTheWay", "甲"]])),
      ratings: ["good", "bad"],
    },
    {
      name: "99 % within 180 s are good",
      key: "answered180s",
      good: many(100, (n) => raised(n * MINUTE, {}, [[n === 0 ? 181_000 : 180_000, "acknowledged", "甲"]])),
      worse: many(100, (n) => raised(n * MINUTE, {}, [[n <= 1 ? 181_000 : 180_000, "acknowledged", "甲"]])),
      ratings: ["good", "bad"],
    },
    {
      name: "90 % at the bed within 45 min are good",
      key: "onSite45min",
      good: many(10, (n) =>
        raised(n * MINUTE, { resolvedAtMs: T + 2 * HOUR }, [[n === 0 ? 45 * MINUTE + 1 : 45 * MINUTE, "arrived", "甲"]]),
      ),
      worse: many(10, (n) =>
        raised(n * MINUTE, { resolvedAtMs: T + 2 * HOUR }, [[n <= 1 ? 45 * MINUTE + 1 : 45 * MINUTE, "arrived", "甲"]]),
      ),
      ratings: ["good", "bad"],
    },
    {
      name: "all at the bed within 60 min",
      key: "onSite60min",
      good: [raised(0, { resolvedAtMs: T + 2 * HOUR }, [[60 * MINUTE, "arrived", "甲"]])],
      worse: [raised(0, { resolvedAtMs: T + 2 * HOUR }, [[60 * MINUTE + 1, "arrived", "甲"]])],
      ratings: ["good", "bad"],
    },
    {
      name: "15 % critical of a hundred are within reach of 5 %, 21 % are not",
      key: "mixCritical",
      good: many(100, (n) => raised(n * MINUTE, n < 15 ? {} : mark)),
      worse: many(100, (n) => raised(n * MINUTE, n < 21 ? {} : mark)),
      ratings: ["good", "bad"],
    },
    {
      name: "ten sources of a hundred alerts: 15 % are fair, 16 % are bad",
      key: "topTenShare",
      good: many(100, (n) => raised(n * MINUTE, { deviceId: `dev_${n < 6 ? 0 : n}` })),
      worse: many(100, (n) => raised(n * MINUTE, { deviceId: `dev_${n < 7 ? 0 : n}` })),
      ratings: ["fair", "bad"],
    },
  ])("$name", ({ key, good, worse, ratings }) => {
    expect([figure(key, good), figure(key, worse)].map(({ rating }) => rating)).toEqual(ratings);
  });
});

describe("each share of time and each percentile turns at its target", () => {
  /** A hundred periods of ten minutes, of which so many are busy. */
  const thousandMinutes = { fromMs: T, toMs: T + 1_000 * MINUTE };
  const busy = (periods: number) =>
    Array.from({ length: periods }, (_, period) => many(11, (n) => raised(period * 10 * MINUTE + n * SECOND))).flat();
  it.each(["busyPeriods", "floodTime"] as const)("%s: one in a hundred is good, five are fair, six are bad", (key) => {
    expect([1, 2, 5, 6].map((periods) => figure(key, busy(periods), thousandMinutes).rating)).toEqual(["good", "fair", "fair", "bad"]);
  });
  it.each([
    ["mixInfo", { severity: "info" }, [65, 64, 95, 96]],
    ["mixWarning", { severity: "warning" }, [0, 0, 30, 31]],
  ] as const)("%s: fifteen points off are good, sixteen are bad", (key, part, counts) => {
    const mix = (count: number) => many(100, (n) => raised(n * MINUTE, n < count ? part : { severity: "critical" }));
    const [low, lower, high, higher] = counts.map((count) => figure(key, mix(count)).rating);
    expect([low, high, higher]).toEqual(["good", "good", "bad"]);
    expect(lower).toBe(key === "mixInfo" ? "bad" : "good");
  });
  it.each([
    ["answerP95", "onTheWay", [60_000, 61_000, 180_000, 181_000]],
    ["onSiteP95", "arrived", [2_700_000, 2_701_000, 3_600_000, 3_601_000]],
  ] as const)("%s", (key, code, times) => {
    const rating = (ms: number) => figure(key, [raised(0, { resolvedAtMs: T + 4 * HOUR }, [[ms, code, "甲"]])]).rating;
    expect(times.map(rating)).toEqual(["good", "fair", "fair", "bad"]);
  });
});

describe("floods", () => {
  const inPeriod = (period: number, count: number) => many(count, (n) => raised(period * 10 * MINUTE + n * 10 * SECOND));
  it("start over ten and end below five", () => {
    const lasts = [...inPeriod(0, 11), ...inPeriod(1, 5), ...inPeriod(2, 4), ...inPeriod(3, 10)];
    const hour = { fromMs: T, toMs: T + 40 * MINUTE };
    expect(figure("floodTime", lasts, hour)).toMatchObject({ value: 0.5, count: 16 });
    expect(figure("busyPeriods", lasts, hour)).toMatchObject({ value: 0.25, count: 11 });
  });
});
describe("what is counted", () => {
  it("a mark is no alarm and no page", () => {
    const marks = many(3, (n) => raised(n * MINUTE, mark, []));
    expect(["alerts", "marks", "pagesPerCarer"].map((key) => figure(key as FigureKey, marks).value)).toEqual([0, 3, 0]);
  });
  it("two carers share the pages and the alarms", () => {
    const pages = many(8, (n) => raised(n * HOUR));
    expect([figure("pagesPerCarer", pages, WINDOW, 2).value, figure("alertsPerHour", pages, WINDOW, 2).value]).toEqual([4, 0.5]);
  });
  it("drills and what nobody could tell say nothing about a rule", () => {
    const outcomes = (["true", "false", "test", "unknown", "notUrgent"] as const).map((outcome, n) => raised(n * MINUTE, { outcome }));
    expect(figure("trueShare", outcomes)).toMatchObject({ value: 1 / 3, count: 3, rating: "none" });
  });
  it("an alert that ended by itself before the limit was not answered late; one that stayed was", () => {
    const short = raised(0, { resolvedAtMs: T + 30 * SECOND });
    const long = raised(0, { resolvedAtMs: T + 61 * SECOND });
    expect(figure("answered60s", [short])).toMatchObject({ value: null, rating: "none" });
    expect(figure("answered60s", [short, long])).toMatchObject({ value: 0, count: 1, rating: "bad" });
  });
  it("who closes an alert has answered it", () => {
    expect(figure("answerP50", [raised(0, {}, [[40_000, "resolved", "甲"]])]).value).toBe(40);
    expect(figure("answerP50", [raised(0, {}, [[40_000, "resolved"]])]).value).toBe(null);
  });
  it("percentiles are nearest ranks", () => {
    const answers = many(20, (n) => raised(n * MINUTE, {}, [[(n + 1) * SECOND, "onTheWay", "甲"]]));
    expect([figure("answerP50", answers).value, figure("answerP95", answers).value]).toEqual([10, 19]);
  });
  it("six transitions in five minutes are chatter, over a longer time not", () => {
    const flap = (gapMs: number) =>
      many(3, (n) =>
        raised(2 * n * gapMs, { resolvedAtMs: T + (2 * n + 1) * gapMs }, [
          [0, "told"],
          [gapMs, "cleared"],
        ]),
      );
    expect(figure("chattering", flap(MINUTE))).toMatchObject({ value: 1, count: 3, rating: "fair" });
    expect(figure("chattering", flap(MINUTE + 1)).value).toBe(0);
    // One latched alert whose condition comes and goes chatters as well.
    const latched = raised(0, { resolvedAtMs: T + HOUR }, [
      [10_000, "cleared"],
      [20_000, "recurred"],
      [30_000, "cleared"],
      [40_000, "recurred"],
      [50_000, "cleared"],
    ]);
    expect(figure("chattering", [latched]).value).toBe(1);
  });
});
describe("shifts", () => {
  it("begin at midnight, eight and sixteen, and are cut to what was asked for", () => {
    const shifts = shiftsOf({ fromMs: T - HOUR, toMs: T + 17 * HOUR });
    const hours = shifts.map(({ fromMs, toMs, isNight }) => [(fromMs - T) / HOUR, (toMs - T) / HOUR, isNight]);
    expect(hours).toEqual([
      [-1, 0, true],
      [0, 8, false],
      [8, 16, false],
      [16, 17, true],
    ]);
  });
});
it("what a manager is told of a contract is no load of those who walk, and not stale after a month", () => {
  const contract = { kind: "contract", class: "technical", severity: "warning", state: "raised", resolvedAtMs: null } as const;
  const histories = [raised(0, contract, [[0, "told", "manager"]]), raised(-30 * 24 * HOUR, contract), raised(0)];
  for (const key of ["alerts", "pagesPerCarer", "stale"] as const)
    expect(figure(key, histories).value).toBe(figure(key, [raised(0)]).value);
});
