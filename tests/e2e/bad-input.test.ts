import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MqttClient } from "mqtt";
import type { AlertView } from "../../domain/alert.ts";
import type { ObservationView } from "../../domain/observation.ts";
import { askAnhu } from "../support/anhu-command.ts";
import { startAnhuProcess, type AnhuProcess } from "../support/anhu-process.ts";
import { makeTempDir, until } from "../support/machine.ts";
import { connectDevice, makeTestHome, type MadeDevice, type TestHome } from "../support/home.ts";

const WITHIN = { timeout: 30_000 };
const temp = makeTempDir();
const closing: (() => unknown)[] = [temp.remove];
let anhu: AnhuProcess;
let home: TestHome;
let gateways: { readonly zigbee: MadeDevice; readonly owntracks: MadeDevice };
beforeAll(async () => {
  anhu = await startAnhuProcess({ dataDir: temp.path });
  closing.push(() => anhu.kill("SIGKILL"));
  home = await makeTestHome(anhu.api, { residents: 3, staffed: true });
  const add = async (dialect: string) =>
    (await askAnhu(anhu, "gateway", "add", "--facility", home.facilityId, "--dialect", dialect)) as MadeDevice;
  gateways = { zigbee: await add("zigbee2mqtt"), owntracks: await add("owntracks") };
});
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

interface Quarantined {
  readonly topic: string;
  readonly reason: string;
  readonly payload: string;
  readonly receivedAt: number;
  readonly detail: string;
}
const quarantine = async () => (await anhu.api.all("/quarantine")) as Quarantined[];
const observations = async (residentId: string, sign: string) => {
  const span = { from: String(Date.UTC(2015)), to: String(Date.now() + 60_000) };
  return (await anhu.api.all(`/residents/${residentId}/observations`, { sign, ...span })) as ObservationView[];
};
const openAlerts = async () => (await anhu.api.all("/alerts", { facility: home.facilityId, open: "true" })) as AlertView[];
/** Signs in; `drops` counts how often the connection ended before the test closed it. */
async function signIn(device: MadeDevice): Promise<{ client: MqttClient; drops: () => number }> {
  const client = await connectDevice(anhu.mqttPort, device);
  closing.push(() => client.endAsync(true));
  let drops = 0;
  client.on("close", () => drops++);
  return { client, drops: () => drops };
}
const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;

describe("input that cannot be read", () => {
  it("is acknowledged and listed with its reason and its bytes, and the good parts are kept", async () => {
    const [device, residentId] = [home.devices[0]!, home.residentIds[0]!];
    const { client, drops } = await signIn(device);
    const { observations: topic, events, status } = device.topics;
    // Whoever held the device before now is nobody.
    const at = Date.now();
    const unknownTopic = topic.replace("/observations", "/telemetry/v2");
    const said: readonly (readonly [topic: string, payload: string | Buffer, reason: string | null])[] = [
      [topic, '{"heartRate":71', "badJson"],
      [topic, "", "badJson"],
      [topic, '{"heartRate":NaN}', "badJson"],
      [topic, '{"heartRate":1e400}', "notFinite"],
      [topic, nested(9), "tooDeep"],
      [topic, Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), "badUtf8"],
      [topic, `{"at":${at},"heartRate":60,"heartRate":180}`, "duplicateKey"],
      [unknownTopic, '{"hr":71}', "unknownTopic"],
      [topic, `{"at":${at},"heartRate":71,"mood":3}`, "unknownSign"],
      [topic, `{"at":${at + 1},"heartRate":"72","spo2":97}`, "badShape"],
      [topic, `{"batch":[{"at":${at + 2},"heartRate":73},"nonsense",{"at":${at + 3},"heartRate":74}]}`, "badShape"],
      [topic, "[]", "badShape"],
      [events, '{"type":"fire"}', "unknownMessage"],
      [status, '{"online":"yes"}', "badShape"],
      [topic, `{"at":${at + 4},"heartRate":75}`, null],
    ];
    // Every publish is acknowledged, or this never resolves.
    for (const [to, payload] of said) await client.publishAsync(to, payload, { qos: 1 });
    const listed = await until(
      async () => {
        const found = await quarantine();
        return found.length >= said.filter(([, , reason]) => reason !== null).length && found;
      },
      { what: "everything to be listed" },
    );
    const rows = listed.map((entry) => [entry.topic, Buffer.from(entry.payload, "base64").toString("latin1"), entry.reason]);
    const expected = said.filter(([, , reason]) => reason !== null);
    expect(rows).toHaveLength(expected.length);
    expect(rows).toEqual(
      expect.arrayContaining(expected.map(([to, payload, reason]) => [to, Buffer.from(payload).toString("latin1"), reason])),
    );
    expect(listed.every(({ receivedAt, detail }) => Math.abs(Date.now() - receivedAt) < 60_000 && detail !== "")).toBe(true);

    const heartRates = await until(async () => {
      const found = await observations(residentId, "heartRate");
      return found.length >= 4 && found;
    });
    expect(heartRates.map((row) => [row.at - at, row.value, row.quality, row.method])).toEqual([
      [0, 71, "good", "wrist"],
      [2, 73, "good", "wrist"],
      [3, 74, "good", "wrist"],
      [4, 75, "good", "wrist"],
    ]);
    await expect.poll(async () => (await observations(residentId, "spo2")).map(({ value }) => value), WITHIN).toEqual([97]);
    expect([client.connected, drops()]).toEqual([true, 0]);
  });
  it("of hundreds of readings in one message keeps all but the bad one", async () => {
    const [device, residentId] = [home.devices[1]!, home.residentIds[1]!];
    const { client, drops } = await signIn(device);
    const at = Date.now();
    const readings = Array.from({ length: 1_500 }, (_, index) => ({
      at: at + index,
      heartRate: index === 700 ? "x" : 60 + (index % 20),
    }));
    await client.publishAsync(device.topics.observations, JSON.stringify(readings), { qos: 1 });
    const stored = await until(
      async () => {
        const found = await observations(residentId, "heartRate");
        return found.length >= 1_499 && found;
      },
      { what: "the readings of the array" },
    );
    expect(stored).toHaveLength(1_499);
    const bad = async () => (await quarantine()).filter(({ topic }) => topic === device.topics.observations);
    await expect
      .poll(async () => (await bad()).map(({ reason, detail }) => [reason, detail]), WITHIN)
      .toEqual([["badShape", expect.stringContaining("[700]")]]);
    expect([client.connected, drops()]).toEqual([true, 0]);
  });
  it("outside the own prefix is acknowledged and kept nowhere", async () => {
    const { client, drops } = await signIn(home.devices[2]!);
    const before = (await quarantine()).length;
    await client.publishAsync(home.devices[1]!.topics.observations, '{"heartRate":200}', { qos: 1 });
    await client.publishAsync("elsewhere/x", "1", { qos: 1 });
    await client.publishAsync(home.devices[2]!.topics.observations, '{"heartRate":66}', { qos: 1 });
    await until(async () => (await observations(home.residentIds[2]!, "heartRate")).length === 1);
    expect(await quarantine()).toHaveLength(before);
    expect((await observations(home.residentIds[1]!, "heartRate")).every(({ value }) => value < 200)).toBe(true);
    expect([client.connected, drops()]).toEqual([true, 0]);
  });
});

describe("a gateway's device that nobody registered", () => {
  it("waits in the quarantine, and is read when it is known", async () => {
    const { client } = await signIn(gateways.zigbee);
    const residentId = home.residentIds[2]!;
    const bytes = '{"battery":80,"contact":false,"linkquality":102}';
    await client.publishAsync("zigbee2mqtt/Balcony door", bytes, { qos: 1 });
    const mine = ({ topic }: Quarantined) => topic.endsWith("/raw/zigbee2mqtt/Balcony door");
    const waiting = await until(async () => (await quarantine()).find(mine));
    expect(waiting).toMatchObject({ reason: "unknownDevice", payload: Buffer.from(bytes).toString("base64") });
    // Held from now on; what it said before belongs to nobody.
    const args = ["--facility", home.facilityId, "--kind", "doorSensor", "--resident", residentId];
    await askAnhu(anhu, "device", "add", ...args, "--gateway", gateways.zigbee.id, "--address", "Balcony door");
    const answer = (await askAnhu(anhu, "quarantine", "replay")) as { replayed: number; kept: number };
    expect(answer.replayed).toBe(1);
    expect((await quarantine()).filter(mine)).toEqual([]);
    await client.publishAsync("zigbee2mqtt/Balcony door", '{"battery":79,"contact":true}', { qos: 1 });
    const doors = await until(async () => {
      const found = await observations(residentId, "doorOpen");
      return found.length > 0 && found;
    });
    expect(doors.map(({ value }) => value)).toContain(0);
    await client.endAsync();
  });
});

describe("dialects of gateways", () => {
  const add = (kind: string, residentId: string, gateway: MadeDevice, address: string) =>
    anhu.api.post("/devices", { facilityId: home.facilityId, kind, residentId, gatewayId: gateway.id, address });
  it("Zigbee2MQTT: readings and emergencies are those of the resident who holds the device", async () => {
    const [first, second] = home.residentIds as [string, string];
    const { zigbee } = gateways;
    for (const [kind, residentId, address] of [
      ["sosButton", first, "TS0215A"],
      ["sosButton", second, "FNB56"],
      ["motionSensor", first, "Kitchen_PIR"],
      ["fallRadar", second, "Bath radar"],
      ["leakSensor", first, "home/bath/leak"],
    ] as const)
      await add(kind, residentId, zigbee, address);
    const { client, drops } = await signIn(zigbee);
    const say = (name: string, payload: string) => client.publishAsync(`zigbee2mqtt/${name}`, payload, { qos: 1 });
    await say("TS0215A", '{"action":"emergency","battery":100,"linkquality":87}');
    await say("FNB56", '{"sos":true,"tamper":false,"battery_low":false}');
    await say("Bath radar", '{"status":"falling","breathing_rate":16,"location_x":120,"location_y":80}');
    await say("home/bath/leak", '{"water_leak":true,"battery":90}');
    await say("Kitchen_PIR", '{"battery":100,"voltage":3025,"illuminance":1515,"illuminance_lux":15,"linkquality":0,"occupancy":true}');
    await say("Kitchen_PIR/availability", '{"state":"online"}');
    const alerts = await until(async () => {
      const found = await openAlerts();
      return found.filter(({ class: about }) => about === "physiological").length >= 4 && found;
    });
    const told = alerts.filter(({ class: about }) => about === "physiological").map(({ kind, residentId }) => [kind, residentId]);
    expect(told.toSorted()).toEqual(
      [
        ["sos", first],
        ["sos", second],
        ["fall", second],
        ["leak", first],
      ].toSorted(),
    );
    const motion = await until(async () => {
      const found = await observations(first, "motion");
      return found.length > 0 && found;
    });
    expect(motion.map(({ value }) => value)).toEqual([1]);
    await expect
      .poll(async () => (await observations(second, "respiratoryRate")).map(({ value, method }) => [value, method]), WITHIN)
      .toEqual([[16, "radar"]]);
    expect(drops()).toBe(0);
  });
  it("OwnTracks: a place, and the button of the app", async () => {
    const third = home.residentIds[2]!;
    await add("phone", third, gateways.owntracks, "jane/nokia");
    const { client, drops } = await signIn(gateways.owntracks);
    const tst = Math.ceil(Date.now() / 1_000);
    const documented = {
      _type: "location",
      SSID: "mywifi",
      alt: 154,
      batt: 53,
      conn: "w",
      created_at: tst + 1,
      lat: 48.856826,
      lon: 2.292713,
      tid: "j1",
      tst,
      vel: 0,
    };
    await client.publishAsync("owntracks/jane/nokia", JSON.stringify(documented), { qos: 1 });
    await client.publishAsync("owntracks/jane/nokia", JSON.stringify({ ...documented, t: "u", tst: tst + 30 }), { qos: 1 });
    await client.publishAsync("owntracks/jane/nokia", `{"_type":"lwt","tst":${tst}}`, { qos: 1 });
    const places = await until(async () => {
      const found = await observations(third, "latitude");
      return found.length >= 2 && found;
    });
    expect(places.map(({ at, value }) => [at, value])).toEqual([
      [tst * 1_000, 48.856826],
      [(tst + 30) * 1_000, 48.856826],
    ]);
    await expect.poll(async () => (await observations(third, "battery")).map(({ value }) => value), WITHIN).toContain(53);
    const help = await until(async () => {
      return (await openAlerts()).find(({ kind, residentId }) => kind === "help" && residentId === third);
    });
    expect(help).toMatchObject({ severity: "warning", residentId: third });
    expect(drops()).toBe(0);
  });
});
