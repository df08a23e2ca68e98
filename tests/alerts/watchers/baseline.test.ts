import { describe, expect, it } from "vitest";
import type { SignKey } from "../../../domain/signs.ts";
import { HOUR, MINUTE, SECOND, startRun, T0, type MessageInput, type Run, type RunOptions } from "../support.ts";

const DAY = 24 * HOUR;
type Said = Partial<MessageInput>;
/** One value a minute of a bedside monitor, [from, to). */
function measure(run: Run, from: number, to: number, value: (at: number) => number, sign: SignKey = "heartRate", more: Said = {}): void {
  for (let at = from; at < to; at += MINUTE)
    run.send({ at, kind: "bedsideMonitor", deviceId: "monitor", values: { [sign]: value(at) }, ...more });
}
/** Slow at night, faster by day, a little different every day: 60 and 72, one to either side. */
const usual = (at: number): number => (((T0 + at) / HOUR + 8) % 24 < 7 ? 60 : 72) + (Math.floor(at / DAY) % 3) - 1;
const about = (run: Run, word = "baseline.") => run.lines().filter((line) => line.includes(word));
function learned(days: number, options: RunOptions = {}): Run {
  const run = startRun(options);
  measure(run, 0, days * DAY, usual);
  return run;
}
/** Hours after 0:00 of a day; T0 is 10:00 of the first. */
const at = (day: number, hour: number): number => day * DAY + (hour - 10) * HOUR;

describe("a heart rate far above what is usual at this hour", () => {
  it("is a mark after half an hour, says what is usual, and is over when the rate comes back", () => {
    const run = learned(8);
    measure(run, 8 * DAY, 8 * DAY + 40 * MINUTE, () => 98);
    expect(about(run)).toEqual([`raise baseline.heartRate.high info @${8 * DAY + 30 * MINUTE}`]);
    const raised = run.signals.find(({ rule }) => rule === "baseline.heartRate.high")!;
    expect(raised).toMatchObject({ kind: "vital", sign: "heartRate", value: 98, class: "physiological" });
    expect(raised.usual!.forMs).toBe(30 * MINUTE);
    expect(raised.usual!.low).toBeLessThan(71);
    expect(raised.usual!.high).toBeGreaterThan(73);
    expect(raised.usual!.high).toBeLessThan(80);
    measure(run, 8 * DAY + 40 * MINUTE, 9 * DAY, usual);
    expect(about(run).at(-1)).toBe(`clear baseline.heartRate.high info @${8 * DAY + 40 * MINUTE}`);
  });
  it("is known by hour: what is usual by day is far off at night", () => {
    const run = learned(9);
    const night = at(9, 26);
    measure(run, 9 * DAY, night, usual);
    measure(run, night, night + 40 * MINUTE, () => 85);
    expect(about(run)).toEqual([`raise baseline.heartRate.high info @${night + 30 * MINUTE}`]);
    const day = learned(9);
    measure(day, 9 * DAY, 9 * DAY + 40 * MINUTE, () => 85);
    expect(about(day)).toEqual([]);
  });
  it("is not known before seven days were learned", () => {
    const run = learned(6);
    measure(run, 6 * DAY, 6 * DAY + 2 * HOUR, () => 98);
    expect(about(run)).toEqual([]);
  });
  it("counts no outlier, no value taken while the resident moves, and none that the device doubts", () => {
    const run = learned(8);
    measure(run, 8 * DAY, 8 * DAY + HOUR, (time) => (time % (10 * MINUTE) === 0 ? 72 : 98));
    for (let time = 8 * DAY + HOUR; time < 8 * DAY + 2 * HOUR; time += MINUTE) {
      run.send({ at: time - SECOND, deviceId: "band", values: { motion: 1 } });
      run.send({ at: time, kind: "bedsideMonitor", deviceId: "monitor", values: { heartRate: 98 } });
    }
    measure(run, 8 * DAY + 2 * HOUR + MINUTE, 8 * DAY + 3 * HOUR, () => 98, "heartRate", { quality: "suspect" });
    expect(about(run)).toEqual([]);
  });
  it("is no news of which nothing more is known: it expires", () => {
    const run = learned(8);
    measure(run, 8 * DAY, 8 * DAY + 40 * MINUTE, () => 98);
    run.tick(9 * DAY);
    expect(about(run).at(-1)).toBe(`clear baseline.heartRate.high info @${8 * DAY + 49 * MINUTE}`);
    expect(run.signals.findLast(({ rule }) => rule === "baseline.heartRate.high")!.why).toBe("expired");
  });
});
