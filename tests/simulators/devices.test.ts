import { describe, expect, it } from "vitest";
import { DEVICE_KINDS, type DeviceKind } from "../../domain/device-kinds.ts";
import type { EventType } from "../../domain/device-message.ts";
import { makeDevice } from "../../simulators/devices/make-device.ts";
import { makeZigbeeChild } from "../../simulators/devices/zigbee-child.ts";
import { makeZigbeeHome } from "../../simulators/devices/zigbee-home.ts";
import { makeResidentLife } from "../../simulators/physiology.ts";
import type { Scenario } from "../../simulators/effects.ts";

const NIGHT_MS = Date.parse("2026-03-10T01:00:00+08:00");
const NOON_MS = Date.parse("2026-03-10T11:00:00+08:00");
const HOUR_MS = 3_600_000;
const life = makeResidentLife(2);
const device = (kind: DeviceKind, seed = 77) => {
  const made = makeDevice(kind, { seed, life });
  if (made === null) throw new Error(`${kind} is not simulated`);
  return made;
};
const child = (kind: DeviceKind, name = "302_x") => {
  const made = makeZigbeeChild({ kind, name, seed: 5, life });
  if (made === null) throw new Error(`${kind} is no Zigbee device here`);
  return made;
};
const eventRun = (kind: DeviceKind, type: EventType) => {
  const scenario: Scenario = {
    key: "x",
    zh: "",
    en: "",
    durationMs: HOUR_MS,
    steps: [{ offsetMs: 1_000, event: { kind, type }, zh: "", en: "" }],
  };
  return { scenario, startMs: NIGHT_MS };
};

describe("devices with a credential of their own", () => {
  it.each(["wristband", "bedMat"] as const)("a %s keeps its expected interval, says distinct times and counts from 1", (kind) => {
    const outputs = device(kind).step(NIGHT_MS, NIGHT_MS + HOUR_MS, null);
    const interval = DEVICE_KINDS[kind].expectedIntervalMs;
    expect(outputs).toHaveLength(HOUR_MS / interval);
    expect(outputs.map(({ body }) => body["seq"])).toEqual(outputs.map((_, index) => index + 1));
    const times = outputs.map(({ body }) => Number(body["at"]));
    expect(new Set(times.slice(1).map((at, index) => at - (times[index] ?? 0)))).toEqual(new Set([interval]));
  });
  it.each(["wristband", "bedMat", "doorSensor", "motionSensor", "sosButton", "leakSensor", "smokeDetector"] as const)(
    "a %s says the same however time is cut into steps, and only signs of its kind",
    (kind) => {
      const whole = device(kind).step(NIGHT_MS, NIGHT_MS + 12 * HOUR_MS, null);
      const cut = device(kind);
      const parts = Array.from({ length: 720 }, (_, minute) =>
        cut.step(NIGHT_MS + minute * 60_000, NIGHT_MS + (minute + 1) * 60_000, null),
      ).flat();
      expect(parts).toEqual(whole);
      expect(whole.length).toBeGreaterThan(0);
      const known: readonly string[] = ["at", "seq", ...DEVICE_KINDS[kind].signs];
      expect(whole.flatMap(({ body }) => Object.keys(body)).filter((key) => !known.includes(key))).toEqual([]);
    },
  );
  it("a bed mat has no pulse when nobody lies on it", () => {
    const [output] = device("bedMat").step(NOON_MS, NOON_MS + 30_000, null);
    expect(output?.body).toEqual({ at: expect.any(Number), seq: 1, battery: expect.any(Number), bedOccupied: false, motion: false });
  });
  it.each([
    { kind: "oximeter", signs: ["spo2", "heartRate"] },
    { kind: "bpCuff", signs: ["systolicPressure", "diastolicPressure", "heartRate"] },
    { kind: "thermometer", signs: ["bodyTemperature"] },
  ] as const)("a $kind measures on the morning round, and when asked", ({ kind, signs }) => {
    const made = device(kind);
    expect(made.step(NIGHT_MS, NIGHT_MS + 24 * HOUR_MS, null)).toHaveLength(1);
    const [output] = made.measureNow?.(NOON_MS, null) ?? [];
    expect(output).toMatchObject({ channel: "observations", body: { at: NOON_MS, seq: 2 } });
    expect(signs.every((sign) => Number(output?.body[sign]) > 0)).toBe(true);
  });
  it.each([
    ["sosButton", "help"],
    ["gasDetector", "gas"],
    ["leakSensor", "leak"],
    ["smokeDetector", "smoke"],
  ] as const)("a %s says %s once", (kind, type) => {
    const made = device(kind);
    const seconds = Array.from({ length: 60 }, (_, second) => NIGHT_MS + second * 1_000);
    const events = seconds.flatMap((fromMs) => made.step(fromMs, fromMs + 1_000, eventRun(kind, type)));
    expect(events).toEqual([{ channel: "events", body: { at: NIGHT_MS + 1_000, seq: 1, type, detail: {} } }]);
  });
});
describe("a Zigbee2MQTT home", () => {
  it("says the whole state of a device with contact true for closed, and seen in ISO time", () => {
    const states = child("doorSensor")
      .step(NIGHT_MS, NIGHT_MS + 12 * HOUR_MS, null)
      .map(({ state }) => state);
    expect(states[0]).toEqual({
      contact: true,
      tamper: false,
      battery: expect.any(Number),
      voltage: 3025,
      linkquality: expect.any(Number),
      last_seen: "2026-03-09T17:00:05.000Z",
    });
    const contacts = states.map(({ contact }) => contact);
    expect(contacts).toContain(false);
    expect(contacts.at(-1)).toBe(true);
  });
  it("says occupancy as the sample of the documentation does", () => {
    const [first] = child("motionSensor").step(NIGHT_MS, NIGHT_MS + 60_000, null);
    expect(Object.keys(first?.state ?? {}).sort()).toEqual(["battery", "last_seen", "linkquality", "occupancy", "voltage"]);
  });
  it("lets a radar speak within its expected interval, and others within theirs", () => {
    for (const kind of ["fallRadar", "motionSensor", "doorSensor", "sosButton", "leakSensor"] as const) {
      const times = child(kind)
        .step(NIGHT_MS, NIGHT_MS + 12 * HOUR_MS, null)
        .map(({ atMs }) => atMs);
      const gaps = times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0));
      expect(Math.max(...gaps)).toBeLessThan(DEVICE_KINDS[kind].expectedIntervalMs);
    }
  });
  it("says an action once and forgets it", () => {
    const button = child("sosButton");
    const pressed = button.step(NIGHT_MS, NIGHT_MS + 5_000, eventRun("sosButton", "sos")).filter(({ state }) => "action" in state);
    expect(pressed.map(({ state }) => state["action"])).toEqual(["emergency"]);
    const later = button.step(NIGHT_MS + 5_000, NIGHT_MS + 4 * HOUR_MS, null);
    expect(later.length).toBeGreaterThan(0);
    expect(later.some(({ state }) => "action" in state)).toBe(false);
  });
  it.each([
    ["leakSensor", "leak", "water_leak"],
    ["smokeDetector", "smoke", "smoke"],
    ["gasDetector", "gas", "gas"],
  ] as const)("a %s stays in alarm for a minute, across steps", (kind, type, field) => {
    const detector = child(kind);
    const run = eventRun(kind, type);
    const early = detector.step(NIGHT_MS, NIGHT_MS + 10_000, run).map(({ state }) => state[field]);
    const late = detector.step(NIGHT_MS + 10_000, NIGHT_MS + 90_000, run).map(({ state }) => state[field]);
    expect([early.at(-1), late]).toEqual([true, [false]]);
  });
  it("keeps availability retained and states not, and calls a silent child offline once", () => {
    const scenario: Scenario = {
      key: "x",
      zh: "",
      en: "",
      durationMs: 10 * 60_000,
      steps: [{ offsetMs: 90_000, change: { silent: ["motionSensor"] }, zh: "", en: "" }],
    };
    const home = makeZigbeeHome([child("motionSensor", "302_motion")]);
    const messages = Array.from({ length: 12 }, (_, minute) =>
      home.step(NIGHT_MS + minute * 60_000, NIGHT_MS + (minute + 1) * 60_000, () => ({ scenario, startMs: NIGHT_MS })),
    ).flat();
    expect(messages.filter(({ retain }) => retain).map(({ topic, payload }) => `${topic} ${payload}`)).toEqual([
      'zigbee2mqtt/302_motion/availability {"state":"online"}',
      'zigbee2mqtt/302_motion/availability {"state":"offline"}',
      'zigbee2mqtt/302_motion/availability {"state":"online"}',
    ]);
    expect(messages.filter(({ retain }) => !retain).every(({ topic }) => topic === "zigbee2mqtt/302_motion")).toBe(true);
  });
});
