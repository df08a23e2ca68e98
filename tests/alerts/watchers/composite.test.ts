import { describe, expect, it } from "vitest";
import { COMPOSITE_RULES } from "../../../alerts/rules/catalogue/composites.ts";
import { DEFAULT_CATALOGUE } from "../../../alerts/rules/catalogue.ts";
import { isTrue, leavesOf, someOf } from "../../../alerts/rules/composite.ts";
import { HOUR, MINUTE, SECOND, startRun, type Run, type RunOptions } from "../support.ts";

const ear = (run: Run, at: number, bodyTemperature: number) =>
  run.send({ at, kind: "thermometer", deviceId: "ear", values: { bodyTemperature } });
const type = (run: Run, at: number, values: Record<string, number>) => run.send({ at, kind: "entry", deviceId: "nurse", values });
/** A heart rate and a respiration every ten seconds of a wristband, [from, to). */
function wear(run: Run, from: number, to: number, heartRate: number, respiratoryRate = 15): void {
  for (let at = from; at < to; at += 10 * SECOND) run.send({ at, values: { heartRate, respiratoryRate } });
}
const about = (run: Run, rule = "composite.") => run.linesOf(rule);
const rowsOf = (run: Run) => new Map([...run.evaluator.changedStates()].flatMap(([key, text]) => (text === null ? [] : [[key, text]])));

describe("a possible infection", () => {
  it("is fever and new confusion, whichever comes first, and its parts stay beside it", () => {
    const run = startRun();
    ear(run, 0, 38.1);
    expect(about(run)).toEqual([]);
    type(run, HOUR, { consciousness: 1 });
    expect(about(run)).toEqual([`raise composite.infection warning @${HOUR}`]);
    expect(run.linesOf("bodyTemperature.high")).toEqual(["raise bodyTemperature.high warning @0"]);
    const other = startRun();
    type(other, 0, { consciousness: 1 });
    ear(other, HOUR, 38.1);
    expect(about(other)).toEqual([`raise composite.infection warning @${HOUR}`]);
  });
  it("is fever and a pulse that stays above ninety at rest; a minute of it, or a walk, is none", () => {
    const run = startRun();
    ear(run, 0, 38.1);
    wear(run, MINUTE, 10 * MINUTE, 80);
    wear(run, 10 * MINUTE, 18 * MINUTE, 95);
    wear(run, 18 * MINUTE, 30 * MINUTE, 80);
    for (let at = 30 * MINUTE; at < HOUR; at += 10 * SECOND) run.send({ at, values: { heartRate: 100, motion: 1 } });
    expect(about(run)).toEqual([]);
    wear(run, 62 * MINUTE, 80 * MINUTE, 95);
    expect(about(run)).toHaveLength(1);
    expect(about(run)[0]).toMatch(/^raise composite.infection warning/);
  });
  it("is not told of a fever of yesterday, and is over when its time has passed", () => {
    const run = startRun();
    ear(run, 0, 38.1);
    ear(run, HOUR, 36.8);
    type(run, 14 * HOUR, { consciousness: 1 });
    expect(about(run)).toEqual([]);
    ear(run, 15 * HOUR, 38.1);
    expect(about(run)).toHaveLength(1);
    type(run, 16 * HOUR, { consciousness: 0 });
    expect(about(run).at(-1)).toBe(`clear composite.infection warning @${16 * HOUR}`);
  });
  it("is counted on after a restart", () => {
    const before = startRun();
    ear(before, 0, 38.1);
    const options: RunOptions = { states: rowsOf(before) };
    const run = startRun(options);
    type(run, HOUR, { consciousness: 1 });
    expect(about(run)).toEqual([`raise composite.infection warning @${HOUR}`]);
  });
});
describe("a possible sepsis", () => {
  it.each([
    ["two of three", { respiratoryRate: 24, systolicPressure: 98, consciousness: 0 }, 1],
    ["one of three", { respiratoryRate: 24, systolicPressure: 120, consciousness: 0 }, 0],
    ["three of three", { respiratoryRate: 24, systolicPressure: 98, consciousness: 2 }, 1],
  ])("%s findings of qSOFA", (_name, values, count) => {
    const run = startRun();
    type(run, 0, values);
    expect(about(run, "composite.sepsis")).toHaveLength(count);
  });
});
describe("what is no finding", () => {
  it("a cuffless pressure of a wristband, which only asks for a measurement", () => {
    const run = startRun();
    type(run, 0, { consciousness: 1, systolicPressure: 120 });
    for (let minute = 1; minute < 30; minute++) run.send({ at: minute * MINUTE, values: { systolicPressure: 90 } });
    expect(about(run, "composite.sepsis")).toEqual([]);
    type(run, 30 * MINUTE, { systolicPressure: 90 });
    expect(about(run, "composite.sepsis")).toHaveLength(1);
  });
  it("a pulse above ninety before and after a gap, of which nobody knows what was between", () => {
    const run = startRun();
    ear(run, 0, 38.1);
    wear(run, MINUTE, 4 * MINUTE, 95);
    wear(run, 40 * MINUTE, 44 * MINUTE, 95);
    expect(about(run)).toEqual([]);
  });
  it("what comes late: the score of that hour is over", () => {
    const run = startRun();
    run.send({ at: 2 * HOUR, kind: "entry", deviceId: "nurse", values: { consciousness: 1, respiratoryRate: 24 }, late: true });
    expect(about(run, "composite.sepsis")).toEqual([]);
  });
});
describe("composite rules", () => {
  it.each(COMPOSITE_RULES)("$id has parts that exist", ({ needs }) => {
    for (const leaf of leavesOf(needs)) if (leaf.type === "rule") expect(DEFAULT_CATALOGUE.rule(leaf.rule)).toBeDefined();
  });
  it.each([0, 1, 2, 3])("k of n with %i true parts", (count) => {
    const parts = ["a", "b", "c"].map((rule) => ({ type: "rule", rule }) as const);
    expect(isTrue(someOf(2, ...parts), (leaf) => parts.slice(0, count).some((part) => part === leaf))).toBe(count >= 2);
  });
});
