import { describe, expect, it } from "vitest";
import { HOUR, startRun, type Run } from "../support.ts";

const DAY = 24 * HOUR;
const weigh = (run: Run, day: number, weight: number, kind: "scale" | "entry" = "scale") =>
  run.send({ at: day * DAY, kind, deviceId: kind, values: { weight } });
const about = (run: Run) => run.linesOf("trend.weight");
/** Weights of one day after the other. */
function weighed(...weights: readonly number[]): Run {
  const run = startRun();
  for (const [day, weight] of weights.entries()) weigh(run, day, weight);
  return run;
}

describe("a weight that rises", () => {
  it("by two kilograms in three days is a mark, and a warning when the next weighing confirms it", () => {
    const run = weighed(70, 70.1, 70, 71.1, 72.1);
    expect(about(run)).toEqual([`raise trend.weight.high info @${4 * DAY}`]);
    weigh(run, 4.01, 72.2);
    expect(about(run).at(-1)).toBe(`update trend.weight.high warning @${4.01 * DAY}`);
    expect(run.signals.find(({ rule }) => rule === "trend.weight.high")!.usual).toEqual({ low: 70, high: 70, forMs: 3 * DAY });
    weigh(run, 5, 71);
    expect(about(run).at(-1)).toBe(`clear trend.weight.high warning @${5 * DAY}`);
  });
  it.each([
    ["in a week is none", [70, 70.4, 70.8, 71.2, 71.6, 72, 72.4]],
    ["from one wrong weighing is none", [70, 70.1, 67.5, 70, 70.1, 70]],
    ["by a person known for a day only is none", [70, 73]],
  ])("%s", (_name, weights) => {
    expect(about(weighed(...weights))).toEqual([]);
  });
  it("once is not confirmed: the next weighing ends the mark", () => {
    expect(about(weighed(70, 70, 70, 73, 70))).toEqual([
      `raise trend.weight.high info @${3 * DAY}`,
      `clear trend.weight.high info @${4 * DAY}`,
    ]);
  });
  it("on another instrument is not compared with the first", () => {
    const run = weighed(70, 70, 70);
    weigh(run, 2.5, 73, "entry");
    expect(about(run)).toEqual([]);
  });
});
