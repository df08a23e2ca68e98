import { describe, expect, it } from "vitest";
import { alertIdOf } from "../../../domain/ids.ts";
import type { SignKey } from "../../../domain/signs.ts";
import { aDesk } from "../desk-fakes.ts";
import { HOUR, MINUTE, startRun, type Run } from "../support.ts";

const NORMAL = {
  heartRate: 72,
  spo2: 97,
  respiratoryRate: 16,
  systolicPressure: 128,
  bodyTemperature: 36.7,
  consciousness: 0,
  oxygen: 0,
} as const;
function type(run: Run, at: number, values: Partial<Record<SignKey, number>>): void {
  run.send({ at, kind: "entry", deviceId: "entry", values, identity: `typed@${at}` });
}
const about = (run: Run): string[] => run.linesOf("softSigns.");
const TASK = "softSigns.observe warning";
const CONCERN = "softSigns.concern warning";
const rowsOf = (run: Run) => new Map([...run.evaluator.changedStates()].flatMap(([key, text]) => (text === null ? [] : [[key, text]])));

describe("今天不对劲", () => {
  it("one soft sign opens an observation task, which a normal full set closes", () => {
    const run = startRun();
    type(run, 0, { drowsy: 1 });
    expect(about(run)).toEqual([`raise ${TASK} @0`]);
    type(run, 10 * MINUTE, NORMAL);
    run.tick(23 * HOUR);
    expect(about(run)).toEqual([`raise ${TASK} @0`, `clear ${TASK} @${10 * MINUTE}`]);
  });
  it("a part of a set, or one from before, closes nothing", () => {
    const run = startRun();
    type(run, 0, NORMAL);
    type(run, 5 * MINUTE, { unsteady: 1 });
    const { oxygen: _oxygen, ...part } = NORMAL;
    type(run, 10 * MINUTE, part);
    expect(about(run)).toEqual([`raise ${TASK} @${5 * MINUTE}`]);
  });
  it("a set that is not normal ends the task and calls a nurse or physician", () => {
    const run = startRun();
    type(run, 0, { familyConcern: 1 });
    type(run, MINUTE, { ...NORMAL, respiratoryRate: 22, heartRate: 95 });
    expect(about(run)).toEqual([`raise ${TASK} @0`, `clear ${TASK} @${MINUTE}`, `raise ${CONCERN} @${MINUTE}`]);
  });
  it("nobody takes the set within the hour: a nurse or physician is called", () => {
    const run = startRun();
    type(run, 0, { refusesFood: 1 });
    run.tick(HOUR - 1);
    expect(about(run)).toHaveLength(1);
    run.tick(HOUR);
    expect(about(run).at(-1)).toBe(`raise ${CONCERN} @${HOUR}`);
  });
  it.each([
    { name: "two at one tap", taps: [[0, { drowsy: 1, unsteady: 1 }]] },
    {
      name: "two within a day",
      taps: [
        [0, { drowsy: 1 }],
        [23 * HOUR, { newConfusion: 1 }],
      ],
    },
    {
      name: "one of them again",
      taps: [
        [0, { familyConcern: 1 }],
        [2 * HOUR, { familyConcern: 1 }],
      ],
    },
  ] as const)("$name: concern alone escalates", ({ taps }) => {
    const run = startRun();
    for (const [at, values] of taps) {
      type(run, at, values);
      type(run, at + MINUTE, NORMAL);
    }
    expect(about(run).filter((line) => line.includes("raise softSigns.concern"))).toEqual([`raise ${CONCERN} @${taps.at(-1)![0]}`]);
  });
  it.each([
    { name: "the same one typed twice", later: { drowsy: 1 }, at: MINUTE },
    { name: "another one the day after", later: { unsteady: 1 }, at: 24 * HOUR + 1 },
  ] as const)("$name escalates nothing", ({ later, at }) => {
    const run = startRun();
    type(run, 0, { drowsy: 1 });
    type(run, 2 * MINUTE > at ? at : 2 * MINUTE, at > 2 * MINUTE ? NORMAL : later);
    if (at > 2 * MINUTE) type(run, at, later);
    expect(about(run).filter((line) => line.includes("concern"))).toEqual([]);
  });
  it("said again while its task is open, it is evidence of that, and the concern is new", () => {
    const run = startRun();
    type(run, 0, { drowsy: 1 });
    type(run, 30 * MINUTE, { drowsy: 1 });
    expect(about(run).slice(1)).toEqual([`update ${TASK} @${30 * MINUTE}`, `raise ${CONCERN} @${30 * MINUTE}`]);
  });
  it("what was said a day ago says nothing any more", () => {
    const run = startRun();
    type(run, 0, { drowsy: 1, unsteady: 1 });
    run.tick(24 * HOUR);
    expect(about(run).slice(2)).toEqual([`clear ${TASK} @${24 * HOUR}`, `clear ${CONCERN} @${24 * HOUR}`]);
  });
  it("a person closed the task: nobody is called for it, and the next tap opens another", () => {
    const run = startRun();
    type(run, 0, { drowsy: 1 });
    run.control({ type: "resolved", alertId: alertIdOf("res", "softSigns.observe", "typed@0") }, 5 * MINUTE);
    run.tick(3 * HOUR);
    expect(about(run)).toHaveLength(2);
    type(run, 4 * HOUR, { drowsy: 1 });
    expect(about(run).slice(2)).toEqual([`raise ${TASK} @${4 * HOUR}`, `raise ${CONCERN} @${4 * HOUR}`]);
  });
  it("a restart in the middle changes nothing", () => {
    const whole = startRun();
    type(whole, 0, { drowsy: 1 });
    const later = startRun({ states: rowsOf(whole) });
    for (const run of [whole, later]) run.tick(2 * HOUR);
    expect(about(later)).toEqual(about(whole).slice(1));
    expect(about(later)).toHaveLength(1);
  });
  it("the task is for hands on site and no clinic; the concern for a doctor too", async () => {
    const run = startRun();
    type(run, 0, { drowsy: 1 });
    type(run, HOUR / 2, { unsteady: 1 });
    const { desk } = aDesk();
    for (const signal of run.signals) desk.signal(signal);
    await desk.drain(1_000);
    const owed = desk.open("fac").map(({ alert }) => [alert.rule, alert.onSite.owed, alert.medical.owed, alert.prompt120]);
    expect(owed).toEqual([
      ["softSigns.observe", true, false, false],
      ["softSigns.concern", true, true, false],
    ]);
  });
});
