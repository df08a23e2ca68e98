import { describe, expect, it } from "vitest";
import type { DeviceKind } from "../../domain/device-kinds.ts";
import type { Device } from "../../domain/directory.ts";
import { HOUR, MINUTE, SECOND, startRun, T0, type Run } from "./support.ts";

const aDevice = (id: string, kind: DeviceKind = "wristband"): Device => ({ id, facilityId: "fac", kind, gatewayId: null, address: null });
const snapshot = (kind: DeviceKind = "wristband") => ({ device: (id: string) => aDevice(id, kind) });
const assign = (run: Run, at: number, deviceId = "dev", residentId: string | null = "res") =>
  run.control({ type: "assignment", deviceId, residentId, placeId: null, fromMs: T0 + at }, at);

describe("a device that was assigned and never spoke", () => {
  it("is told after ten minutes, urgent after half an hour, over with its first word", () => {
    const run = startRun(snapshot());
    assign(run, 0);
    run.tick(HOUR);
    expect(run.lines()).toEqual([`raise absence.wristband warning @${10 * MINUTE}`, `update absence.wristband critical @${30 * MINUTE}`]);
    expect(run.signals[0]).toMatchObject({ subjectId: "res", identity: `absence:${T0}` });
    run.send({ at: 2 * HOUR, values: { heartRate: 70 } });
    expect(run.lines().at(-1)).toBe(`clear absence.wristband critical @${2 * HOUR}`);
    run.tick(2 * HOUR + MINUTE);
    expect(run.lines().at(-1)).toBe(`raise absence.wristband warning @${2 * HOUR + MINUTE}`);
  });
  it.each([
    { kind: "motionSensor", limit: 8 * HOUR },
    { kind: "bpCuff", limit: 48 * HOUR },
    { kind: "scale", limit: 14 * 24 * HOUR },
  ] as const)("a $kind keeps its own longer limit", ({ kind, limit }) => {
    const run = startRun(snapshot(kind));
    assign(run, 0);
    run.tick(limit - 1);
    expect(run.lines()).toEqual([]);
    run.tick(limit);
    expect(run.lines()).toEqual([`raise absence.${kind} warning @${limit}`]);
  });
  it("a hundred that are imported and switched on minutes later are no flood", () => {
    const run = startRun(snapshot());
    for (let index = 0; index < 100; index++) assign(run, index, `dev${index}`, `res${index}`);
    for (let at = 8 * MINUTE; at < 20 * MINUTE; at += 30 * SECOND)
      for (let index = 0; index < 100; index++)
        run.send({ at, deviceId: `dev${index}`, residentId: `res${index}`, values: { heartRate: 70 } });
    expect(run.lines()).toEqual([]);
  });
  it("is nobody's in the cupboard, counts anew for the next holder, and not while nobody listened", () => {
    const run = startRun(snapshot());
    assign(run, 0);
    assign(run, MINUTE, "dev", null);
    run.tick(HOUR);
    expect(run.lines()).toEqual([]);
    assign(run, HOUR);
    run.control({ type: "start" }, 3 * HOUR);
    run.tick(3 * HOUR + 10 * MINUTE);
    expect(run.lines()).toEqual([`raise absence.wristband warning @${3 * HOUR + 10 * MINUTE}`]);
  });
  it("says so under another identity for each time that the same person got it", () => {
    const run = startRun(snapshot());
    assign(run, 0);
    assign(run, HOUR, "dev", null);
    assign(run, 2 * HOUR);
    run.tick(2 * HOUR + 10 * MINUTE);
    const raised = run.signals.filter(({ type }) => type === "raise").map(({ identity }) => identity);
    expect(raised).toEqual([`absence:${T0}`, `absence:${T0 + 2 * HOUR}`]);
  });
});
describe("an assignment that is journalled before the snapshot knows its device", () => {
  const late = () => {
    const known = new Set<string>();
    return { known, device: (id: string) => (known.has(id) ? aDevice(id) : undefined) };
  };
  it("counts from its own time all the same, like the replay that knows the device from the start", () => {
    const snapshotLater = late();
    const run = startRun(snapshotLater);
    assign(run, 0);
    snapshotLater.known.add("dev");
    for (let at = 10 * SECOND; at <= 11 * MINUTE; at += 10 * SECOND) run.control({ type: "alive" }, at);
    const replay = startRun(snapshot());
    assign(replay, 0);
    replay.tick(11 * MINUTE);
    expect(run.signals).toEqual(replay.signals);
    expect(run.lines()).toEqual([`raise absence.wristband warning @${10 * MINUTE}`]);
  });
  it("survives a restart, and the time in which nobody listened does not count", () => {
    const before = startRun(late());
    assign(before, 0);
    const states = [...before.evaluator.changedStates()].flatMap(([key, text]) => (text === null ? [] : [[key, text] as const]));
    const after = startRun({ ...snapshot(), states: new Map(states) });
    after.control({ type: "start" }, HOUR);
    after.tick(HOUR + 10 * MINUTE);
    expect(after.lines()).toEqual([`raise absence.wristband warning @${HOUR + 10 * MINUTE}`]);
    expect(after.evaluator.changedStates().get("a:dev")).toBeNull();
  });
});

describe("a light of the corridor, which says nothing but that it is there", () => {
  const status = (run: Run, at: number) => run.control({ type: "presence", deviceId: "dev", online: true, reason: "status" }, at);
  it("is not missed while it says so, is after ten minutes, and comes back with its next word", () => {
    const run = startRun(snapshot("corridorLight"));
    assign(run, 0);
    for (let at = 0; at <= HOUR; at += 5 * MINUTE) status(run, at);
    expect(run.lines()).toEqual([]);
    run.tick(2 * HOUR);
    status(run, 3 * HOUR);
    run.tick(3 * HOUR + 10 * MINUTE);
    expect(run.lines()).toEqual([
      `raise absence.corridorLight warning @${HOUR + 10 * MINUTE}`,
      `clear absence.corridorLight warning @${3 * HOUR}`,
      `raise absence.corridorLight warning @${3 * HOUR + 10 * MINUTE}`,
    ]);
    const raised = run.signals.filter(({ type }) => type === "raise").map(({ identity }) => identity);
    expect(new Set(raised).size).toBe(2);
  });
  it("a wristband says by its readings alone that it measures", () => {
    const run = startRun(snapshot());
    assign(run, 0);
    for (let at = 0; at <= HOUR; at += 5 * MINUTE) status(run, at);
    expect(run.lines()[0]).toBe(`raise absence.wristband warning @${10 * MINUTE}`);
  });
});
