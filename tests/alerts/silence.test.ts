import { describe, expect, it } from "vitest";
import { HOUR, MINUTE, SECOND, startRun, T0, type Run } from "./support.ts";

const beat = (run: Run, from: number, to: number, values: Record<string, number> = { heartRate: 70 }) => {
  for (let at = from; at <= to; at += 10 * SECOND) run.send({ at, values });
};
const about = (run: Run, word: string) => run.lines().filter((line) => line.includes(word));
describe("silence of a device", () => {
  it("is a warning after the limit, urgent after half an hour, over with the next word, each at its own due time", () => {
    const run = startRun();
    run.send({ at: 0, values: { heartRate: 70 } });
    run.tick(2 * HOUR);
    expect(about(run, "absence.wristband")).toEqual([
      `raise absence.wristband warning @${MINUTE}`,
      `update absence.wristband critical @${30 * MINUTE}`,
    ]);
    expect(run.signals[0]).toMatchObject({ identity: `absence:${T0}`, class: "technical", kind: "absence" });
    run.send({ at: 3 * HOUR, values: { heartRate: 70 } });
    expect(run.lines().at(-1)).toContain("clear absence.wristband critical");
  });
  it("fires in due order, whatever order the devices came in", () => {
    const run = startRun();
    for (const [deviceId, at] of [
      ["b", 20],
      ["a", 10],
      ["c", 10],
    ] as const)
      run.send({ deviceId, residentId: deviceId, at, values: { spo2: 97 } });
    run.tick(2 * MINUTE);
    expect(run.signals.map(({ subjectId, atMs }) => `${subjectId}@${atMs - T0}`)).toEqual(["a@60010", "c@60010", "b@60020"]);
  });
  it("an emergency is a word too: the device that sent it is watched from then on", () => {
    const run = startRun();
    run.send({ at: 0, event: "sos" });
    run.tick(MINUTE);
    expect(run.lines()).toEqual(["raise sos critical @0", `raise absence.wristband warning @${MINUTE}`]);
  });
  it("does not count time in which nobody listened", () => {
    const run = startRun();
    run.send({ at: 0, values: { heartRate: 70 } });
    run.control({ type: "alive" }, 10 * SECOND);
    run.control({ type: "start" }, HOUR);
    expect(run.lines()).toEqual([]);
    run.control({ type: "alive" }, HOUR + 49 * SECOND);
    expect(run.lines()).toEqual([]);
    run.control({ type: "alive" }, HOUR + 50 * SECOND);
    expect(run.lines()).toEqual([`raise absence.wristband warning @${HOUR + 50 * SECOND}`]);
  });
  it("is paused for two hours by charging, which stays visible, and counts again when charging ends", () => {
    const run = startRun();
    run.send({ at: 0, values: { heartRate: 70, worn: 1 } });
    run.send({ at: 10 * SECOND, values: { charging: 1, worn: 0 } });
    run.tick(HOUR);
    expect(run.lines()).toEqual([`raise device.charging info @${10 * SECOND}`]);
    run.tick(3 * HOUR);
    expect(about(run, "absence.wristband")[0]).toBe(`raise absence.wristband warning @${2 * HOUR + 10 * SECOND}`);
    const other = startRun();
    other.send({ at: 0, values: { charging: 1 } });
    other.send({ at: HOUR, values: { charging: 0 } });
    other.tick(HOUR + MINUTE);
    expect(other.lines()).toContain(`raise absence.wristband warning @${HOUR + MINUTE}`);
    expect(other.lines()).toContain(`clear device.charging info @${HOUR}`);
  });
  it("is nobody's while the device rests in the cupboard", () => {
    const run = startRun();
    run.send({ at: 0, values: { heartRate: 70 } });
    run.control({ type: "assignment", deviceId: "dev", residentId: null, placeId: null, fromMs: T0 + 1 }, 1);
    run.tick(HOUR);
    expect(run.lines()).toEqual([]);
  });
  it("of a gateway's children is one alert: the gateway", () => {
    const run = startRun();
    for (const id of ["x", "y"])
      run.send({ deviceId: id, kind: "bedMat", residentId: id, gatewayId: "gw", at: 0, values: { heartRate: 60 } });
    run.control({ type: "presence", deviceId: "gw", online: false, reason: "will" }, 10 * SECOND);
    run.control({ type: "presence", deviceId: "gw", online: false, reason: "will" }, 20 * SECOND);
    run.tick(4 * MINUTE);
    expect(run.lines()).toEqual([`raise device.offline warning @${70 * SECOND}`]);
    expect(run.signals[0]!.subjectId).toBe("gw");
    run.control({ type: "presence", deviceId: "gw", online: true, reason: "connected" }, 5 * MINUTE);
    run.control({ type: "presence", deviceId: "gw", online: true, reason: "connected" }, 5 * MINUTE);
    run.tick(7 * MINUTE);
    expect(about(run, "absence.bedMat")).toHaveLength(2);
    expect(about(run, "clear device.offline")).toHaveLength(1);
  });
});
describe("silence of a sign", () => {
  it("is told while its device speaks, ends what the sign said, and is over with the next value", () => {
    const run = startRun();
    for (let m = 0; m <= 2; m++)
      run.send({ deviceId: "mon", kind: "bedsideMonitor", at: m * MINUTE, values: { heartRate: 140, spo2: 97 } });
    for (let m = 3; m <= 9; m++) run.send({ deviceId: "mon", kind: "bedsideMonitor", at: m * MINUTE, values: { spo2: 97 } });
    expect(run.lines()).toEqual([
      `raise heartRate.high critical @${2 * MINUTE}`,
      `clear heartRate.high critical @${7 * MINUTE}`,
      `raise absence.heartRate warning @${7 * MINUTE}`,
    ]);
    expect(run.signals.find(({ type }) => type === "clear")!.why).toBe("expired");
    run.send({ deviceId: "mon", kind: "bedsideMonitor", at: 10 * MINUTE, values: { heartRate: 80 } });
    expect(run.lines().at(-1)).toBe(`clear absence.heartRate warning @${10 * MINUTE}`);
  });
  it("is explained while the device is not worn, which is told after a quarter of an hour", () => {
    const run = startRun();
    run.send({ at: 0, values: { heartRate: 70, worn: 1 } });
    beat(run, 10 * SECOND, 20 * MINUTE, { worn: 0, battery: 80 });
    expect(run.lines()).toEqual([`raise device.notWorn warning @${15 * MINUTE + 10 * SECOND}`]);
    run.send({ at: 21 * MINUTE, values: { worn: 1 } });
    expect(about(run, "clear device.notWorn")).toHaveLength(1);
    beat(run, 21 * MINUTE + 10 * SECOND, 27 * MINUTE, { worn: 1 });
    expect(about(run, "raise absence.heartRate")).toEqual([`raise absence.heartRate warning @${26 * MINUTE}`]);
  });
  it("stays told while its device is silent, charges and comes back without it, and ends with the next value", () => {
    const run = startRun();
    beat(run, 0, MINUTE);
    beat(run, MINUTE + 10 * SECOND, 7 * MINUTE, { battery: 80 });
    run.send({ at: 10 * MINUTE, values: { battery: 80 } });
    run.send({ at: 10 * MINUTE + 10 * SECOND, values: { heartRate: 70 } });
    expect(about(run, "absence.heartRate")).toEqual([
      `raise absence.heartRate warning @${6 * MINUTE}`,
      `clear absence.heartRate warning @${10 * MINUTE + 10 * SECOND}`,
    ]);
  });
});
describe("silence of an empty bed", () => {
  const lies = (run: Run, from: number, to: number, values: Record<string, number>) => {
    for (let at = from; at <= to; at += 30 * SECOND) run.send({ deviceId: "mat", kind: "bedMat", at, values });
  };
  const asleep = { bedOccupied: 1, heartRate: 60, respiratoryRate: 14 };
  it("is told of no sign while nobody lies there, and again when somebody does", () => {
    const run = startRun();
    lies(run, 0, 2 * MINUTE, asleep);
    lies(run, 150 * SECOND, 5 * HOUR, { bedOccupied: 0 });
    expect(run.lines()).toEqual([]);
    lies(run, 5 * HOUR + MINUTE, 5 * HOUR + 10 * MINUTE, { bedOccupied: 1 });
    expect(about(run, "raise absence")).toEqual([
      `raise absence.heartRate warning @${5 * HOUR + 6 * MINUTE}`,
      `raise absence.respiratoryRate warning @${5 * HOUR + 6 * MINUTE}`,
    ]);
  });
  it("ends what was told of a sign, which is told anew the next night", () => {
    const run = startRun();
    lies(run, 0, MINUTE, asleep);
    lies(run, 90 * SECOND, 10 * MINUTE, { bedOccupied: 1 });
    run.send({ deviceId: "mat", kind: "bedMat", at: 11 * MINUTE, values: { bedOccupied: 0 } });
    expect(about(run, "absence.heartRate")).toEqual([
      `raise absence.heartRate warning @${6 * MINUTE}`,
      `clear absence.heartRate warning @${11 * MINUTE}`,
    ]);
    lies(run, 12 * MINUTE, 20 * MINUTE, { bedOccupied: 1 });
    const raised = run.signals.filter(({ type, rule }) => type === "raise" && rule === "absence.heartRate");
    expect(new Set(raised.map(({ identity }) => identity)).size).toBe(2);
  });
  it("of the mat itself is told all the same", () => {
    const run = startRun();
    lies(run, 0, MINUTE, { bedOccupied: 0 });
    run.tick(5 * MINUTE);
    expect(run.lines()).toEqual([`raise absence.bedMat warning @${MINUTE + 90 * SECOND}`]);
  });
});
describe("what a device says about itself", () => {
  it("battery: info at 15, warning at 5, over when charged", () => {
    const run = startRun();
    [16, 15, 5, 90].forEach((battery, index) => run.send({ at: index * SECOND, values: { battery } }));
    expect(run.lines().map((line) => line.split(" @")[0])).toEqual([
      "raise device.battery info",
      "update device.battery warning",
      "clear device.battery warning",
    ]);
  });
  it("a wrong clock is told until it is right", () => {
    const run = startRun();
    run.send({ at: 0, values: { heartRate: 70 }, clockFault: "past" });
    run.send({ at: SECOND, values: { heartRate: 70 } });
    expect(about(run, "device.clock")).toEqual(["raise device.clock info @0", `clear device.clock info @${SECOND}`]);
  });
  it.each([
    { kind: "doorSensor", reason: "will", told: 1 },
    { kind: "doorSensor", reason: "disconnected", told: 0 },
    { kind: "wristband", reason: "will", told: 0 },
  ] as const)("offline of a $kind by $reason is told $told times", ({ kind, reason, told }) => {
    const run = startRun();
    run.send({ kind, at: 0, values: { battery: 80 } });
    run.control({ type: "presence", deviceId: "dev", online: false, reason }, SECOND);
    run.tick(61 * SECOND);
    expect(about(run, "device.offline")).toHaveLength(told);
    run.control({ type: "presence", deviceId: "dev", online: true, reason: "connected" }, 2 * MINUTE);
    expect(about(run, "clear device.offline")).toHaveLength(told);
  });
  it("presence of somebody unknown is nothing", () => {
    const run = startRun();
    run.control({ type: "presence", deviceId: "nobody", online: false, reason: "will" }, 0);
    expect(run.evaluator.size()).toEqual({ devices: 0, subjects: 0, deadlines: 0, watchedBytes: 0 });
  });
  it("rows that cannot be read are named, and the device starts anew", () => {
    const run = startRun();
    const unread = run.evaluator.load(
      new Map([
        ["d:x", "{"],
        ["s:y", "{}"],
      ]),
    );
    expect(unread).toEqual(["d:x", "s:y"]);
  });
});
