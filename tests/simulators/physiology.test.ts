import { describe, expect, it } from "vitest";
import { minuteOfDay, planOfDay, startOfDay } from "../../simulators/daily-rhythm.ts";
import { constitutionOf, makeResidentLife } from "../../simulators/physiology.ts";
import { mulberry32, seedOf, smoothNoise } from "../../simulators/random.ts";

const DAY_MS = 86_400_000;
const MIDNIGHT_MS = Date.parse("2026-03-10T00:00:00+08:00");
const everyMinute = Array.from({ length: 1_440 }, (_, minute) => MIDNIGHT_MS + minute * 60_000);
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("chance", () => {
  it("is the published mulberry32", () => {
    const random = mulberry32(1);
    expect([random(), random()].map((value) => Math.round(value * 1e6) / 1e6)).toEqual([0.627074, 0.002736]);
  });
  it("depends on every part of a seed", () => {
    expect(new Set([seedOf(1, "a"), seedOf(2, "a"), seedOf(1, "b"), seedOf("1a"), seedOf("a", 1)]).size).toBe(5);
  });
  it("changes smoothly and stays within -1 and 1", () => {
    const values = Array.from({ length: 2_000 }, (_, index) => smoothNoise(9, "x", index * 100, 10_000));
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(1);
    expect(Math.max(...values.slice(1).map((value, index) => Math.abs(value - (values[index] ?? 0))))).toBeLessThan(0.05);
  });
});
describe("the daily rhythm", () => {
  it.each(SEEDS)("of seed %i fills every day from midnight to midnight without a gap", (seed) => {
    for (let day = 0; day < 60; day++) {
      const plan = planOfDay(seed, MIDNIGHT_MS + day * DAY_MS);
      expect(plan[0]?.fromMs).toBe(MIDNIGHT_MS + day * DAY_MS);
      expect(plan.at(-1)?.toMs).toBe(MIDNIGHT_MS + (day + 1) * DAY_MS);
      expect(plan.every(({ fromMs, toMs }, index) => toMs > fromMs && fromMs === (plan[index - 1]?.toMs ?? fromMs))).toBe(true);
    }
  });
  it("knows three meals, walks, and a way to the toilet at night", () => {
    const plan = planOfDay(1, MIDNIGHT_MS);
    const count = (kind: string): number => plan.filter((activity) => activity.kind === kind).length;
    expect([count("meal"), count("walking")]).toEqual([3, 3]);
    expect(plan.some(({ kind, fromMs }) => kind === "toilet" && minuteOfDay(fromMs) < 330)).toBe(true);
  });
  it("runs on the clock of Shanghai", () => {
    expect(startOfDay(Date.parse("2026-03-09T16:00:00Z"))).toBe(MIDNIGHT_MS);
    expect(startOfDay(Date.parse("2026-03-09T15:59:59Z"))).toBe(MIDNIGHT_MS - DAY_MS);
  });
});
describe("a resident's body", () => {
  it("is a function of seed and time, asked in any order", () => {
    const forwards = everyMinute.map((atMs) => makeResidentLife(5).at(atMs));
    const life = makeResidentLife(5);
    const backwards = [...everyMinute].reverse().map((atMs) => life.at(atMs));
    expect(backwards.reverse()).toEqual(forwards);
    expect(makeResidentLife(6).at(MIDNIGHT_MS)).not.toEqual(forwards[0]);
  });
  it.each(SEEDS)("of seed %i stays where no default rule speaks, all day", (seed) => {
    const life = makeResidentLife(seed);
    for (const atMs of everyMinute) {
      const { body } = life.at(atMs);
      expect(body.heartRate).toBeGreaterThan(45);
      expect(body.heartRate).toBeLessThan(110);
      expect(Math.round(body.spo2)).toBeGreaterThanOrEqual(94);
      expect(body.spo2).toBeLessThan(100);
      expect(Math.round(body.respiratoryRate)).toBeGreaterThanOrEqual(11);
      expect(Math.round(body.respiratoryRate)).toBeLessThanOrEqual(20);
      expect(body.coreTemperature).toBeLessThan(37.2);
      expect(body.coreTemperature).toBeGreaterThan(35.9);
      expect(body.systolicPressure).toBeLessThan(155);
      expect(body.diastolicPressure).toBeGreaterThan(55);
    }
  });
  it("beats faster on a walk than asleep, and steps only grow within a day", () => {
    const life = makeResidentLife(3);
    const states = everyMinute.map((atMs) => life.at(atMs));
    const pulse = (kind: string): number => mean(states.filter(({ activity }) => activity.kind === kind).map(({ body }) => body.heartRate));
    expect(pulse("walking") - pulse("asleep")).toBeGreaterThan(18);
    expect(states.every(({ body }, index) => body.steps >= (states[index - 1]?.body.steps ?? 0))).toBe(true);
    expect(states.at(-1)?.body.steps).toBeGreaterThan(3_000);
    expect(life.at(MIDNIGHT_MS + DAY_MS).body.steps).toBe(0);
  });
  it("sleeps in cycles at night only", () => {
    const life = makeResidentLife(3);
    const at = (minute: number): number => life.at(MIDNIGHT_MS + minute * 60_000).body.sleepState;
    expect(new Set(Array.from({ length: 80 }, (_, minute) => at(minute)))).toEqual(new Set([1, 2, 3]));
    expect(at(1_000)).toBe(0);
  });
  it("with COPD lives at 90 to 92 percent", () => {
    expect(constitutionOf(3, { copd: true }).spo2).toBeGreaterThan(90);
    expect(constitutionOf(3, { copd: true }).spo2).toBeLessThan(92);
  });
});
