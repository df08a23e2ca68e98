import { describe, expect, it } from "vitest";
import type { CareDirectory } from "../../../alerts/ports.ts";
import type { CareLevel } from "../../../domain/directory.ts";
import { nextLocal } from "../../../domain/local-time.ts";
import { PLAIN_PLACE } from "../../../domain/place-use.ts";
import type { SignKey } from "../../../domain/signs.ts";
import { aResident } from "../../support/builders.ts";
import { careOf, HOUR, MINUTE, SECOND, startRun, T0, type Run, type RunOptions } from "../support.ts";

const at = (hour: number, minute = 0): number => nextLocal(T0, hour * 60 + minute) - T0;
const NOON = at(12);
const MIDNIGHT = at(0);

/** Room 302 with a bathroom; `residents` live in the room. */
function careAt(levels: readonly CareLevel[] = [1], change: Partial<CareDirectory> = {}): CareDirectory {
  const residents = levels.map((level, index) =>
    aResident({ id: index === 0 ? "res" : `res${index}`, facilityId: "fac", placeId: "room", level }),
  );
  const place = { facilityId: "fac", building: "A", floor: "3", ...PLAIN_PLACE };
  return careOf({
    resident: (id) => residents.find((one) => one.id === id),
    residentsOf: (placeId) => (placeId === "room" ? residents : []),
    place: (id) =>
      id === "bath" ? { ...place, id, name: "302 卫生间", use: "bathroom", servesPlaceId: "room" } : { ...place, id, name: "302" },
    ...change,
  });
}
const start = (levels?: readonly CareLevel[], options: RunOptions = {}): Run => startRun({ care: careAt(levels), ...options });
type Sensor = "motionSensor" | "fallRadar" | "doorSensor" | "bedMat";
function say(run: Run, time: number, placeId: string | null, kind: Sensor, values: Partial<Record<SignKey, number>>, more = {}): void {
  run.send({ at: time, kind, deviceId: `${kind}-${placeId}`, residentId: placeId === null ? "res" : null, placeId, values, ...more });
}
const about = (run: Run): string[] => run.linesOf("bathroom");
/** As they are stored: nothing was deleted here. */
const rowsOf = (run: Run) => new Map([...run.evaluator.changedStates()].flatMap(([key, text]) => (text === null ? [] : [[key, text]])));

describe("a stay in the bathroom", () => {
  const LIMITS: readonly [CareLevel, number, number][] = [
    [0, NOON, 45],
    [1, NOON, 45],
    [2, NOON, 40],
    [3, NOON, 30],
    [4, NOON, 30],
    [0, MIDNIGHT, 30],
    [1, MIDNIGHT, 30],
    [2, MIDNIGHT, 25],
    [3, MIDNIGHT, 20],
    [4, MIDNIGHT, 20],
  ];
  it.each(LIMITS)(
    "of somebody of level %i that began at +%i ms is told after %i min, not a millisecond before, and critical after twice that",
    (level, from, minutes) => {
      const run = start([level]);
      say(run, from, "bath", "fallRadar", { presence: 1 });
      const limitMs = minutes * MINUTE;
      run.tick(from + limitMs - 1);
      expect(about(run)).toEqual([]);
      run.tick(from + limitMs);
      expect(about(run)).toEqual([`raise bathroom.long warning @${from + limitMs}`]);
      run.tick(from + 2 * limitMs - 1);
      expect(about(run)).toHaveLength(1);
      run.tick(from + 2 * limitMs);
      expect(about(run).at(-1)).toBe(`update bathroom.long critical @${from + 2 * limitMs}`);
      expect(run.signals.find(({ rule }) => rule === "bathroom.long")).toMatchObject({ residentId: "res", deviceId: "fallRadar-bath" });
    },
  );
  it("ends when the radar sees nobody any more, and only then", () => {
    const run = start();
    say(run, NOON, "bath", "fallRadar", { presence: 1 });
    say(run, NOON + 5 * MINUTE, "room", "motionSensor", { motion: 1 });
    say(run, NOON + 6 * MINUTE, "bath", "doorSensor", { doorOpen: 1 });
    run.tick(NOON + 45 * MINUTE);
    expect(about(run)).toHaveLength(1);
    say(run, NOON + 46 * MINUTE, "bath", "fallRadar", { presence: 0 });
    expect(about(run).at(-1)).toBe(`clear bathroom.long warning @${NOON + 46 * MINUTE}`);
    run.tick(NOON + 5 * HOUR);
    expect(about(run)).toHaveLength(2);
  });
  it.each([
    ["moves in the room", "room", "motionSensor", { motion: 1 }],
    ["lies in bed", null, "bedMat", { bedOccupied: 1 }],
    ["opens the bathroom's door", "bath", "doorSensor", { doorOpen: 1 }],
  ] as const)("that only a motion sensor noticed is over when the resident %s", (_name, placeId, kind, values) => {
    const run = start();
    say(run, NOON, "bath", "doorSensor", { doorOpen: 0 });
    say(run, NOON + MINUTE, "bath", "motionSensor", { motion: 1 });
    say(run, NOON + 40 * MINUTE, placeId, kind, values);
    run.tick(NOON + 3 * HOUR);
    expect(about(run)).toEqual([]);
  });
  it("goes on when somebody still moves in there after the door was opened", () => {
    const run = start();
    say(run, NOON, "bath", "motionSensor", { motion: 1 });
    say(run, NOON + 10 * MINUTE, "bath", "doorSensor", { doorOpen: 1 });
    say(run, NOON + 11 * MINUTE, "bath", "motionSensor", { motion: 1 });
    run.tick(NOON + 55 * MINUTE);
    expect(about(run)).toEqual([]);
    run.tick(NOON + 56 * MINUTE);
    expect(about(run)).toHaveLength(1);
  });
  it("is not guessed where nothing would notice that the bathroom was left", () => {
    const run = start();
    say(run, NOON, "bath", "motionSensor", { motion: 1 });
    run.tick(NOON + 10 * HOUR);
    expect(about(run)).toEqual([]);
  });
  it("is about the bathroom where two people use it, and a sensor elsewhere says nothing about either", () => {
    const run = start([1, 1]);
    say(run, NOON, "bath", "fallRadar", { presence: 1 });
    say(run, NOON + MINUTE, "room", "motionSensor", { motion: 1 });
    run.tick(NOON + 45 * MINUTE);
    expect(run.signals.filter(({ rule }) => rule === "bathroom.long")).toMatchObject([
      { subjectId: "bath", residentId: null, placeId: "bath" },
    ]);
  });
  it("is told though the radar fell silent; suspect, technical and late words change nothing", () => {
    const run = start();
    say(run, NOON, "bath", "fallRadar", { presence: 1 });
    say(run, NOON + 10 * MINUTE, "bath", "fallRadar", { presence: 0 }, { quality: "suspect" });
    say(run, NOON + 11 * MINUTE, "bath", "fallRadar", { presence: 0 }, { quality: "technical" });
    say(run, NOON + 12 * MINUTE, "bath", "fallRadar", { presence: 0 }, { late: true });
    run.tick(NOON + 45 * MINUTE);
    expect(about(run)).toHaveLength(1);
  });
  it("counts on after a restart without the time in which nobody listened, and after the clock was turned back", () => {
    const before = start();
    say(before, NOON, "bath", "fallRadar", { presence: 1 });
    const after = startRun({ care: careAt(), states: rowsOf(before) });
    after.control({ type: "start" }, NOON + 20 * MINUTE);
    after.tick(NOON + 65 * MINUTE - 1);
    expect(about(after)).toEqual([]);
    // Nothing was heard since 20 min; somebody sets the clock back by an hour, and five minutes pass.
    after.control({ type: "alive" }, NOON - 40 * MINUTE);
    after.tick(NOON + 5 * MINUTE - 1);
    expect(about(after)).toEqual([]);
    after.tick(NOON + 5 * MINUTE);
    expect(about(after)).toHaveLength(1);
  });
});

describe("somebody low down", () => {
  const lies = (run: Run): string[] => run.linesOf("longLie");
  const radar = (run: Run, time: number, low: 0 | 1, more = {}) =>
    say(run, time, "bath", "fallRadar", { presence: 1, lowPosture: low }, more);

  it("is told after three minutes exactly, critical after ten, and over when the person is up", () => {
    const run = start();
    radar(run, NOON, 1);
    radar(run, NOON + 2 * MINUTE, 1);
    run.tick(NOON + 3 * MINUTE - 1);
    expect(lies(run)).toEqual([]);
    run.tick(NOON + 3 * MINUTE);
    run.tick(NOON + 10 * MINUTE);
    radar(run, NOON + 11 * MINUTE, 0);
    expect(lies(run)).toEqual([
      `raise longLie warning @${NOON + 3 * MINUTE}`,
      `update longLie critical @${NOON + 10 * MINUTE}`,
      `clear longLie critical @${NOON + 11 * MINUTE}`,
    ]);
  });
  it("for a shoe lace, or by a late or doubtful word, is nothing", () => {
    const run = start();
    radar(run, NOON, 1);
    radar(run, NOON + 3 * MINUTE - SECOND, 0);
    radar(run, NOON + HOUR, 1, { late: true });
    radar(run, NOON + HOUR + SECOND, 1, { quality: "suspect" });
    run.tick(NOON + 3 * HOUR);
    expect(lies(run)).toEqual([]);
  });
  it("after a fall that was told is said again only when nobody helped for ten minutes", () => {
    const run = start();
    radar(run, NOON, 0, { event: "fall" });
    radar(run, NOON + 10 * SECOND, 1);
    run.tick(NOON + 10 * SECOND + 10 * MINUTE - 1);
    expect(lies(run)).toEqual([]);
    run.tick(NOON + 10 * SECOND + 10 * MINUTE);
    expect(lies(run)).toEqual([`raise longLie critical @${NOON + 10 * SECOND + 10 * MINUTE}`]);
  });
  it("in one half of the room stays so though a second radar sees nobody low in the other", () => {
    const run = start();
    radar(run, NOON, 1);
    say(run, NOON + MINUTE, "room", "fallRadar", { presence: 1, lowPosture: 0 });
    run.tick(NOON + 3 * MINUTE);
    expect(lies(run)).toHaveLength(1);
  });
});
