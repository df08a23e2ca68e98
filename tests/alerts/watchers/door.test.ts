import { describe, expect, it } from "vitest";
import { alertIdOf } from "../../../domain/ids.ts";
import { nextLocal } from "../../../domain/local-time.ts";
import { HOUR, MINUTE, SECOND, startRun, T0, type MessageInput, type Run } from "../support.ts";
import { careOfWays, GATE, HALL } from "./ways.ts";

const at = (hour: number, minute = 0): number => nextLocal(T0, hour * 60 + minute) - T0;
const NIGHT = at(23);
const start = (...options: Parameters<typeof careOfWays>): Run => startRun({ care: careOfWays(...options) });
const tag = (run: Run, time: number, beacon = GATE, more: Partial<MessageInput> = {}) =>
  run.send({ at: time, kind: "tag", deviceId: `tag-${more.residentId ?? "res"}`, values: { beacon }, ...more });
const badge = (run: Run, time: number, beacon = GATE, more: Partial<MessageInput> = {}) =>
  run.send({ at: time, kind: "badge", deviceId: "badge", residentId: null, values: { beacon }, ...more });
const door = (run: Run, time: number, placeId: string | null, open: 0 | 1, more: Partial<MessageInput> = {}) =>
  run.send({
    at: time,
    kind: "doorSensor",
    deviceId: `door-${placeId}`,
    residentId: placeId === null ? "res" : null,
    placeId,
    values: { doorOpen: open },
    ...more,
  });
const about = (run: Run, rule: string): string[] => run.linesOf(rule);
/** As they are stored: nothing was deleted here. */
const rowsOf = (run: Run) => new Map([...run.evaluator.changedStates()].flatMap(([key, text]) => (text === null ? [] : [[key, text]])));

describe("a tag at an exit", () => {
  it("of a resident at risk is critical at once, about the resident, once a passage", () => {
    const run = start();
    for (const second of [0, 5, 40, 95]) tag(run, second * SECOND);
    expect(about(run, "wandering.exit")).toEqual(["raise wandering.exit critical @0"]);
    expect(run.signals.find(({ rule }) => rule === "wandering.exit")).toMatchObject({
      residentId: "res",
      subjectId: "res",
      deviceId: "tag-res",
      latched: true,
    });
  });
  it("an hour later is told again: somebody may have closed the first alert", () => {
    const run = start();
    tag(run, 0);
    tag(run, HOUR);
    expect(run.signals.filter(({ rule }) => rule === "wandering.exit").map(({ type, identity }) => [type, identity])).toEqual([
      ["raise", "tag-res@0"],
      ["update", `tag-res@${HOUR}`],
    ]);
  });
  it("is over when a person closes the alert, and the next sighting is a new one", () => {
    const run = start();
    tag(run, 0);
    run.control({ type: "resolved", alertId: alertIdOf("res", "wandering.exit", "tag-res@0") }, 20 * SECOND);
    tag(run, 30 * SECOND);
    expect(about(run, "wandering.exit")).toEqual([
      "raise wandering.exit critical @0",
      `clear wandering.exit critical @${20 * SECOND}`,
      `raise wandering.exit critical @${30 * SECOND}`,
    ]);
  });
  it.each([
    ["of somebody who is not at risk", { residentId: "mate" }, GATE],
    ["in the hall", {}, HALL],
    ["that nobody knows", {}, 4_711],
    ["by a doubtful word", { quality: "suspect" as const }, GATE],
  ])("%s is nothing", (_name, more, beacon) => {
    const run = start();
    tag(run, 0, beacon, more);
    expect(about(run, "wandering")).toEqual([]);
  });
  it("by a late word is told as late", () => {
    const run = start();
    tag(run, 0, GATE, { receivedAt: 20 * MINUTE, late: true });
    expect(run.signals.find(({ rule }) => rule === "wandering.exit")).toMatchObject({ late: true });
  });
});

describe("a carer's badge at the door", () => {
  it.each([
    [30, []],
    [31, [`raise wandering.exit critical @${31 * SECOND}`]],
  ])("%i s before the tag", (seconds, lines) => {
    const run = start();
    badge(run, 0);
    tag(run, seconds * SECOND);
    expect(about(run, "wandering.exit")).toEqual(lines);
  });
  it.each([
    [30, ["raise wandering.exit critical @0", `clear wandering.exit critical @${30 * SECOND}`]],
    [31, ["raise wandering.exit critical @0"]],
  ])("%i s after the tag: nobody waits for it", (seconds, lines) => {
    const run = start();
    tag(run, 0);
    badge(run, seconds * SECOND);
    expect(about(run, "wandering.exit")).toEqual(lines);
  });
  it("suppresses that passage only, at that door only", () => {
    const run = start();
    badge(run, 0, HALL);
    tag(run, SECOND);
    expect(about(run, "wandering.exit")).toHaveLength(1);
    const next = start();
    badge(next, 0);
    tag(next, 10 * SECOND);
    tag(next, 100 * SECOND);
    expect(about(next, "wandering.exit")).toEqual([`raise wandering.exit critical @${100 * SECOND}`]);
  });
  it("by a late or doubtful word explains nothing", () => {
    const run = start();
    badge(run, 0, GATE, { late: true, receivedAt: 0 });
    badge(run, 0, GATE, { quality: "suspect", deviceId: "badge2" });
    tag(run, SECOND);
    expect(about(run, "wandering.exit")).toHaveLength(1);
  });
});

describe("a door at night", () => {
  const told = (time: number) => `raise door.night warning @${time}`;
  it.each([
    ["an exit", "gate", true],
    ["the door of a resident at risk", "302", true],
    ["a door whose sensor the resident holds", null, true],
    ["the door of somebody who is not at risk", "303", false],
    ["the bathroom's", "bath", false],
    ["the hall's", "hall", false],
  ] as const)("%s, where somebody is on site, opened for a moment", (_name, placeId, isTold) => {
    const run = start();
    door(run, NIGHT, placeId, 1);
    door(run, NIGHT + 5 * SECOND, placeId, 0);
    run.tick(NIGHT + 30 * SECOND - 1);
    expect(about(run, "door")).toEqual([]);
    run.tick(NIGHT + HOUR);
    expect(about(run, "door")).toEqual(isTold ? [told(NIGHT + 30 * SECOND), `clear door.night warning @${NIGHT + 30 * SECOND}`] : []);
  });
  it.each([-30, 30])("opened by a carer whose badge was seen %i s from it is told only when it stays open", (seconds) => {
    const run = start();
    const [first, second] = [NIGHT, NIGHT + 30 * SECOND];
    if (seconds < 0) badge(run, first);
    door(run, seconds < 0 ? second : first, "gate", 1);
    if (seconds > 0) badge(run, second);
    const openedAt = seconds < 0 ? second : first;
    run.tick(openedAt + 15 * MINUTE - 1);
    // At the same millisecond the deadline fires first: nobody waits for a badge longer than promised.
    expect(about(run, "door")).toEqual(seconds < 0 ? [] : [told(openedAt + 30 * SECOND)]);
    run.tick(openedAt + 15 * MINUTE);
    expect(about(run, "door")).toHaveLength(1);
  });
  it("of who lives where nobody is on site is told when it stands open for a quarter of an hour", () => {
    const run = start([], { staffed: false });
    door(run, NIGHT, "303", 1);
    run.tick(NIGHT + 15 * MINUTE - 1);
    expect(about(run, "door")).toEqual([]);
    run.tick(NIGHT + 15 * MINUTE);
    door(run, NIGHT + 20 * MINUTE, "303", 0);
    expect(about(run, "door")).toEqual([told(NIGHT + 15 * MINUTE), `clear door.night warning @${NIGHT + 20 * MINUTE}`]);
  });
  it("that was left open by day is told a quarter of an hour into the night, however often it says so", () => {
    const run = start();
    for (const hour of [18, 19, 20]) door(run, at(hour), "gate", 1);
    run.tick(at(22) + 15 * MINUTE - 1);
    expect(about(run, "door")).toEqual([]);
    run.tick(at(22) + 15 * MINUTE);
    expect(about(run, "door")).toHaveLength(1);
  });
  it("begins at 22:00 and ends at 06:00", () => {
    const tellsAt = (time: number) => {
      const run = start();
      door(run, time, "gate", 1);
      run.tick(time + 31 * SECOND);
      return about(run, "door").length;
    };
    expect([at(22) - 1, at(22), at(6) - 1, at(6)].map(tellsAt)).toEqual([0, 1, 1, 0]);
  });
  it("is judged by good and present words", () => {
    const run = start();
    door(run, NIGHT, "gate", 1, { quality: "suspect" });
    door(run, NIGHT + SECOND, "gate", 1, { late: true });
    run.tick(NIGHT + HOUR);
    expect(about(run, "door")).toEqual([]);
  });
  it("is told after a restart, later by the time in which nobody listened, and after the clock was turned back", () => {
    const before = start();
    door(before, NIGHT, "gate", 1);
    badge(before, NIGHT - HOUR, HALL);
    const after = startRun({ care: careOfWays(), states: rowsOf(before) });
    after.control({ type: "start" }, NIGHT + MINUTE);
    after.tick(NIGHT + 90 * SECOND - 1);
    expect(about(after, "door")).toEqual([]);
    after.control({ type: "alive" }, NIGHT - MINUTE);
    after.tick(NIGHT - 30 * SECOND);
    expect(about(after, "door")).toHaveLength(1);
  });
});
