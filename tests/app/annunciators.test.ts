import type { MqttClient } from "mqtt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSimulatedAnnunciator, type SimulatedAnnunciator } from "../../simulators/annunciator.ts";
import { connectDevice, type MadeDevice } from "../support/home.ts";
import { until } from "../support/machine.ts";
import { measured } from "../support/platform.ts";
import { openCareHome, type CareHome } from "./care-home.ts";

const SOON = { timeout: 15_000 };
let home: CareHome;
let light: SimulatedAnnunciator;
let lightId: string;
let button: MqttClient;
let buttonTopics: MadeDevice["topics"];
let seq = 0;

async function device(kind: string, more: object = {}): Promise<MadeDevice> {
  return (await home.post(home.administrator, "/devices", { facilityId: home.facilityId, kind, ...more })).body;
}
const port = () => Number(new URL(home.platform.mqttUrl).port);
const press = (type = "sos") => button.publishAsync(buttonTopics.events, JSON.stringify({ seq: ++seq, type }), { qos: 1 });
const openAlert = (kind: string) =>
  until(async () => (await home.get(home.nurse, `/alerts?open=true`)).items.find((alert: { kind: string }) => alert.kind === kind), {
    what: `an open ${kind}`,
  });
async function light1(): Promise<{ announced: string; confirmedAt: number | null }> {
  return (await home.get(home.nurse, "/annunciators")).items.find(({ id }: { id: string }) => id === lightId);
}

beforeAll(async () => {
  home = await openCareHome();
  const own = await device("corridorLight", { room: "302" });
  const made = await home.post(home.nurse, "/annunciators", { facilityId: home.facilityId, deviceId: own.id, label: "三楼走廊" });
  expect(made.status).toBe(201);
  lightId = made.body.id;
  const pressed = await device("sosButton", { residentId: home.residentId });
  buttonTopics = pressed.topics;
  button = await connectDevice(port(), pressed);
  light = openSimulatedAnnunciator({ mqttUrl: home.platform.mqttUrl, ...own });
}, 120_000);
afterAll(async () => {
  await button.endAsync();
  await light.close();
  await home.close();
});

describe("annunciators of a home", () => {
  it("a light that connects is told what it shows, and confirms it", async () => {
    await expect.poll(() => light.showing?.pattern, SOON).toBe("off");
    await expect.poll(async () => (await light1()).confirmedAt, SOON).not.toBeNull();
  });
  it("an SOS lights it within two seconds, with the room and without a name", async () => {
    const before = performance.now();
    await press();
    await expect.poll(() => light.showing?.pattern, { ...SOON, interval: 5 }).toBe("high");
    const ms = Math.round(performance.now() - before);
    measured("an SOS to the corridor light", { ms });
    expect(ms).toBeLessThan(10_000);
    expect(light.showing).toMatchObject({ light: { colour: "red", flashHz: 2 }, sound: { pulses: 10 }, text: { zh: "302 紧急呼叫" } });
    expect(JSON.stringify(light.showing)).not.toContain("王秀英");
  });
  it("who is on the way turns the sound off and leaves the light; arrival turns it off", async () => {
    const { id } = await openAlert("sos");
    await home.post(home.nurse, `/alerts/${id}/acknowledge`, { track: "onSite" });
    await expect.poll(() => light.showing, SOON).toMatchObject({ pattern: "high", sound: null, light: { colour: "red" } });
    await home.post(home.nurse, `/alerts/${id}/arrive`, {});
    await expect.poll(() => light.showing, SOON).toMatchObject({ pattern: "off", light: null, sound: null });
  });
  it("a press again lights it again, and resolving turns it off", async () => {
    await press();
    await expect.poll(() => light.showing, SOON).toMatchObject({ pattern: "high", sound: { pulses: 10 } });
    const { id } = await openAlert("sos");
    await home.post(home.nurse, `/alerts/${id}/resolve`, { outcome: "test", reason: "试验" });
    await expect.poll(() => light.showing?.pattern, SOON).toBe("off");
  });
  it("a Zigbee siren is told through its gateway, and the relay behind it confirms by its state", async () => {
    const gateway = (await home.post(home.administrator, "/gateways", { facilityId: home.facilityId, dialect: "zigbee2mqtt" })).body;
    const client = await connectDevice(port(), gateway);
    const told = new Map<string, string>();
    client.on("message", (topic, payload) => told.set(topic, payload.toString()));
    await client.subscribeAsync("zigbee2mqtt/+/set", { qos: 1 });
    const ids: string[] = [];
    for (const [kind, address] of [
      ["siren", "3F_siren"],
      ["nurseCallRelay", "3F_relay"],
    ] as const) {
      const made = await device(kind, { gatewayId: gateway.id, address, room: "302" });
      const body = { facilityId: home.facilityId, deviceId: made.id, label: address };
      ids.push((await home.post(home.nurse, "/annunciators", body)).body.id);
    }
    await press();
    const siren = () => JSON.parse(told.get("zigbee2mqtt/3F_siren/set") ?? "null");
    await expect.poll(siren, SOON).toMatchObject({ warning: { mode: "emergency", strobe: true } });
    await expect.poll(() => told.get("zigbee2mqtt/3F_relay/set"), SOON).toBe('{"state":"ON"}');
    await client.publishAsync("zigbee2mqtt/3F_relay", '{"state":"ON","linkquality":120}', { qos: 1 });
    const relay = async () => (await home.get(home.nurse, "/annunciators")).items.find(({ id }: { id: string }) => id === ids[1]);
    await expect.poll(async () => (await relay()).confirmedAt, SOON).not.toBeNull();
    const { id } = await openAlert("sos");
    await home.post(home.nurse, `/alerts/${id}/resolve`, { outcome: "test", reason: "试验" });
    await expect.poll(siren, SOON).toMatchObject({ warning: { mode: "stop", strobe: false } });
    await client.endAsync();
  });
  it("a test shows for as long as it was asked, and an alert ends it", async () => {
    expect((await home.post(home.nurse, `/annunciators/${lightId}/test`, { seconds: 30 })).status).toBe(200);
    await expect.poll(() => light.showing, SOON).toMatchObject({ pattern: "test", text: { zh: "测试" } });
    await press("help");
    await expect.poll(() => light.showing, SOON).toMatchObject({ pattern: "medium", text: { zh: "302 呼叫护理" } });
    const { id } = await openAlert("help");
    await home.post(home.nurse, `/alerts/${id}/resolve`, { outcome: "true", reason: "看过" });
  });
});
