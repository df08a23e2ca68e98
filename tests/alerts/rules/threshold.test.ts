import { describe, expect, it } from "vitest";
import { isCalm, normalState, stepThreshold } from "../../../alerts/rules/threshold.ts";
import { DEFAULT_CATALOGUE } from "../../../alerts/rules/catalogue.ts";
import type { ThresholdRule } from "../../../alerts/rules/types.ts";

function rule(id: string): ThresholdRule {
  const found = DEFAULT_CATALOGUE.rule(id);
  if (found?.type !== "threshold") throw new Error(`no threshold rule ${id}`);
  return found;
}
interface Row {
  name: string;
  rule: string;
  /** [minute, value] */
  readings: [number, number][];
  deep?: boolean;
  moving?: boolean;
  firing: number;
}
const rows: Row[] = [
  {
    name: "one spike does not fire",
    rule: "heartRate.high",
    readings: [
      [0, 140],
      [1, 80],
    ],
    firing: -1,
  },
  {
    name: "131 held for two minutes is critical",
    rule: "heartRate.high",
    readings: [
      [0, 131],
      [1, 131],
      [2, 131],
    ],
    firing: 1,
  },
  {
    name: "130 held for two minutes is not",
    rule: "heartRate.high",
    readings: [
      [0, 130],
      [1, 130],
      [2, 130],
    ],
    firing: -1,
  },
  {
    name: "111 held for ten minutes is a warning",
    rule: "heartRate.high",
    readings: Array.from({ length: 11 }, (_, m) => [m, 111]),
    firing: 0,
  },
  { name: "110 is not", rule: "heartRate.high", readings: Array.from({ length: 11 }, (_, m) => [m, 110]), firing: -1 },
  {
    name: "a resting warning does not start while the resident moves",
    rule: "heartRate.high",
    readings: Array.from({ length: 11 }, (_, m) => [m, 120]),
    moving: true,
    firing: -1,
  },
  {
    name: "a critical one does",
    rule: "heartRate.high",
    readings: [
      [0, 140],
      [1, 140],
      [2, 140],
    ],
    moving: true,
    firing: 1,
  },
  {
    name: "150 on one-minute data fires at the second minute",
    rule: "heartRate.high",
    readings: [
      [0, 150],
      [1, 150],
    ],
    firing: 2,
  },
  {
    name: "deep is not heard from a consumer wrist",
    rule: "heartRate.high",
    readings: [
      [0, 150],
      [1, 150],
    ],
    deep: false,
    firing: -1,
  },
  {
    name: "35 on one-minute data fires at the second minute",
    rule: "heartRate.low",
    readings: [
      [0, 35],
      [1, 35],
    ],
    firing: 1,
  },
  {
    name: "40 for two minutes is critical",
    rule: "heartRate.low",
    readings: [
      [0, 40],
      [1, 40],
      [2, 40],
    ],
    firing: 0,
  },
  {
    name: "a real heart rate of 50 is no alert",
    rule: "heartRate.low",
    readings: [
      [0, 50],
      [5, 50],
    ],
    firing: -1,
  },
  {
    name: "85 % at the second minute",
    rule: "spo2.low",
    readings: [
      [0, 85],
      [1, 85],
    ],
    firing: 2,
  },
  {
    name: "91 % held two minutes",
    rule: "spo2.low",
    readings: [
      [0, 91],
      [1, 91],
      [2, 91],
    ],
    firing: 1,
  },
  {
    name: "a gap longer than the hold starts the duration anew",
    rule: "heartRate.high",
    readings: [
      [0, 140],
      [1, 140],
      [5, 140],
    ],
    firing: -1,
  },
  {
    name: "a reading between clear and raise keeps it firing",
    rule: "heartRate.high",
    readings: [
      [0, 140],
      [1, 140],
      [2, 140],
      [3, 126],
    ],
    firing: 1,
  },
  {
    name: "past the critical clear it falls to the warning that stands",
    rule: "heartRate.high",
    readings: [
      [0, 140],
      [1, 140],
      [2, 140],
      [3, 108],
    ],
    firing: 0,
  },
  {
    name: "past every clear it is over",
    rule: "heartRate.high",
    readings: [
      [0, 140],
      [1, 140],
      [2, 140],
      [3, 80],
    ],
    firing: -1,
  },
  {
    name: "low side: clear is above",
    rule: "spo2.low",
    readings: [
      [0, 91],
      [1, 91],
      [2, 91],
      [3, 96],
    ],
    firing: -1,
  },
  {
    name: "low side: at clear it stands",
    rule: "respiratoryRate.low",
    readings: [
      [0, 8],
      [1, 8],
      [2, 8],
      [3, 9],
    ],
    firing: 0,
  },
  {
    name: "temperature 39.1 held two minutes",
    rule: "bodyTemperature.high",
    readings: [
      [0, 39.1],
      [1, 39.1],
      [2, 39.1],
    ],
    firing: 1,
  },
];
describe("threshold rules", () => {
  it.each(rows)("$rule: $name", ({ rule: id, readings, deep = true, moving = false, firing }) => {
    const subject = rule(id);
    const end = readings.reduce(
      (state, [minute, value]) => stepThreshold(subject, state, { value, atMs: minute * 60_000, holdMs: 120_000, deepHeard: deep, moving }),
      normalState(subject),
    );
    expect(end.firing).toBe(firing);
    expect(isCalm(end)).toBe(firing < 0 && end.since.every((since) => since < 0));
  });
});
