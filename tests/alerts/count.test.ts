import { describe, expect, it } from "vitest";
import { makeEvaluator } from "../../alerts/evaluate.ts";
import { makeCatalogue } from "../../alerts/rules/catalogue.ts";
import { HEART_RATE_TEST_RULE } from "./count-rule.ts";
import type { Signal } from "../../alerts/signal.ts";
import { aMessage, careOf, HOUR, MINUTE, startRun, T0, type Run } from "./support.ts";

const ear = (run: Run, at: number, bodyTemperature: number) =>
  run.send({ at, kind: "thermometer", deviceId: "ear", values: { bodyTemperature } });
const about = (run: Run) => run.linesOf("bodyTemperature.repeated");

describe("a temperature that is a little raised", () => {
  it("once is nothing; two of the last three in a day are a warning, over when it is normal", () => {
    const run = startRun();
    ear(run, 0, 37.3);
    ear(run, 4 * HOUR, 36.8);
    expect(about(run)).toEqual([]);
    ear(run, 8 * HOUR, 37.2);
    expect(about(run)).toEqual([`raise bodyTemperature.repeated warning @${8 * HOUR}`]);
    ear(run, 12 * HOUR, 37.1);
    expect(about(run)).toHaveLength(1);
    ear(run, 16 * HOUR, 36.9);
    expect(about(run).at(-1)).toBe(`clear bodyTemperature.repeated warning @${16 * HOUR}`);
  });
  it("is not counted with one of the day before, or with one that two normal ones followed", () => {
    const run = startRun();
    ear(run, 0, 37.4);
    ear(run, 25 * HOUR, 37.4);
    ear(run, 27 * HOUR, 36.8);
    ear(run, 29 * HOUR, 36.8);
    ear(run, 31 * HOUR, 37.4);
    expect(about(run)).toEqual([]);
  });
  it("on the skin counts for nothing, however often", () => {
    const run = startRun();
    for (let minute = 0; minute < 60; minute++) run.send({ at: minute * MINUTE, values: { bodyTemperature: 37.4 } });
    expect(about(run)).toEqual([]);
  });
  it("is counted on after a restart between the readings", () => {
    const before = startRun();
    ear(before, 0, 37.3);
    const states = new Map([...before.evaluator.changedStates()].flatMap(([key, text]) => (text === null ? [] : [[key, text]])));
    const run = startRun({ states });
    ear(run, 4 * HOUR, 37.3);
    expect(about(run)).toEqual([`raise bodyTemperature.repeated warning @${4 * HOUR}`]);
  });
});
describe("levels that count on a continuous sign", () => {
  /** A value a minute, through the default watchers and this one rule. */
  function levels(values: readonly number[]): string[] {
    const signals: Signal[] = [];
    const evaluator = makeEvaluator({
      catalogue: makeCatalogue([HEART_RATE_TEST_RULE]),
      watchers: [],
      care: careOf(),
      device: () => undefined,
      gatewayFacility: () => undefined,
      emit: (signal) => signals.push(signal),
    });
    for (const [minute, heartRate] of values.entries())
      evaluator.message(aMessage({ at: minute * MINUTE, kind: "bedsideMonitor", values: { heartRate } }));
    return signals.map(({ type, severity, atMs }) => `${type} ${severity} @${(atMs - T0) / MINUTE}`);
  }
  it("three of five are a warning, with normal ones between them", () => {
    expect(levels([125, 80, 125, 80, 125])).toEqual(["raise warning @4"]);
    expect(levels([125, 80, 80, 125, 80, 125])).toEqual([]);
  });
  it("become worse with the worse count, and milder again before they end", () => {
    expect(levels([125, 125, 125, 145, 145, 130, 122, 100])).toEqual([
      "raise warning @2",
      "update critical @4",
      "update warning @5",
      "clear warning @7",
    ]);
  });
});
