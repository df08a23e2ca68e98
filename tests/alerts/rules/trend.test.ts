import { describe, expect, it } from "vitest";
import { TREND_RULES } from "../../../alerts/rules/catalogue/trends.ts";
import { earlierLevel, hasChanged, withReading, type Readings } from "../../../alerts/rules/trend.ts";
import type { TrendRule } from "../../../alerts/rules/types.ts";

const DAY = 24 * 3_600_000;
const [gained] = TREND_RULES;
/** At least 2 kg more than the earlier level of three days, of which two readings are known. */
const rises: TrendRule = gained!;
const falls: TrendRule = { ...rises, side: "low" };
const readings = (...all: readonly (readonly [day: number, value: number])[]): Readings =>
  all.map(([day, value]) => [day * DAY, value] as const);

describe("the earlier level of a trend", () => {
  it.each<[string, TrendRule, Readings, number | null]>([
    ["needs two readings before the last", rises, readings([0, 70], [1, 73]), null],
    ["is the lowest of them where it rises", rises, readings([0, 71], [1, 70], [2, 70], [2.5, 74]), 70],
    ["is the highest of them where it falls", falls, readings([0, 71], [1, 71], [2, 73], [2.1, 73], [2.5, 60]), 73],
    ["counts the one wrong reading among them for nothing", rises, readings([0, 70], [1, 60], [2, 70], [2.5, 70]), 70],
    ["also when it is the first that is known", rises, readings([0, 60], [1, 70], [2, 70], [2.5, 72]), 70],
    ["looks no further back than the rule says", rises, readings([0, 60], [0.5, 60], [1, 60], [3.9, 70], [4, 70], [4.1, 73]), 70],
  ])("%s", (_name, rule, known, level) => {
    expect(earlierLevel(rule, known)).toBe(level);
  });
  it.each([
    [rises, 70, 72, true],
    [rises, 70, 71.9, false],
    [falls, 70, 68, true],
    [falls, 70, 72, false],
  ])("a change counts from the limit on, on its own side", (rule, earlier, value, isChanged) => {
    expect(hasChanged(rule, earlier, value)).toBe(isChanged);
  });
  it("what is older than the rule looks back is forgotten, but for one neighbour", () => {
    expect(withReading(rises, readings([0, 70], [1, 70], [2, 70]), 6 * DAY, 71)).toEqual(readings([2, 70], [6, 71]));
  });
});
