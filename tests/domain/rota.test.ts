import { describe, expect, it } from "vitest";
import { dayKindOf, weekdayOf, yearsWithoutHolidays } from "../../domain/holidays.ts";
import { localDay } from "../../domain/local-time.ts";
import { onDutyAt, rotaGaps, type Rota } from "../../domain/rota.ts";
import { isOpenAt, type TimeWindow } from "../../domain/time-window.ts";
import { anOverride, aShift } from "../alerts/escalation-builders.ts";

/** Local time of Shanghai. */
const at = (text: string) => Date.parse(`${text}:00+08:00`);
const everybody = () => true;

describe("the calendar of 2026, as the State Council arranged it", () => {
  it.each([
    { date: "2026-01-01", kind: "holiday" },
    { date: "2026-01-03", kind: "holiday" },
    { date: "2026-01-04", kind: "workday" },
    { date: "2026-01-10", kind: "weekend" },
    { date: "2026-02-14", kind: "workday" },
    { date: "2026-02-15", kind: "holiday" },
    { date: "2026-02-23", kind: "holiday" },
    { date: "2026-02-24", kind: "workday" },
    { date: "2026-02-28", kind: "workday" },
    { date: "2026-04-06", kind: "holiday" },
    { date: "2026-04-07", kind: "workday" },
    { date: "2026-05-05", kind: "holiday" },
    { date: "2026-05-09", kind: "workday" },
    { date: "2026-06-18", kind: "workday" },
    { date: "2026-06-19", kind: "holiday" },
    { date: "2026-06-21", kind: "holiday" },
    { date: "2026-09-20", kind: "workday" },
    { date: "2026-09-25", kind: "holiday" },
    { date: "2026-09-27", kind: "holiday" },
    { date: "2026-10-07", kind: "holiday" },
    { date: "2026-10-08", kind: "workday" },
    { date: "2026-10-10", kind: "workday" },
    { date: "2026-10-11", kind: "weekend" },
  ])("$date is a $kind", ({ date, kind }) => {
    expect([dayKindOf(localDay(at(`${date}T00:00`))), dayKindOf(localDay(at(`${date}T23:59`)))]).toEqual([kind, kind]);
  });
  it("of a year without data goes by the weekday, and says so", () => {
    expect(dayKindOf(localDay(at("2031-10-01T12:00")))).toBe("workday");
    expect(yearsWithoutHolidays(at("2026-12-31T12:00"), at("2027-01-01T00:00"))).toEqual([2027]);
    expect(yearsWithoutHolidays(at("2026-01-01T00:00"), at("2026-12-31T23:59"))).toEqual([]);
  });
  it("counts the week from Monday", () => expect(weekdayOf(localDay(at("2026-11-22T12:00")))).toBe(7));
});
describe("a window", () => {
  const night: TimeWindow = { from: "22:00", to: "06:00", weekdays: [5] };
  it.each([
    { name: "begins on its minute", window: night, time: "2026-01-09T22:00", open: true },
    { name: "is shut the minute before", window: night, time: "2026-01-09T21:59", open: false },
    { name: "past midnight belongs to the day on which it began", window: night, time: "2026-01-10T05:59", open: true },
    { name: "ends on its minute", window: night, time: "2026-01-10T06:00", open: false },
    { name: "of Friday night is not open early on Friday", window: night, time: "2026-01-09T03:00", open: false },
    {
      name: "of one time twice is a whole day",
      window: { from: "08:00", to: "08:00", weekdays: [1] },
      time: "2026-01-06T07:59",
      open: true,
    },
    {
      name: "of workdays is open on a Sunday that is worked",
      window: { from: "08:00", to: "18:00", days: ["workday"] },
      time: "2026-02-28T09:00",
      open: true,
    },
    {
      name: "of workdays is shut on a holiday in the week",
      window: { from: "08:00", to: "18:00", days: ["workday"] },
      time: "2026-02-17T09:00",
      open: false,
    },
    { name: "of holidays is open on one", window: { from: "08:00", to: "18:00", days: ["holiday"] }, time: "2026-10-01T09:00", open: true },
    {
      name: "needs weekday and kind of day both",
      window: { from: "08:00", to: "18:00", weekdays: [6], days: ["weekend"] },
      time: "2026-02-14T09:00",
      open: false,
    },
  ] satisfies { name: string; window: TimeWindow; time: string; open: boolean }[])("$name", ({ window, time, open }) => {
    expect(isOpenAt(window, at(time))).toBe(open);
  });
});
describe("who is on duty", () => {
  const rota = (over: Partial<Rota> = {}): Rota => ({ shifts: [aShift()], overrides: [], ...over });
  const ids = (one: Rota, time: string, mayServe: (id: string) => boolean = everybody) =>
    onDutyAt(one, "onDutyCaregiver", at(time), mayServe).people.map(({ userId }) => userId);
  const noon = "2026-01-05T12:00";

  it("follows the pattern, and what was laid down for a time before all", () => {
    expect([ids(rota(), noon), ids(rota(), "2026-01-05T20:00")]).toEqual([["usr_a"], []]);
    const swap = anOverride({ standInUserId: "usr_b", fromMs: at("2026-01-05T00:00"), toMs: at("2026-01-06T00:00") });
    expect([ids(rota({ overrides: [swap] }), noon), ids(rota({ overrides: [swap] }), "2026-01-06T12:00")]).toEqual([["usr_b"], ["usr_a"]]);
  });
  it("takes the later one of two overrides that contradict", () => {
    const [sick, back] = [anOverride(), anOverride({ id: "ovr_2", awayUserId: null, standInUserId: "usr_a" })];
    expect([ids(rota({ overrides: [sick, back] }), noon), ids(rota({ overrides: [back, sick] }), noon)]).toEqual([["usr_a"], []]);
  });
  it("is nobody of another role, and nobody who may not serve", () => {
    expect(ids(rota({ shifts: [aShift({ role: "nurse" })] }), noon)).toEqual([]);
    expect(ids(rota(), noon, () => false)).toEqual([]);
  });
  it("is open to everybody of the role where no rota is kept, or it has ended", () => {
    const ended = aShift({ toMs: at("2026-01-05T00:00") });
    expect(onDutyAt(rota({ shifts: [ended] }), "onDutyCaregiver", at(noon), everybody)).toEqual({ isKept: false, people: [] });
    expect(onDutyAt(rota(), "onDutyCaregiver", at("2026-01-05T21:00"), everybody).isKept).toBe(true);
  });
  it("names its gaps", () => {
    const two = rota({ shifts: [aShift(), aShift({ id: "shf_2", window: { from: "20:00", to: "06:30" } })] });
    const local = (ms: number) => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 16);
    const gaps = rotaGaps(two, at("2026-01-05T07:10"), at("2026-01-06T12:00"), everybody);
    expect(gaps.map(({ role, fromMs, toMs }) => [role, local(fromMs), local(toMs)])).toEqual([
      ["onDutyCaregiver", "2026-01-05T07:10", "2026-01-05T08:00"],
      ["onDutyCaregiver", "2026-01-06T06:30", "2026-01-06T08:00"],
    ]);
  });
});
