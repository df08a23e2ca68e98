import { describe, expect, it } from "vitest";
import { makeDevice } from "../../simulators/devices/make-device.ts";
import type { DeviceOutput } from "../../simulators/devices/device.ts";
import { EXIT_BEACON } from "../../simulators/devices/tag.ts";
import { makeZigbeeChild } from "../../simulators/devices/zigbee-child.ts";
import { makeResidentLife } from "../../simulators/physiology.ts";
import { SCENARIOS, scenarioNamed } from "../../simulators/scenarios/index.ts";
import type { DeviceKind } from "../../domain/device-kinds.ts";

const START_MS = Date.parse("2026-03-10T02:00:00+08:00");
const MINUTE_MS = 60_000;
const life = makeResidentLife(4);
function runOf(key: string) {
  const scenario = scenarioNamed(key);
  if (scenario === undefined) throw new Error(`no scenario ${key}`);
  return { scenario, startMs: START_MS };
}
/** What a device says from `fromMinute` before to `toMinute` after the start. */
function said(key: string, kind: DeviceKind, fromMinute: number, toMinute: number): readonly DeviceOutput[] {
  const device = makeDevice(kind, { seed: 11, life });
  return device?.step(START_MS + fromMinute * MINUTE_MS, START_MS + toMinute * MINUTE_MS, runOf(key)) ?? [];
}
const column = (outputs: readonly DeviceOutput[], sign: string): readonly unknown[] => outputs.map(({ body }) => body[sign]);
const bodyAt = (key: string, minute: number) => life.at(START_MS + minute * MINUTE_MS, runOf(key)).body;
const usualAt = (minute: number) => life.at(START_MS + minute * MINUTE_MS).body;

describe("scenarios", () => {
  it.each(SCENARIOS.map((scenario) => [scenario.key, scenario] as const))("%s is in order, and over when it says", (_key, scenario) => {
    const offsets = scenario.steps.map(({ offsetMs }) => offsetMs);
    expect(offsets).toEqual([...offsets].sort((left, right) => left - right));
    expect(scenario.durationMs).toBeGreaterThan(offsets.at(-1) ?? 0);
    const run = { scenario, startMs: START_MS };
    expect(life.at(START_MS - 1, run)).toEqual(life.at(START_MS - 1));
    expect(life.at(START_MS + scenario.durationMs, run)).toEqual(life.at(START_MS + scenario.durationMs));
  });
  it("night-fall: one fall event, then a fast pulse without motion, and a radar that sees falling and low posture", () => {
    const outputs = said("night-fall", "wristband", 0, 10);
    const events = outputs.filter(({ channel }) => channel === "events");
    expect(events.map(({ body }) => [body["type"], body["at"]])).toEqual([["fall", START_MS + 20_000]]);
    const after = outputs.filter(({ channel, body }) => channel === "observations" && Number(body["at"]) > START_MS + 60_000);
    expect(new Set(column(after, "motion"))).toEqual(new Set([false]));
    expect(bodyAt("night-fall", 5).heartRate - usualAt(5).heartRate).toBeGreaterThan(20);
    const radar = makeZigbeeChild({ kind: "fallRadar", name: "302_radar", seed: 1, life });
    const states = radar?.step(START_MS - 20_000, START_MS + 20 * MINUTE_MS, runOf("night-fall")).map(({ state }) => state["status"]) ?? [];
    expect(states.filter((status, index) => status !== states[index - 1])).toEqual([
      "unoccupied",
      "occupied",
      "falling",
      "low_posture",
      "unoccupied",
    ]);
  });
  it("sos: the button says it once, five seconds in", () => {
    const events = said("sos", "sosButton", -1, 10).filter(({ channel }) => channel === "events");
    expect(events.map(({ body }) => body)).toEqual([{ at: START_MS + 5_000, seq: expect.any(Number), type: "sos", detail: {} }]);
  });
  it("fever: three degrees over three hours; an ear thermometer finds it, pulse and breathing follow", () => {
    expect(bodyAt("fever", 90).coreTemperature - usualAt(90).coreTemperature).toBeCloseTo(1.5, 1);
    const measured = makeDevice("thermometer", { seed: 1, life })?.measureNow?.(START_MS + 200 * MINUTE_MS, runOf("fever")) ?? [];
    expect(Number(measured[0]?.body["bodyTemperature"])).toBeGreaterThanOrEqual(39.1);
    const taken = said("fever", "thermometer", 0, 240);
    expect(taken.map(({ body }) => Number(body["at"]) - START_MS)).toEqual([90, 180, 185].map((minute) => minute * MINUTE_MS));
    expect(bodyAt("fever", 200).heartRate - usualAt(200).heartRate).toBeGreaterThan(20);
    expect(bodyAt("fever", 719).coreTemperature - usualAt(719).coreTemperature).toBeLessThan(0.1);
  });
  it("silent-wristband: nothing for half an hour, the bed mat goes on", () => {
    expect(said("silent-wristband", "wristband", 0, 29)).toEqual([]);
    expect(said("silent-wristband", "wristband", 30, 31)).toHaveLength(6);
    expect(said("silent-wristband", "bedMat", 0, 29)).toHaveLength(58);
  });
  it("copd-desaturation: about 91 percent, then 85 and less, then well again", () => {
    const saturation = (minute: number): number => Math.round(bodyAt("copd-desaturation", minute).spo2);
    expect(saturation(8)).toBeGreaterThanOrEqual(89);
    expect(saturation(8)).toBeLessThanOrEqual(92);
    expect(saturation(25)).toBeLessThanOrEqual(85);
    expect(column(said("copd-desaturation", "oximeter", 0, 30), "spo2").map((value) => Number(value) <= 85)).toEqual([true, true]);
    expect(saturation(50)).toBe(Math.round(usualAt(50).spo2));
  });
  it("night-wandering: out of bed, and the door stands open", () => {
    expect(column(said("night-wandering", "bedMat", 3, 20), "bedOccupied")).not.toContain(true);
    const door = said("night-wandering", "doorSensor", 0, 30).filter(({ body }) => body["doorOpen"] !== undefined);
    expect(column(door, "doorOpen").slice(-2)).toEqual([true, false]);
  });
  it("charging: not worn, no reading, on the charger, and worn again", () => {
    const outputs = said("charging", "wristband", 0, 99);
    expect(outputs.find(({ body }) => body["charging"] === true)?.body).toMatchObject({ worn: false, heartRate: 0, spo2: 0 });
    expect(outputs.at(-1)?.body).toMatchObject({ worn: true, charging: false, heartRate: expect.any(Number) });
  });
  it("walk-out: the tag is seen at the exit, for a minute", () => {
    const seen = said("walk-out", "tag", -1, 10).filter(({ body }) => body["beacon"] === EXIT_BEACON);
    const minutes = seen.map(({ body }) => Math.floor((Number(body["at"]) - START_MS) / MINUTE_MS));
    expect([seen.length, new Set(minutes)]).toEqual([6, new Set([1])]);
  });
  it("long-bathroom-stay: the bathroom's sensor moves once, the room's not again, and no fall is told", () => {
    const motion = (isBathroom: boolean) =>
      makeZigbeeChild({ kind: "motionSensor", name: "302_bath", seed: 1, life, isBathroom })
        ?.step(START_MS - MINUTE_MS, START_MS + 100 * MINUTE_MS, runOf("long-bathroom-stay"))
        .filter(({ state }) => state["occupancy"] === true)
        .map(({ atMs }) => atMs - START_MS) ?? [];
    expect(Math.max(...motion(true))).toBeLessThan(4 * MINUTE_MS);
    expect(motion(true)).not.toEqual([]);
    expect(motion(false)).toEqual([]);
    expect(said("long-bathroom-stay", "wristband", 0, 100).filter(({ channel }) => channel === "events")).toEqual([]);
  });
});
