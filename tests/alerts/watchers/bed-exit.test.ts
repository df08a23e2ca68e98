import { describe, expect, it } from "vitest";
import type { CareDirectory } from "../../../alerts/ports.ts";
import type { CareLevel } from "../../../domain/directory.ts";
import { nextLocal } from "../../../domain/local-time.ts";
import { careOf, HOUR, MINUTE, startRun, T0, type Run, type RunOptions } from "../support.ts";

/** Milliseconds after T0 at which the local clock first shows this time. */
const at = (hour: number, minute = 0): number => nextLocal(T0, hour * 60 + minute) - T0;
const EVENING = at(21);
const MIDNIGHT = at(0);

const residentOf = (level: CareLevel) => ({ id: "res", facilityId: "fac", name: "Wang", placeId: "room", level, birthYear: 1940 });
const careAt = (level: CareLevel, change: Partial<CareDirectory> = {}) => careOf({ resident: () => residentOf(level), ...change });

function aNight(level: CareLevel = 1, options: RunOptions = {}): Run {
  const run = startRun({ care: careAt(level), ...options });
  bed(run, EVENING, true);
  return run;
}
function bed(run: Run, time: number, occupied: boolean, place: { residentId?: string | null; placeId?: string } = {}): void {
  run.send({ at: time, kind: "bedMat", deviceId: "mat", values: { bedOccupied: occupied ? 1 : 0 }, ...place });
}
/** Lines about the bed only: a mat that says nothing for long is missed as well. */
const about = (run: Run): string[] => run.lines().filter((line) => line.includes("bedExit"));

/** As they are stored: nothing was deleted here. */
const rowsOf = (run: Run) => new Map([...run.evaluator.changedStates()].flatMap(([key, text]) => (text === null ? [] : [[key, text]])));

describe("a bed that is left at night", () => {
  it("is told when it is still empty after twenty minutes, and over when somebody lies in it", () => {
    const run = aNight();
    bed(run, MIDNIGHT, false);
    run.tick(MIDNIGHT + 20 * MINUTE - 1);
    expect(about(run)).toEqual([]);
    run.tick(MIDNIGHT + 20 * MINUTE);
    expect(about(run)).toEqual([`raise bedExit.night warning @${MIDNIGHT + 20 * MINUTE}`]);
    bed(run, MIDNIGHT + 30 * MINUTE, true);
    expect(about(run).at(-1)).toBe(`clear bedExit.night warning @${MIDNIGHT + 30 * MINUTE}`);
  });
  it("is told after five minutes of who needs help to walk", () => {
    const run = aNight(3);
    bed(run, MIDNIGHT, false);
    run.tick(MIDNIGHT + 5 * MINUTE);
    expect(about(run)).toEqual([`raise bedExit.night warning @${MIDNIGHT + 5 * MINUTE}`]);
  });
  it("is nothing when the way to the bathroom was short, or the morning came", () => {
    const run = aNight();
    bed(run, MIDNIGHT, false);
    bed(run, MIDNIGHT + 10 * MINUTE, true);
    const morning = MIDNIGHT + 5 * HOUR + 50 * MINUTE;
    bed(run, morning, false);
    run.tick(morning + 3 * HOUR);
    expect(about(run)).toEqual([]);
  });
  it("counts from the first message that says so, however often it is repeated", () => {
    const run = aNight();
    for (let minute = 0; minute <= 20; minute += 5) bed(run, MIDNIGHT + minute * MINUTE, false);
    run.tick(MIDNIGHT + 20 * MINUTE);
    expect(about(run)).toEqual([`raise bedExit.night warning @${MIDNIGHT + 20 * MINUTE}`]);
  });
  it("is counted on after a restart, without the time in which nobody listened", () => {
    const before = aNight();
    bed(before, MIDNIGHT, false);
    const after = startRun({ care: careAt(1), states: rowsOf(before) });
    after.control({ type: "start" }, MIDNIGHT + 10 * MINUTE);
    after.tick(MIDNIGHT + 30 * MINUTE - 1);
    expect(about(after)).toEqual([]);
    after.tick(MIDNIGHT + 30 * MINUTE);
    expect(about(after)).toHaveLength(1);
    expect(after.evaluator.changedStates().has("w:bedExit:res")).toBe(true);
  });
  it("is about who lives in the room alone, and about the room when two do", () => {
    const [one, other] = [residentOf(1), { ...residentOf(1), id: "other" }];
    for (const [living, subjectId] of [
      [[one], "res"],
      [[one, other], "room"],
    ] as const) {
      const run = startRun({ care: careAt(1, { residentsOf: () => living }) });
      const place = { residentId: null, placeId: "room" };
      bed(run, EVENING, true, place);
      bed(run, MIDNIGHT, false, place);
      run.tick(MIDNIGHT + HOUR);
      expect(run.signals.filter(({ rule }) => rule === "bedExit.night")).toMatchObject([{ type: "raise", subjectId }]);
    }
  });
  it("starts anew with a state that it does not know", () => {
    const run = startRun();
    expect(
      run.evaluator.load(
        new Map([
          ["w:bedExit:res", '{"bed":1}'],
          ["w:former:res", "{}"],
        ]),
      ),
    ).toEqual(["w:bedExit:res", "w:former:res"]);
  });
});
