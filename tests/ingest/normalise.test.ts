import { describe, expect, it } from "vitest";
import type { DeviceKind } from "../../domain/device-kinds.ts";
import type { Assignment } from "../../domain/directory.ts";
import type { SignKey } from "../../domain/signs.ts";
import { aMessage } from "../../ingest/decode/decoded.ts";
import { normalise } from "../../ingest/normalise.ts";
import { aDevice, anAssignment, aPublish } from "../support/builders.ts";
import { MONDAY_MORNING_MS as NOW } from "../support/manual-clock.ts";

const MIN = 60_000;
const publish = { ...aPublish(), receivedAtMs: NOW };
const origin = { publish, position: 0, source: "dev_1" };
const assignments: readonly Assignment[] = [
  anAssignment({ residentId: "res_old", fromMs: NOW - 600 * MIN, toMs: NOW - 60 * MIN }),
  anAssignment({ residentId: "res_new", placeId: "plc_302", fromMs: NOW - 60 * MIN }),
];
const directory = {
  assignmentAt: (deviceId: string, atMs: number) =>
    assignments.find((one) => one.deviceId === deviceId && atMs >= one.fromMs && (one.toMs === null || atMs < one.toMs)),
};
const at = (atMs: number | null) => normalise(aMessage(null, { atMs }), null, origin, aDevice(), directory);
const sample = (kind: DeviceKind, sign: SignKey, value: number) =>
  normalise(aMessage(null, { values: [[sign, value]] }), null, origin, aDevice({ kind }), directory).samples[0];

describe("time of an observation", () => {
  it.each([
    { name: "the device's, when it can be right", atMs: NOW - 1000, observed: NOW - 1000, fault: null },
    { name: "ours, when the device has none", atMs: null, observed: NOW, fault: null },
    { name: "the device's, up to 5 min ahead", atMs: NOW + 5 * MIN, observed: NOW + 5 * MIN, fault: null },
    { name: "ours, when the device is further ahead", atMs: NOW + 5 * MIN + 1, observed: NOW, fault: "future" },
    { name: "ours, when the device is in 2099", atMs: Date.UTC(2099, 0, 1), observed: NOW, fault: "future" },
    { name: "ours, when the device is in 1970", atMs: 5000, observed: NOW, fault: "past" },
    { name: "ours, on the last day of 2019", atMs: Date.UTC(2020, 0, 1) - 1, observed: NOW, fault: "past" },
    { name: "the device's, from 2020", atMs: Date.UTC(2020, 0, 1), observed: Date.UTC(2020, 0, 1), fault: null },
  ])("is $name", ({ atMs, observed, fault }) => {
    expect(at(atMs)).toMatchObject({ observedAtMs: observed, receivedAtMs: NOW, deviceAtMs: atMs, clockFault: fault });
  });
  it.each([
    { agoMs: 10 * MIN, late: false },
    { agoMs: 10 * MIN + 1, late: true },
  ])("is late after ten minutes: $agoMs ms ago is $late", ({ agoMs, late }) => {
    expect(at(NOW - agoMs).late).toBe(late);
  });
  it("is never late where ours is used", () => {
    expect(at(0).late).toBe(false);
  });
});

describe("whose it is", () => {
  it("is told by who held the device when it was observed, not when it came", () => {
    expect(at(NOW - 61 * MIN)).toMatchObject({ residentId: "res_old", placeId: null });
    expect(at(NOW - 59 * MIN)).toMatchObject({ residentId: "res_new", placeId: "plc_302" });
  });
  it("is told by receive time where the device's cannot be right", () => {
    expect(at(Date.UTC(2001, 0, 1)).residentId).toBe("res_new");
  });
  it("is the present holder's for an emergency from before the first assignment: nobody's SOS is lost", () => {
    const sos = { type: "sos", detail: {} } as const;
    const message = normalise(aMessage(null, { atMs: NOW - 601 * MIN, event: sos }), sos, origin, aDevice(), directory);
    expect(message).toMatchObject({ residentId: "res_new", placeId: "plc_302" });
  });
  it("is nobody's before the first assignment", () => {
    expect(at(NOW - 601 * MIN)).toMatchObject({ residentId: null, placeId: null });
  });
});

describe("quality of a value", () => {
  it.each<{ kind: DeviceKind; sign: SignKey; value: number; quality: string; reason?: string }>([
    { kind: "wristband", sign: "heartRate", value: 50, quality: "good" },
    { kind: "wristband", sign: "heartRate", value: 0, quality: "technical", reason: "sentinel" },
    { kind: "wristband", sign: "spo2", value: 127, quality: "technical", reason: "sentinel" },
    { kind: "wristband", sign: "spo2", value: 40, quality: "good" },
    { kind: "wristband", sign: "spo2", value: 39.9, quality: "technical", reason: "implausible" },
    { kind: "wristband", sign: "spo2", value: 100.1, quality: "technical", reason: "implausible" },
    { kind: "wristband", sign: "heartRate", value: 2 ** 53, quality: "technical", reason: "implausible" },
    { kind: "wristband", sign: "heartRate", value: -71, quality: "technical", reason: "implausible" },
    { kind: "wristband", sign: "steps", value: 0, quality: "good" },
    { kind: "scale", sign: "weight", value: 0, quality: "technical", reason: "sentinel" },
    { kind: "phone", sign: "latitude", value: 91, quality: "technical", reason: "implausible" },
    { kind: "roomClimate", sign: "roomTemperature", value: 0, quality: "good" },
  ])("$sign $value of a $kind is $quality $reason", ({ kind, sign, value, quality, reason }) => {
    expect(sample(kind, sign, value)).toEqual({ sign, value, quality, ...(reason === undefined ? {} : { reason }) });
  });
  it("is suspect for vital signs while the device says that nobody wears it", () => {
    const taken = aMessage(null, {
      values: [
        ["heartRate", 71],
        ["spo2", 0],
        ["battery", 80],
        ["worn", 0],
      ],
    });
    expect(normalise(taken, null, origin, aDevice(), directory).samples.map(({ quality, reason }) => [quality, reason])).toEqual([
      ["suspect", "notWorn"],
      ["technical", "sentinel"],
      ["good", undefined],
      ["good", undefined],
    ]);
  });
});

describe("grade, method and identity", () => {
  it("are the kind's and the message's", () => {
    const message = normalise(aMessage(null, { method: "ear" }), null, origin, aDevice({ kind: "oximeter" }), directory);
    expect(message).toMatchObject({ grade: "medical", method: "ear" });
  });
  it("carries the event that it is handed, not the one that only repeats itself", () => {
    const event = { type: "leak", detail: {} } as const;
    expect(normalise(aMessage(null, { event, isState: true }), null, origin, aDevice(), directory).event).toBeNull();
    expect(normalise(aMessage(null, { event }), event, origin, aDevice(), directory).event).toBe(event);
  });
  it("gives the same identity each time it is asked", () => {
    const message = normalise(aMessage(null, { atMs: NOW, seq: 17 }), null, origin, aDevice(), directory);
    expect(message.identity).toBe(`s:dev_1:17:${NOW}`);
    expect(message.identity).toBe(`s:dev_1:17:${NOW}`);
  });
});
