import { describe, expect, it } from "vitest";
import { coverageGaps, coverageMap, silentAfterMs, type Circumstances, type DeviceCondition } from "../../alerts/coverage.ts";
import { EMERGENCIES, type CoverageItem, type Emergency } from "../../domain/coverage.ts";
import { facilityCoverage } from "../../domain/facility-coverage.ts";
import { HOUR, MINUTE, SECOND } from "./support.ts";

const NOW = Date.UTC(2026, 0, 5);
const AT_HOME: Circumstances = { isAtWanderingRisk: false, hasFence: true, awaySinceMs: null };
const well = (kind: DeviceCondition["kind"], other: Partial<DeviceCondition> = {}): DeviceCondition => ({
  ...{ deviceId: kind, kind, use: null, isOnline: true, lastReceivedAtMs: NOW - 5 * SECOND, battery: 80, isWorn: null, isCharging: null },
  changedAtMs: { worn: NOW - HOUR, charging: NOW - 2 * HOUR, battery: NOW - 3 * HOUR },
  gatewayOfflineSinceMs: null,
  ...other,
});
const itemOf = (what: Emergency, devices: readonly DeviceCondition[], around: Partial<Circumstances> = {}): CoverageItem =>
  coverageMap(devices, { ...AT_HOME, ...around }, NOW).find((item) => item.what === what)!;

describe("the coverage map of a resident", () => {
  it("says of every emergency whether it would be noticed", () => {
    const items = coverageMap([], AT_HOME, NOW);
    expect(items.map(({ what }) => what)).toEqual(EMERGENCIES);
    expect(items.every(({ why }) => why === "noDevice")).toBe(true);
    expect(items.filter(({ isPromised }) => isPromised).map(({ what }) => what)).toEqual(["sos", "fall", "heartRate"]);
  });
  it.each([
    { what: "sos", by: well("sosButton") },
    { what: "fall", by: well("fallRadar", { use: "bedroom" }) },
    { what: "heartRate", by: well("wristband", { isWorn: true }) },
    { what: "spo2", by: well("bedsideMonitor") },
    { what: "respiratoryRate", by: well("bedMat") },
    { what: "bodyTemperature", by: well("bedsideMonitor") },
    { what: "bloodPressure", by: well("bedsideMonitor") },
    { what: "bedExit", by: well("bedMat", { use: "bedroom" }) },
    { what: "bathroom", by: well("motionSensor", { use: "bathroom" }) },
    { what: "inactivity", by: well("motionSensor", { use: "bedroom" }) },
    { what: "wandering", by: well("watch") },
    { what: "doorAtNight", by: well("doorSensor", { use: "exit" }) },
    { what: "smoke", by: well("smokeDetector", { use: "bedroom" }) },
    { what: "gas", by: well("gasDetector", { use: "bedroom" }) },
    { what: "leak", by: well("leakSensor", { use: "bathroom" }) },
  ] as const)("$what is noticed by a $by.kind that works", ({ what, by }) => {
    expect(itemOf(what, [by])).toMatchObject({ isPromised: true, why: null, sinceMs: null, devices: [{ deviceId: by.kind, why: null }] });
  });
  it.each([
    { why: "gatewayDown", device: { gatewayOfflineSinceMs: NOW - MINUTE }, sinceMs: NOW - MINUTE },
    { why: "offline", device: { isOnline: false }, sinceMs: NOW - 5 * SECOND },
    { why: "batteryEmpty", device: { battery: 0 }, sinceMs: NOW - 3 * HOUR },
    { why: "silent", device: { lastReceivedAtMs: NOW - silentAfterMs("wristband") - 1 }, sinceMs: NOW - silentAfterMs("wristband") - 1 },
    { why: "silent", device: { lastReceivedAtMs: null }, sinceMs: null },
    { why: "notWorn", device: { isWorn: false }, sinceMs: NOW - HOUR },
    { why: "charging", device: { isCharging: true, isWorn: false }, sinceMs: NOW - 2 * HOUR },
  ] as const)("a wristband that cannot: $why, since when", ({ why, device, sinceMs }) => {
    for (const what of ["sos", "fall", "heartRate", "inactivity"] as const)
      expect(itemOf(what, [well("wristband", device)])).toMatchObject({ isPromised: true, why, sinceMs });
  });
  it("sensors of the room see nothing of who is away; the watch does, and a fire is noticed all the same", () => {
    const devices = [well("bedMat", { use: "bedroom" }), well("sosButton", { use: "bedroom" }), well("smokeDetector", { use: "bedroom" })];
    const away = { awaySinceMs: NOW - HOUR };
    expect(itemOf("bedExit", devices, away)).toMatchObject({ why: "notAtHome", sinceMs: NOW - HOUR });
    expect(itemOf("sos", devices, away).why).toBe("notAtHome");
    expect(itemOf("sos", [...devices, well("watch")], away).why).toBeNull();
    expect(itemOf("smoke", devices, away).why).toBeNull();
  });
  it("a phone without a geofence finds nobody; a tag is seen at the door; who is at risk is owed one", () => {
    expect(itemOf("wandering", [well("phone")], { hasFence: false })).toMatchObject({ isPromised: true, why: "noGeofence" });
    expect(itemOf("wandering", [well("tag")], { hasFence: false }).why).toBeNull();
    expect(itemOf("wandering", [], { isAtWanderingRisk: true })).toMatchObject({ isPromised: true, why: "noDevice" });
    expect(itemOf("wandering", [])).toMatchObject({ isPromised: false, why: "noDevice" });
  });
  it("skin temperature is a trend: by a wristband no fever is noticed", () => {
    expect(itemOf("bodyTemperature", [well("wristband")])).toMatchObject({ why: "noDevice", devices: [] });
  });
  it("what is measured once a day is noticed only then, and is promised to nobody", () => {
    const item = itemOf("bloodPressure", [well("bpCuff")]);
    expect(item).toMatchObject({ isPromised: false, why: "spotOnly", sinceMs: NOW - 5 * SECOND });
  });
  it("one able device is enough; of several that cannot the gravest reason is told, and each its own", () => {
    const flat = well("wristband", { battery: 0 });
    const dead = well("bedMat", { gatewayOfflineSinceMs: NOW - MINUTE });
    expect(itemOf("heartRate", [flat, well("bedMat")]).why).toBeNull();
    const item = itemOf("heartRate", [flat, dead]);
    expect(item).toMatchObject({ why: "gatewayDown", sinceMs: NOW - MINUTE });
    expect(item.devices.map(({ kind, why }) => `${kind} ${why}`)).toEqual(["wristband batteryEmpty", "bedMat gatewayDown"]);
  });
  it("the tile of a resident says that the gateway is down", () => {
    const gaps = coverageGaps([well("wristband"), well("bedMat", { gatewayOfflineSinceMs: 7 })], NOW);
    expect(gaps).toEqual([{ what: "bedExit", why: "gatewayDown", deviceId: "bedMat", sinceMs: 7 }]);
  });
});
it("a home adds up what is promised, and names who is not covered", () => {
  const items = (devices: readonly DeviceCondition[]) => coverageMap(devices, AT_HOME, NOW);
  const whole = facilityCoverage("fac", NOW, [
    { residentId: "r1", room: "301", items: items([well("wristband")]) },
    { residentId: "r2", room: "302", items: items([well("wristband", { isWorn: false })]) },
    { residentId: "r3", room: "303", items: items([]) },
  ]);
  expect(whole.residents).toBe(3);
  expect(whole.items[0]).toEqual({ what: "sos", promised: 3, noticed: 1, why: { notWorn: 1, noDevice: 1 } });
  expect(whole.items.find(({ what }) => what === "bedExit")).toEqual({ what: "bedExit", promised: 0, noticed: 0, why: {} });
  expect(whole.gaps.map(({ residentId, items: missing }) => [residentId, missing.length])).toEqual([
    ["r2", 6],
    ["r3", 3],
  ]);
});
