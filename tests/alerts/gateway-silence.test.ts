import { describe, expect, it } from "vitest";
import type { DeviceKind } from "../../domain/device-kinds.ts";
import { aDesk } from "./desk-fakes.ts";
import { MINUTE, SECOND, startRun, T0, type Run } from "./support.ts";

const CHILDREN = 200;
const ALL = Array.from({ length: CHILDREN }, (_, index) => `mat${String(index).padStart(3, "0")}`);
/** Every child says something every thirty seconds, spread over them, from `fromMs` until before `toMs`. */
function speak(run: Run, fromMs: number, toMs: number, children: readonly string[] = ALL, kind: DeviceKind = "bedMat"): void {
  for (let at = fromMs; at < toMs; at += 30 * SECOND)
    for (const [index, deviceId] of children.entries())
      run.send({ at: at + index * 100, deviceId, kind, residentId: `r${deviceId}`, gatewayId: "gw", values: { heartRate: 62 } });
}
const raised = (run: Run) => run.signals.filter(({ type }) => type === "raise");

describe("200 devices behind one gateway fall silent at once", () => {
  it.each([
    { name: "its link breaks and the broker says so", toldBy: 65 * SECOND, isSaid: true },
    { name: "its link stands half open", toldBy: 2 * MINUTE, isSaid: false },
  ])("$name: one alert with their list within two minutes", ({ toldBy, isSaid }) => {
    const run = startRun();
    speak(run, 0, 10 * MINUTE);
    const stopMs = 10 * MINUTE - 10 * SECOND;
    if (isSaid) run.control({ type: "presence", deviceId: "gw", online: false, reason: "will" }, stopMs);
    run.tick(60 * MINUTE);
    const [alert, ...more] = raised(run);
    expect(more).toEqual([]);
    expect(alert).toMatchObject({ rule: "device.offline", subjectId: "gw", class: "technical", devices: ALL });
    expect(alert!.atMs - T0 - stopMs).toBeLessThanOrEqual(toldBy);
  });
  it("the alert of the desk lists them, and pages once and no clinic", async () => {
    const run = startRun();
    speak(run, 0, 10 * MINUTE);
    run.tick(20 * MINUTE);
    const world = aDesk();
    for (const signal of run.signals) world.desk.signal(signal);
    await world.desk.drain(1_000);
    const [open, ...others] = world.desk.open("fac");
    expect(others).toEqual([]);
    expect(open!.alert.evidenceCount).toBe(CHILDREN + 1);
    expect(open!.timeline.find(({ code }) => code === "evidence")!.detail).toBe(`200: ${ALL.join(" ")}`);
    expect(world.store.changes[0]!.evidence.map(({ deviceId }) => deviceId)).toEqual([null, ...ALL]);
    expect([world.told.length, world.webhooks()]).toEqual([1, []]);
  });
  it("they come back: it is over; who stays away is told alone", () => {
    const run = startRun();
    speak(run, 0, 10 * MINUTE);
    speak(run, 20 * MINUTE, 25 * MINUTE, ALL.slice(1));
    expect(run.lines().slice(1)).toEqual([
      `clear device.offline warning @${20 * MINUTE}`,
      `raise absence.bedMat warning @${20 * MINUTE + 90 * SECOND}`,
    ]);
  });
  it("states loaded in the middle of it change nothing", () => {
    const whole = startRun();
    speak(whole, 0, 10 * MINUTE);
    const states = new Map([...whole.evaluator.changedStates()].flatMap(([key, text]) => (text === null ? [] : [[key, text] as const])));
    const later = startRun({ states });
    for (const run of [whole, later]) run.tick(30 * MINUTE);
    expect(later.signals).toEqual(whole.signals);
  });
  it("their coordinator says of each that it is offline: one alert", () => {
    const run = startRun({ device: (id) => ({ id, facilityId: "fac", kind: "motionSensor", gatewayId: "gw", address: null }) });
    speak(run, 0, 1, ALL, "motionSensor");
    for (const deviceId of ALL) run.control({ type: "presence", deviceId, online: false, reason: "status" }, 5 * MINUTE);
    run.tick(10 * MINUTE);
    expect(raised(run).map(({ rule, subjectId }) => `${rule} ${subjectId}`)).toEqual(["device.offline gw"]);
  });
});
describe("fewer than all", () => {
  it("one of many is told alone", () => {
    const run = startRun();
    speak(run, 0, 10 * MINUTE);
    speak(run, 10 * MINUTE, 20 * MINUTE, ALL.slice(1));
    expect(raised(run).map(({ rule, deviceId }) => `${rule} ${deviceId}`)).toEqual(["absence.bedMat mat000"]);
  });
  it("two behind a gateway are told one by one", () => {
    const run = startRun();
    speak(run, 0, 10 * MINUTE, ALL.slice(0, 2));
    run.tick(11 * MINUTE + 30 * SECOND);
    expect(raised(run).map(({ rule }) => rule)).toEqual(["absence.bedMat", "absence.bedMat"]);
  });
});
