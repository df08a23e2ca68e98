import { describe, expect, it } from "vitest";
import { isCalm, normalState, stepThreshold } from "../../../alerts/rules/threshold.ts";
import { DEFAULT_CATALOGUE } from "../../../alerts/rules/catalogue.ts";
import type { Severity } from "../../../domain/alert.ts";
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
  /** Severity that fires at the end. */
  fires: Severity | null;
}
const rows: Row[] = [
  {
    name: "one spike does not fire",
    rule: "heartRate.high",
    readings: [
      [0, 140],
      [1, 80],
    ],
    fires: null,
  },
  {
    name: "131 held for two minutes is critical",
    rule: "heartRate.high",
    readings: [
      [0, 131],
      [1, 131],
      [2, 131],
    ],
    fires: "critical",
  },
  {
    name: "130 held for two minutes is not",
    rule: "heartRate.high",
    readings: [
      [0, 130],
      [1, 130],
      [2, 130],
    ],
    fires: null,
  },
  {
    name: "111 held for five minutes is a mark",
    rule: "heartRate.high",
    readings: Array.from({ length: 6 }, (_, m) => [m, 111]),
    fires: "info",
  },
  {
    name: "111 held for four minutes is nothing",
    rule: "heartRate.high",
    readings: Array.from({ length: 5 }, (_, m) => [m, 111]),
    fires: null,
  },
  {
    name: "111 held for ten minutes is a warning",
    rule: "heartRate.high",
    readings: Array.from({ length: 11 }, (_, m) => [m, 111]),
    fires: "warning",
  },
  { name: "110 is not", rule: "heartRate.high", readings: Array.from({ length: 11 }, (_, m) => [m, 110]), fires: null },
  {
    name: "a resting warning does not start while the resident moves",
    rule: "heartRate.high",
    readings: Array.from({ length: 11 }, (_, m) => [m, 120]),
    moving: true,
    fires: null,
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
    fires: "critical",
  },
  {
    name: "150 on one-minute data fires at the second minute",
    rule: "heartRate.high",
    readings: [
      [0, 150],
      [1, 150],
    ],
    fires: "critical",
  },
  {
    name: "a consumer wrist at 150 warns at the second minute, and is not critical by depth",
    rule: "heartRate.high",
    readings: [
      [0, 150],
      [1, 150],
    ],
    deep: false,
    fires: "warning",
  },
  {
    name: "a consumer wrist at 150 is critical when that lasts",
    rule: "heartRate.high",
    readings: [
      [0, 150],
      [1, 150],
      [2, 150],
    ],
    deep: false,
    fires: "critical",
  },
  {
    name: "a consumer wrist at 35 warns at the second minute",
    rule: "heartRate.low",
    readings: [
      [0, 35],
      [1, 35],
    ],
    deep: false,
    fires: "warning",
  },
  {
    name: "35 on one-minute data fires at the second minute",
    rule: "heartRate.low",
    readings: [
      [0, 35],
      [1, 35],
    ],
    fires: "critical",
  },
  {
    name: "40 for two minutes is critical",
    rule: "heartRate.low",
    readings: [
      [0, 40],
      [1, 40],
      [2, 40],
    ],
    fires: "critical",
  },
  {
    name: "a real heart rate of 50 is no alert",
    rule: "heartRate.low",
    readings: [
      [0, 50],
      [5, 50],
    ],
    fires: null,
  },
  {
    name: "85 % at the second minute",
    rule: "spo2.low",
    readings: [
      [0, 85],
      [1, 85],
    ],
    fires: "critical",
  },
  {
    name: "91 % held two minutes",
    rule: "spo2.low",
    readings: [
      [0, 91],
      [1, 91],
      [2, 91],
    ],
    fires: "critical",
  },
  {
    name: "a gap longer than the hold starts the duration anew",
    rule: "heartRate.high",
    readings: [
      [0, 140],
      [1, 140],
      [5, 140],
    ],
    fires: null,
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
    fires: "critical",
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
    fires: "warning",
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
    fires: null,
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
    fires: null,
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
    fires: "critical",
  },
  {
    name: "temperature 39.1 held two minutes",
    rule: "bodyTemperature.high",
    readings: [
      [0, 39.1],
      [1, 39.1],
      [2, 39.1],
    ],
    fires: "critical",
  },
];
describe("threshold rules", () => {
  it.each(rows)("$rule: $name", ({ rule: id, readings, deep = true, moving = false, fires }) => {
    const subject = rule(id);
    const end = readings.reduce(
      (state, [minute, value]) => stepThreshold(subject, state, { value, atMs: minute * 60_000, holdMs: 120_000, deepHeard: deep, moving }),
      normalState(subject),
    );
    expect(subject.levels[end.firing]?.severity ?? null).toBe(fires);
    expect(isCalm(end)).toBe(fires === null && end.since.every((since) => since < 0));
  });
});
