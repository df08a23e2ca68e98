import { describe, expect, it } from "vitest";
import type { Principal } from "../../domain/publish.ts";
import { EventEdges } from "../../ingest/edges.ts";
import { makeReader } from "../../ingest/read.ts";
import { aDevice, aGateway, anAssignment, aPublish } from "../support/builders.ts";
import { MONDAY_MORNING_MS as NOW } from "../support/manual-clock.ts";

const cord = aDevice({ id: "dev_cord", kind: "sosButton", gatewayId: "gtw_1", address: "toilet/cord" });
const leak = aDevice({ id: "dev_leak", kind: "leakSensor", gatewayId: "gtw_1", address: "leak" });
const children = [cord, leak];
const directory = {
  device: (id: string) => (id === "dev_1" ? aDevice() : undefined),
  gateway: (id: string) => (id === "gtw_1" ? aGateway() : undefined),
  child: (gatewayId: string, address: string) => children.find((one) => one.gatewayId === gatewayId && one.address === address),
  assignmentAt: (deviceId: string) =>
    deviceId === "gtw_1" ? anAssignment({ deviceId, residentId: null, placeId: "plc_hall" }) : anAssignment({ deviceId }),
};
const setUp = () => {
  const read = makeReader(directory, new EventEdges());
  const from = (principal: Principal, rest: string, payload: string, receivedAtMs = NOW) =>
    read({
      ...aPublish(),
      principal,
      topic: `anhu/v1/fac_1/${principal.id}/${rest}`,
      payload: Buffer.from(payload),
      receivedAtMs,
    });
  return {
    gateway: (rest: string, payload: object | string, atMs?: number) =>
      from(
        { id: "gtw_1", facilityId: "fac_1", type: "gateway" },
        rest,
        typeof payload === "string" ? payload : JSON.stringify(payload),
        atMs,
      ),
    device: (rest: string, payload: object, atMs?: number) =>
      from({ id: "dev_1", facilityId: "fac_1", type: "device" }, rest, JSON.stringify(payload), atMs),
  };
};
const RAW = "raw/zigbee2mqtt/";

describe("a publish that was read", () => {
  it("is the device's, with who held it and what may be believed", () => {
    const { messages, presence, quarantined } = setUp().device("observations", { at: NOW, seq: 1, heartRate: 71, spo2: 0 });
    expect(messages).toMatchObject([
      {
        device: { id: "dev_1" },
        residentId: "res_1",
        identity: `s:dev_1:1:${NOW}`,
        samples: [
          { sign: "heartRate", quality: "good" },
          { sign: "spo2", quality: "technical", reason: "sentinel" },
        ],
      },
    ]);
    expect([presence, quarantined]).toEqual([[], []]);
  });
  it("is the child's behind a gateway", () => {
    expect(setUp().gateway(`${RAW}toilet/cord`, { action: "emergency" }).messages).toMatchObject([
      { device: { id: "dev_cord" }, residentId: "res_1", event: { type: "sos" } },
    ]);
  });
  it("goes to the quarantine where it cannot be read, with what could be read kept", () => {
    const { messages, quarantined } = setUp().device("observations", { heartRate: 71, pulse: 1 });
    expect(messages).toHaveLength(1);
    expect(quarantined).toMatchObject([
      { facilityId: "fac_1", principalId: "dev_1", topic: "anhu/v1/fac_1/dev_1/observations", reason: "unknownSign", receivedAtMs: NOW },
    ]);
  });
  it("gives two messages without sequence in one batch two identities", () => {
    const { messages } = setUp().device("observations", [{ heartRate: 71 }, { heartRate: 71 }]);
    expect(new Set(messages.map(({ identity }) => identity)).size).toBe(2);
  });
});

describe("a device that nobody registered", () => {
  it("has its readings quarantined", () => {
    const { messages, quarantined } = setUp().gateway(`${RAW}stranger`, { temperature: 21 });
    expect(messages).toEqual([]);
    expect(quarantined).toMatchObject([{ reason: "unknownDevice" }]);
  });
  it.each([
    { payload: { action: "emergency" }, type: "sos", kind: "sosButton" },
    { payload: { water_leak: true }, type: "leak", kind: "leakSensor" },
    { payload: { smoke: true }, type: "smoke", kind: "smokeDetector" },
    { payload: { gas: true }, type: "gas", kind: "gasDetector" },
    { payload: { status: "falling" }, type: "fall", kind: "fallRadar" },
    { payload: { action: "help" }, type: "help", kind: "sosButton" },
  ])("still raises $type, where its gateway is, and is quarantined", ({ payload, type, kind }) => {
    const { messages, quarantined } = setUp().gateway(`${RAW}stranger`, payload);
    expect(messages).toMatchObject([
      { device: { id: "gtw_1", facilityId: "fac_1", kind, address: "stranger" }, placeId: "plc_hall", event: { type }, samples: [] },
    ]);
    expect(quarantined).toMatchObject([{ reason: "unknownDevice" }]);
  });
  it("is not mixed up with another one behind the same gateway", () => {
    const { gateway } = setUp();
    const [first, second] = ["a", "b"].map((name) => gateway(`${RAW}${name}`, { water_leak: true }).messages[0]);
    expect(second?.event?.type).toBe("leak");
    expect(second?.identity).not.toBe(first?.identity);
  });
});

describe("state-style alarms", () => {
  it("are an event once while they stay on, and a reading each time", () => {
    const { gateway } = setUp();
    const read = [true, true, false, true].map((isOn, minute) => gateway(`${RAW}leak`, { water_leak: isOn }, NOW + minute * 60_000));
    expect(read.map(({ messages }) => messages[0]?.event?.type)).toEqual(["leak", undefined, undefined, "leak"]);
    expect(read.map(({ messages }) => messages[0]?.samples[0]?.value)).toEqual([1, 1, 0, 1]);
  });
});

describe("presence", () => {
  it.each([
    { name: "availability of a child", rest: `${RAW}leak/availability`, deviceId: "dev_leak" },
    { name: "the bridge's own state", rest: `${RAW}bridge/state`, deviceId: "gtw_1" },
  ])("is told by $name, and is no sign of life", ({ rest, deviceId }) => {
    const { gateway } = setUp();
    expect(gateway(rest, { state: "offline" })).toEqual({ messages: [], presence: [{ deviceId, online: false }], quarantined: [] });
    expect(gateway(rest, "online")).toEqual({ messages: [], presence: [{ deviceId, online: true }], quarantined: [] });
  });
  it("is told by the status of a device and of a gateway", () => {
    const { device, gateway } = setUp();
    expect(device("status", { online: false })).toEqual({
      messages: [],
      presence: [{ deviceId: "dev_1", online: false }],
      quarantined: [],
    });
    expect(gateway("status", { online: false }).presence).toEqual([{ deviceId: "gtw_1", online: false }]);
  });
  it("of a device that nobody registered is nobody's", () => {
    expect(setUp().gateway(`${RAW}stranger/availability`, "offline")).toEqual({ messages: [], presence: [], quarantined: [] });
  });
});
