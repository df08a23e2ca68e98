import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { localMinute, nextLocal } from "../../../domain/local-time.ts";
import { wakingHoursPassedMs } from "../../../alerts/rules/inactivity.ts";
import { careOf, HOUR, MINUTE, startRun, T0, type Run } from "../support.ts";

const DAY = 24 * HOUR;
/** Milliseconds after T0 at which the local clock first shows this hour; T0 is 10:00. */
const at = (hour: number, day = 0): number => nextLocal(T0, hour * 60) - T0 + day * DAY;
const ALONE = { care: careOf({ staffed: false }) };

function motion(run: Run, time: number, value = 1): void {
  run.send({ at: time, kind: "motionSensor", deviceId: "pir", values: { motion: value } });
}
function steps(run: Run, time: number, count: number, worn = 1): void {
  run.send({ at: time, values: { steps: count, worn } });
}
/** Lines about activity only: sensors that say nothing for hours are missed as well. */
const about = (run: Run): string[] => run.lines().filter((line) => line.includes("inactivity"));
/** Moves in every hour from 7 to 21, on so many days from the first evening on. */
function usualDays(run: Run, days: number): number {
  let last = 0;
  for (let day = 0; day < days; day++) {
    for (let hour = 7; hour <= 21; hour++) {
      last = at(7, day) + (hour - 7) * HOUR;
      motion(run, last);
      motion(run, last + MINUTE, 0);
    }
  }
  return last;
}

describe("somebody who lives alone", () => {
  it("is looked for after twelve waking hours without any activity, whatever was learned", () => {
    const run = startRun(ALONE);
    motion(run, at(15));
    // 7 waking hours until 22:00, then 5 from 06:00 on.
    const due = at(11, 1);
    run.tick(due - 1);
    expect(about(run)).toEqual([`raise inactivity.notUp warning @${at(10, 1)}`]);
    run.tick(due);
    expect(about(run).at(-1)).toBe(`raise inactivity.floor critical @${due}`);
    motion(run, due + HOUR);
    expect(about(run).slice(2).toSorted()).toEqual([
      `clear inactivity.floor critical @${due + HOUR}`,
      `clear inactivity.notUp warning @${due + HOUR}`,
    ]);
  });
  it("is told when not up by ten; moving before dawn is not getting up", () => {
    const run = startRun(ALONE);
    motion(run, at(3));
    run.tick(at(3) + 7 * HOUR - 1);
    expect(about(run)).toEqual([]);
    run.tick(at(3) + 7 * HOUR);
    expect(about(run)).toEqual([`raise inactivity.notUp warning @${at(3) + 7 * HOUR}`]);
    const other = startRun(ALONE);
    motion(other, at(5));
    other.tick(at(5) + 6 * HOUR);
    expect(about(other)).toEqual([]);
  });
  it("is not thought active because sensors repeat themselves, or somebody is present", () => {
    const run = startRun(ALONE);
    motion(run, at(15));
    for (let minute = 1; minute < 30 * 60; minute += 7) {
      run.send({ at: at(15) + minute * MINUTE, kind: "doorSensor", deviceId: "door", values: { doorOpen: 0 } });
      run.send({ at: at(15) + minute * MINUTE + 1, kind: "bedMat", deviceId: "mat", values: { bedOccupied: 0 } });
      run.send({ at: at(15) + minute * MINUTE + 2, kind: "fallRadar", deviceId: "radar", values: { presence: 1 } });
      steps(run, at(15) + minute * MINUTE + 3, 900);
    }
    expect(about(run)).toContain(`raise inactivity.floor critical @${at(11, 1)}`);
  });
  it("is not thought active because the count of steps begins anew at midnight", () => {
    const run = startRun(ALONE);
    steps(run, at(14), 899);
    steps(run, at(15), 900);
    steps(run, at(0), 0);
    run.tick(at(11, 1));
    expect(about(run)).toContain(`raise inactivity.floor critical @${at(11, 1)}`);
  });
  it.each(["doorOpen", "bedOccupied"] as const)("is active when %s changes", (sign) => {
    const run = startRun(ALONE);
    const kind = sign === "doorOpen" ? "doorSensor" : "bedMat";
    run.send({ at: at(15), kind, deviceId: "x", values: { [sign]: 1 } });
    run.send({ at: at(21), kind, deviceId: "x", values: { [sign]: 0 } });
    run.tick(at(11, 1));
    expect(about(run)).toEqual([`raise inactivity.notUp warning @${at(10, 1)}`]);
  });
  it("is not counted against while nobody listened", () => {
    const before = startRun(ALONE);
    motion(before, at(15));
    const states = new Map([...before.evaluator.changedStates()].flatMap(([key, text]) => (text === null ? [] : [[key, text]])));
    const after = startRun({ ...ALONE, states });
    after.control({ type: "start" }, at(15) + 2 * HOUR);
    after.tick(at(11, 1) + 2 * HOUR - 1);
    expect(about(after).some((line) => line.includes("floor"))).toBe(false);
    after.tick(at(11, 1) + 2 * HOUR);
    expect(about(after).at(-1)).toContain("raise inactivity.floor critical");
  });
});
describe("a resident of a staffed home", () => {
  it("is told of only against an own habit of at least seven days", () => {
    const untaught = startRun();
    const early = usualDays(untaught, 6);
    untaught.tick(early + 2 * DAY);
    expect(about(untaught)).toEqual([]);

    const run = startRun();
    const last = usualDays(run, 9);
    expect(about(run)).toEqual([]);
    // The last movement was at 21:00; from 7:00 on two usual hours pass.
    const due = last + 12 * HOUR;
    run.tick(due - 1);
    expect(about(run)).toEqual([]);
    run.tick(due);
    expect(about(run)).toEqual([`raise inactivity.unusual warning @${due}`]);
  });
  it("is not judged by a wearable that lies on the table when nothing else would notice", () => {
    const run = startRun();
    let count = 0;
    for (let day = 0; day < 9; day++) for (let hour = 7; hour <= 21; hour++) steps(run, at(7, day) + (hour - 7) * HOUR, ++count);
    const evening = at(7, 8) + 14 * HOUR;
    steps(run, evening + MINUTE, count, 0);
    run.tick(evening + DAY);
    expect(about(run)).toEqual([]);
  });
  it("teaches nothing on a day with an alert", () => {
    const run = startRun();
    const last = usualDays(run, 9);
    const states = () => JSON.parse(run.evaluator.changedStates().get("w:inactivity:res") ?? "{}") as { habit: { days: number } };
    motion(run, last + 12 * HOUR - MINUTE);
    const learned = states().habit.days;
    run.tick(last + 20 * HOUR);
    motion(run, last + 30 * HOUR);
    motion(run, last + 36 * HOUR);
    expect(states().habit.days).toBe(learned);
  });
});
it("waking hours are those between six and ten in the evening, from any moment on", () => {
  fc.assert(
    fc.property(fc.integer({ min: T0, max: T0 + 30 * DAY }), fc.integer({ min: 1, max: 40 }), (fromMs, hours) => {
      const end = wakingHoursPassedMs(fromMs, hours);
      let awake = 0;
      for (let ms = Math.ceil(fromMs / MINUTE) * MINUTE; ms < end; ms += MINUTE)
        if (localMinute(ms) >= 360 && localMinute(ms) < 1320) awake += 1;
      expect(Math.abs(awake - hours * 60)).toBeLessThanOrEqual(1);
    }),
  );
});
