import { describe, expect, it } from "vitest";
import { mulberry32 } from "../../../simulators/random.ts";
import { MINUTE, SECOND, startRun, type MessageInput, type Run } from "../support.ts";
import { careOfWays, DEMENTIA, east, FENCE, HALL } from "./ways.ts";

const start = (...options: Parameters<typeof careOfWays>): Run => startRun({ care: careOfWays(...options) });
function fix(run: Run, at: number, metres: number, accuracy?: number, more: Partial<MessageInput> = {}): void {
  run.send({ at, kind: "phone", deviceId: "phone", values: east(metres, accuracy), ...more });
}
const about = (run: Run): string[] => run.linesOf("wandering");
/** As they are stored: nothing was deleted here. */
const rowsOf = (run: Run) => new Map([...run.evaluator.changedStates()].flatMap(([key, text]) => (text === null ? [] : [[key, text]])));

describe("a resident at risk outside the fence of the facility", () => {
  it("is told two minutes after the first fix clearly outside, exactly, though nothing more is heard", () => {
    const run = start();
    fix(run, 0, 0);
    fix(run, MINUTE, 126);
    run.tick(3 * MINUTE - 1);
    expect(about(run)).toEqual([]);
    run.tick(3 * MINUTE);
    expect(about(run)).toEqual([`raise wandering.fence critical @${3 * MINUTE}`]);
  });
  it("is told at the third fix outside, before that", () => {
    const run = start();
    for (const second of [0, 10, 20]) fix(run, second * SECOND, 200);
    expect(about(run)).toEqual([`raise wandering.fence critical @${20 * SECOND}`]);
  });
  it.each([
    ["25 m beyond the fence", 125, 5, 0],
    ["just farther than 25 m", 125.5, 5, 1],
    ["within twice its accuracy", 159, 30, 0],
    ["just beyond twice its accuracy", 160.5, 30, 1],
    ["30 m beyond, by a device that says no accuracy", 130, 0, 1],
    ["two kilometres away by the mast of a cell", 2_100, 800, 1],
    ["two kilometres away by a guess", 2_100, 1_200, 0],
  ])("who is %s (%d m from its centre, ±%d m) raises %d alerts", (_name, metres, accuracy, count) => {
    const run = start();
    for (let minute = 0; minute <= 30; minute += 1) fix(run, minute * MINUTE, metres, accuracy);
    expect(about(run)).toHaveLength(count);
  });
  it("is one alert an excursion, and over ten metres inside again, not at the fence", () => {
    const run = start();
    for (let minute = 0; minute <= 5; minute += 1) fix(run, minute * MINUTE, 300);
    fix(run, 6 * MINUTE, 99);
    fix(run, 7 * MINUTE, 91);
    fix(run, 8 * MINUTE, 130);
    expect(about(run)).toHaveLength(1);
    fix(run, 9 * MINUTE, 50, 150);
    expect(about(run)).toHaveLength(1);
    fix(run, 10 * MINUTE, 89);
    expect(about(run).slice(1)).toEqual([`clear wandering.fence critical @${10 * MINUTE}`]);
    fix(run, 20 * MINUTE, 300);
    run.tick(22 * MINUTE);
    expect(about(run)).toHaveLength(3);
  });
  it("who comes back before the dwell has passed was only at the gate", () => {
    const run = start();
    fix(run, 0, 130);
    fix(run, 2 * MINUTE - 1, 99);
    run.tick(15 * MINUTE);
    expect(about(run)).toEqual([]);
  });
  it("is never told of jitter on the fence with 60 m accuracy, in 100 days of a fix a minute", () => {
    const run = start();
    const random = mulberry32(20_260_105);
    // 68 % of the fixes lie within the accuracy: a Gaussian of 60 / 1.51 m on each axis.
    const jitter = () => (60 / 1.51) * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    for (let minute = 0; minute < 100 * 1_440; minute += 1) fix(run, minute * MINUTE, 100 + jitter(), 60);
    expect(about(run)).toEqual([]);
  });
  it("is found within the promise on every of 200 walks out of the gate, whatever the errors of the fixes", () => {
    const random = mulberry32(7);
    const waits = Array.from({ length: 200 }, (): number => {
      const run = start();
      const accuracy = 5 + 20 * random();
      const everyS = 5 + Math.floor(60 * random());
      let clearlyOutAt: number | null = null;
      for (let second = 0; second <= 1_200; second += everyS) {
        const error = (accuracy / 1.51) * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
        const metres = Math.min(second, 600) + error;
        if (metres - 100 > Math.max(25, 2 * accuracy)) clearlyOutAt ??= second * SECOND;
        fix(run, second * SECOND, metres, accuracy);
        run.tick(second * SECOND);
      }
      const toldAt = about(run)[0]?.split("@")[1];
      return toldAt === undefined || clearlyOutAt === null ? Infinity : Number(toldAt) - clearlyOutAt;
    });
    expect(Math.max(...waits)).toBeLessThanOrEqual(2 * MINUTE);
  });
  it("is judged by good and present fixes only; a receiver without a fix is nowhere", () => {
    const run = start();
    fix(run, 0, 500, 5, { quality: "suspect" });
    fix(run, MINUTE, 500, 5, { quality: "technical" });
    fix(run, 2 * MINUTE, 500, 5, { receivedAt: 30 * MINUTE, late: true });
    run.send({ at: 31 * MINUTE, kind: "phone", deviceId: "phone", values: { latitude: 0, longitude: 0, accuracy: 0 } });
    run.tick(100 * MINUTE);
    expect(about(run)).toEqual([]);
  });
  it("stays outside by the watch though the phone lies at home", () => {
    const run = start();
    for (const minute of [0, 1, 2, 3]) {
      fix(run, minute * MINUTE, 300, 8, { kind: "watch", deviceId: "watch" });
      fix(run, minute * MINUTE + SECOND, 0);
    }
    expect(about(run)).toHaveLength(1);
  });
  it("is back when the same device sees a beacon of the house", () => {
    const run = start();
    for (const second of [0, 10, 20]) fix(run, second * SECOND, 200);
    run.send({ at: MINUTE, kind: "phone", deviceId: "phone", values: { beacon: 9 } });
    expect(about(run)).toHaveLength(1);
    run.send({ at: 2 * MINUTE, kind: "phone", deviceId: "phone", values: { beacon: HALL } });
    expect(about(run).at(-1)).toBe(`clear wandering.fence critical @${2 * MINUTE}`);
  });
  it("counts on after a restart, without the time in which nobody listened, and after the clock was turned back", () => {
    const before = start();
    fix(before, 10 * MINUTE, 200);
    const after = startRun({ care: careOfWays(), states: rowsOf(before) });
    after.control({ type: "start" }, 20 * MINUTE);
    after.tick(22 * MINUTE - 1);
    expect(about(after)).toEqual([]);
    after.control({ type: "alive" }, 5 * MINUTE);
    after.tick(7 * MINUTE - 1);
    expect(about(after)).toEqual([]);
    after.tick(7 * MINUTE);
    expect(about(after)).toHaveLength(1);
  });
  it("leaves no position in any signal or state", () => {
    const run = start();
    for (const second of [0, 10, 20]) fix(run, second * SECOND, 200);
    const kept = [...rowsOf(run)].filter(([key]) => key.startsWith("w:"));
    expect(kept.map(([key]) => key)).toContain("w:wandering:res");
    expect(JSON.stringify([run.signals, kept])).not.toMatch(/121\.5|31\.2/);
  });
});

describe("who is told of", () => {
  const own = { ...FENCE, residentId: "res" };
  it.each([
    ["nobody who is not at risk and has no fence", [], [FENCE], []],
    ["as a warning who is not at risk and has a fence of their own", [], [own], [`raise wandering.fence warning @${20 * SECOND}`]],
    ["nobody before the tag of the focus group begins", [{ ...DEMENTIA, fromMs: DEMENTIA.fromMs + MINUTE }], [FENCE], []],
    [
      "as critical who wandered off before",
      [{ ...DEMENTIA, about: "wandering" }],
      [FENCE],
      [`raise wandering.fence critical @${20 * SECOND}`],
    ],
    ["nobody by a fence that has ended", [DEMENTIA], [{ ...FENCE, toMs: DEMENTIA.fromMs }], []],
  ] as const)("%s", (_name, settings, fences, lines) => {
    const run = start(settings, { fences: () => fences });
    for (const second of [0, 10, 20]) fix(run, second * SECOND, 200);
    expect(about(run)).toEqual(lines);
  });
  it("more urgently when the resident is found to be at risk meanwhile", () => {
    const run = start([{ ...DEMENTIA, fromMs: DEMENTIA.fromMs + MINUTE }], { fences: () => [own] });
    for (const second of [0, 10, 20, 90]) fix(run, second * SECOND, 200);
    expect(about(run)).toEqual([`raise wandering.fence warning @${20 * SECOND}`, `update wandering.fence critical @${90 * SECOND}`]);
  });
});

describe("what would find the person", () => {
  const lines = (run: Run, rule: string) => run.linesOf(`wandering.${rule}`);
  it("is lost when nothing is heard for fifteen minutes outside, and found with the next fix", () => {
    const run = start();
    for (const second of [0, 10, 20]) fix(run, second * SECOND, 200);
    run.tick(20 * SECOND + 15 * MINUTE - 1);
    expect(lines(run, "lost")).toEqual([]);
    run.tick(20 * SECOND + 15 * MINUTE);
    fix(run, 30 * MINUTE, 400);
    expect(lines(run, "lost")).toEqual([
      `raise wandering.lost warning @${20 * SECOND + 15 * MINUTE}`,
      `clear wandering.lost warning @${30 * MINUTE}`,
    ]);
    expect(lines(run, "fence")).toHaveLength(1);
  });
  it("is not lost at home", () => {
    const run = start();
    fix(run, 0, 0);
    run.tick(100 * MINUTE);
    expect(lines(run, "lost")).toEqual([]);
  });
  const worn = (run: Run, at: number, value: 0 | 1, values = {}) =>
    run.send({ at, kind: "watch", deviceId: "watch", values: { worn: value, ...values } });
  it("is told to be taken off after a minute, as something about the person", () => {
    const run = start();
    worn(run, 0, 1);
    worn(run, MINUTE, 0);
    run.tick(2 * MINUTE - 1);
    expect(lines(run, "removed")).toEqual([]);
    run.tick(2 * MINUTE);
    worn(run, 10 * MINUTE, 1);
    expect(lines(run, "removed")).toEqual([
      `raise wandering.removed warning @${2 * MINUTE}`,
      `clear wandering.removed warning @${10 * MINUTE}`,
    ]);
    expect(run.signals.find(({ rule }) => rule === "wandering.removed")).toMatchObject({ class: "physiological" });
  });
  it("may be charged, shifted on the wrist, or belong to somebody who is not at risk", () => {
    const run = start();
    worn(run, 0, 0, { charging: 1 });
    worn(run, 10 * MINUTE, 0);
    worn(run, 11 * MINUTE - 1, 1);
    run.tick(60 * MINUTE);
    const other = start([]);
    worn(other, 0, 0);
    other.tick(10 * MINUTE);
    expect([...lines(run, "removed"), ...lines(other, "removed")]).toEqual([]);
  });
});
