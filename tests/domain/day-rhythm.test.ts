import { describe, expect, it } from "vitest";
import { hoursOf, rhythmDays, rhythmNights, rhythmStartMs, type RhythmReadings } from "../../domain/day-rhythm.ts";
import type { SeriesPoint } from "../../domain/series.ts";

const HOUR = 3_600_000;
/** Local midnight (UTC+8) of 2026-11-22. */
const MIDNIGHT = Date.UTC(2026, 10, 21, 16);
const at = (hour: number): number => MIDNIGHT + hour * HOUR;
const mean = (hour: number, value: number): SeriesPoint => ({ at: at(hour), min: 0, max: 1, mean: value, count: 120 });
const counter = (hour: number, min: number, max: number): SeriesPoint => ({ at: at(hour), min, max, mean: max, count: 6 });
const NOTHING: RhythmReadings = { bed: [], motion: [], steps: [] };
const today = (readings: Partial<RhythmReadings>, nowHour: number) => {
  const [day] = rhythmDays({ ...NOTHING, ...readings }, at(nowHour), 1);
  if (day === undefined) throw new Error("no day");
  return day;
};

describe("the rhythm of a day", () => {
  it.each([
    { name: "mostly in bed is in bed, also when the wrist moved", bed: [mean(3, 0.8)], motion: [mean(3, 0.9)], state: "inBed" },
    { name: "up and moving is active", bed: [mean(3, 0.2)], motion: [mean(3, 0.3)], state: "active" },
    { name: "up and still is out of bed", bed: [mean(3, 0)], motion: [mean(3, 0)], state: "outOfBed" },
    { name: "without a bed sensor nobody says out of bed", motion: [mean(3, 0)], state: "quiet" },
    { name: "steps alone make an hour active", steps: [[counter(2, 100, 100), counter(3, 100, 140)]], state: "active" },
    { name: "a wrist that turned is no walk", steps: [[counter(2, 100, 100), counter(3, 100, 104)]], state: "quiet" },
    { name: "silence is no quiet hour", state: "none" },
  ])("$name", ({ bed = [], motion = [], steps = [], state }) => {
    expect(today({ bed, motion, steps }, 3.5).hours[3]).toMatchObject({ at: at(3), state });
  });
  it("holds the hours that began, and counts those in which anything spoke", () => {
    const day = today({ bed: [mean(0, 1), mean(1, 1)] }, 3.5);
    expect(day.hours).toHaveLength(4);
    expect(day).toMatchObject({ startMs: MIDNIGHT, heardHours: 2, steps: null });
    expect(hoursOf(day)).toEqual({ inBed: 2, active: 0, outOfBed: 0, quiet: 0, none: 2 });
  });
  it("steps are what the counter grew, whether it begins anew at midnight or not, and of two devices the one that counted more", () => {
    const ofDay = [counter(-1, 4_000, 4_200), counter(0, 0, 20), counter(9, 300, 350), counter(10, 350, 900)];
    const running = [counter(-1, 90_000, 90_100), counter(0, 90_100, 90_110), counter(10, 90_400, 90_600)];
    expect(today({ steps: [ofDay] }, 10.5)).toMatchObject({ steps: 900 });
    expect(today({ steps: [running] }, 10.5)).toMatchObject({ steps: 500 });
    const both = today({ steps: [ofDay, running] }, 10.5);
    expect(both.steps).toBe(900);
    expect([both.hours[0]?.steps, both.hours[9]?.steps, both.hours[10]?.steps, both.hours[8]?.steps]).toEqual([20, 50, 550, null]);
  });
  it("a strip of two weeks begins at local midnight and ends today", () => {
    const days = rhythmDays(NOTHING, at(10), 14);
    expect(days.map(({ startMs }) => startMs)).toEqual(Array.from({ length: 14 }, (_, index) => MIDNIGHT - (13 - index) * 24 * HOUR));
    expect(days.map(({ hours }) => hours.length)).toEqual([...Array.from({ length: 13 }, () => 24), 11]);
    expect(rhythmStartMs(MIDNIGHT, 1)).toBe(MIDNIGHT);
    expect(rhythmStartMs(MIDNIGHT - 1, 1)).toBe(MIDNIGHT - 24 * HOUR);
  });
  it("a night tells what was heard of it, and fills in nothing", () => {
    const bed = [-4, -3, -2, -1, 0, 1].map((hour) => mean(hour, 0.5));
    expect(rhythmNights([mean(-10, 1), ...bed], at(9))).toEqual([{ endMs: at(8), inBedHours: 3, heardHours: 6, isOver: true }]);
    expect(rhythmNights(bed, at(2))).toMatchObject([{ isOver: false }]);
  });
});
