import { describe, expect, it } from "vitest";
import { lastClosed } from "../../domain/after-hours.ts";
import { nightsOf } from "../../domain/nights.ts";
import { byConcern, roundRow, type RoundFacts } from "../../domain/round-sheet.ts";
import type { RoundResultView } from "../../domain/round-result.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Monday 2026-03-02, 08:00 in Shanghai. */
const NOW = Date.UTC(2026, 2, 2);
const SEEN: RoundResultView = {
  ...{ id: "rnd_1", residentId: "res_1", at: NOW - 7 * DAY, finding: "x", plan: "y", nextVisitAt: null, by: "陈医生", role: "physician" },
  clinic: null,
};
const facts = (other: Partial<RoundFacts> = {}): RoundFacts => ({
  ...{ facilityId: "fac_1", residentId: "res_1", name: "", room: "302", age: 86, level: 2, since: NOW - 7 * DAY, lastRound: SEEN },
  ...{ news2: null, nights: null, falls: 0, alerts: { critical: 0, warning: 0, open: 0 }, offUsual: [], prescriptions: [] },
  ...{ openCritical: false, hasHeartFailure: false, weights: [] },
  ...other,
});
const news2 = (total: number, own: number | null = null) => ({ total, known: 7, of: 7, own, at: NOW });
const kg = (...weights: readonly (readonly [daysAgo: number, kg: number])[]) =>
  weights.map(([days, of]) => ({ at: NOW - days * DAY, kg: of }));

describe("who stands at the top of the round sheet", () => {
  it.each([
    ["nothing changed", {}, "none", []],
    [
      "an open critical alert",
      { openCritical: true, alerts: { critical: 1, warning: 0, open: 1 } },
      "high",
      ["openCritical", "newCritical"],
    ],
    ["NEWS2 of 5", { news2: news2(5) }, "high", ["news2High"]],
    ["NEWS2 of 4, own normal 3", { news2: news2(4, 3) }, "none", []],
    ["NEWS2 of 4, own normal 2", { news2: news2(4, 2) }, "some", ["news2AboveOwn"]],
    ["a fall", { falls: 1 }, "high", ["fall"]],
    ["5 % of weight lost in 30 days", { weights: kg([29, 60], [1, 57]) }, "some", ["weight"]],
    ["less than 5 %", { weights: kg([29, 60], [1, 57.2]) }, "none", []],
    ["2 kg in three days without heart failure", { weights: kg([3, 60], [1, 62]) }, "none", []],
    ["2 kg in three days with heart failure", { weights: kg([3, 60], [1, 62]), hasHeartFailure: true }, "high", ["heartFailureWeight"]],
    ["2 kg in six days with heart failure", { weights: kg([7, 60], [1, 62]), hasHeartFailure: true }, "none", []],
    ["two hours less in bed", { nights: { lastH: 6, beforeH: 8 } }, "little", ["sleep"]],
    ["no night to compare with", { nights: { lastH: 6, beforeH: null } }, "none", []],
    ["a visit that is due", { lastRound: { ...SEEN, nextVisitAt: NOW } }, "some", ["visitDue"]],
    ["a visit that lies ahead", { lastRound: { ...SEEN, nextVisitAt: NOW + 1 } }, "none", []],
    ["a prescription that ends", { prescriptions: [{ text: "氨氯地平", until: NOW + DAY }] }, "little", ["prescription"]],
    ["far from usual", { offUsual: [{ sign: "heartRate" as const, since: NOW }] }, "some", ["offUsual"]],
    ["never seen on a round", { lastRound: null }, "little", ["neverSeen"]],
  ])("%s", (_what, more, concern, reasons) => expect(roundRow(facts(more), NOW)).toMatchObject({ concern, reasons }));
  it("is who gives most concern, then who gives several, then by room", () => {
    const row = (room: string, more: Partial<RoundFacts>) => roundRow(facts({ room, ...more }), NOW);
    const rows = [
      row("1", {}),
      row("4", {
        lastRound: null,
        nights: { lastH: 5, beforeH: 8 },
        prescriptions: [{ text: "x", until: NOW }],
        alerts: { critical: 0, warning: 1, open: 0 },
      }),
      row("10", { falls: 1 }),
      row("9", { falls: 1 }),
      row("2", { falls: 1, news2: news2(7) }),
      row("3", { news2: news2(4, 1) }),
    ];
    expect(rows.toSorted(byConcern).map(({ room }) => room)).toEqual(["2", "9", "10", "3", "4", "1"]);
  });
  it("says what the weight was at the last round", () => {
    const { weight } = roundRow(facts({ weights: kg([20, 58], [8, 60], [1, 61]) }), NOW);
    expect(weight).toEqual({ kg: 61, at: NOW - DAY, beforeKg: 60, beforeAt: NOW - 8 * DAY });
  });
});

describe("hours in bed at night", () => {
  /** Buckets of an hour from `fromH` hours before now; `mean` of each hour of the clock. */
  const hours = (count: number, mean: (localHour: number) => number) =>
    Array.from({ length: count }, (_, index) => {
      const at = NOW - (count - index) * HOUR;
      const of = mean(new Date(at + 8 * HOUR).getUTCHours());
      return { at, min: of, max: of, mean: of, count: 6 };
    });
  it("are counted from 20:00 to 08:00; the night that is still on is left out", () => {
    const inBed = hours(72, (hour) => (hour >= 22 || hour < 6 ? 1 : 0));
    expect(nightsOf(inBed, HOUR, NOW, 7).map(({ hours: of }) => of)).toEqual([8, 8, 8]);
    expect(nightsOf(inBed, HOUR, NOW - 1, 7)).toHaveLength(2);
    expect(nightsOf(inBed, HOUR, NOW, 2)).toHaveLength(2);
  });
  it("of a night that was heard only a little are not known", () =>
    expect(
      nightsOf(
        hours(5, () => 1),
        HOUR,
        NOW,
        7,
      ),
    ).toEqual([]));
});

describe("after hours", () => {
  const WORKDAYS = [{ from: "08:30", to: "17:30", weekdays: [1, 2, 3, 4, 5] }];
  const at = (day: number, time: string) => Date.parse(`2026-03-${String(day).padStart(2, "0")}T${time}:00+08:00`);
  it.each([
    ["on Tuesday morning, before opening", WORKDAYS, at(3, "08:00"), at(2, "17:30"), at(3, "08:00")],
    ["on Tuesday at noon: the night is over", WORKDAYS, at(3, "12:00"), at(2, "17:30"), at(3, "08:30")],
    ["on Monday: since Friday", WORKDAYS, at(9, "09:00"), at(6, "17:30"), at(9, "08:30")],
    [
      "with a break at noon",
      [
        { from: "08:00", to: "12:00" },
        { from: "14:00", to: "18:00" },
      ],
      at(3, "15:00"),
      at(3, "12:00"),
      at(3, "14:00"),
    ],
  ])("%s", (_when, windows, nowMs, fromMs, toMs) => expect(lastClosed(windows, nowMs)).toEqual({ fromMs, toMs }));
  it.each([
    ["no hours are agreed", []],
    ["it never closes", [{ from: "00:00", to: "00:00" }]],
    ["it has not been open for ten days", [{ from: "08:00", to: "09:00", days: ["holiday" as const] }]],
  ])("is nothing when %s", (_why, windows) => expect(lastClosed(windows, at(9, "12:00"))).toBeNull());
});
