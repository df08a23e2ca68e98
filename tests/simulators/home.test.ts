import { Compile } from "typebox/compile";
import { afterEach, describe, expect, it } from "vitest";
import { HomeDocument, HomeImported } from "../../domain/home-document.ts";
import { makeBenchDocument, makeHomeDocument } from "../../simulators/home-document.ts";
import { startHome, type RunningHome, type StartHomeOptions } from "../../simulators/home.ts";
import { startAedes } from "./aedes-fixture.ts";
import { importedAs } from "./home-fixture.ts";

const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});
const document = makeHomeDocument({ residents: 3 });
const NIGHT_MS = Date.parse("2026-03-10T02:00:00+08:00");
/** Runs `rate` times as fast as the machine. */
function aClock(rate: number, startMs = NIGHT_MS) {
  const origin = performance.now();
  const elapsed = (): number => (performance.now() - origin) * rate;
  return { now: () => Math.floor(startMs + elapsed()), monotonic: elapsed };
}
function aHome(mqttUrl: string, change: Partial<StartHomeOptions> = {}): RunningHome {
  const home = startHome({ mqttUrl, document, imported: importedAs(document), clock: aClock(100), everyMs: 10, ...change });
  undo.push(home.close);
  return home;
}
async function aBroker() {
  const broker = await startAedes();
  undo.push(broker.close);
  return broker;
}
const check = Compile(HomeDocument);

describe("makeHomeDocument", () => {
  it("is a valid document of a staffed floor with eighteen residents, the same for the same seed", () => {
    const home = makeHomeDocument();
    expect(check.Check(home)).toBe(true);
    expect(home.residents).toHaveLength(18);
    expect(home.residents[1]).toMatchObject({ key: "r02", name: "李国强", room: "302" });
    expect(home.users.map(({ name, role }) => `${name} ${role}`)).toContain("李娜 caregiver");
    expect(makeHomeDocument()).toEqual(home);
    expect(makeHomeDocument({ seed: 2 })).not.toEqual(home);
  });
  it.each([
    ["a home of 200", makeHomeDocument({ residents: 200, tell: { sos: "at-once" } })],
    ["the bench's", makeBenchDocument({ residents: 500, webhookUrl: "http://127.0.0.1:1/webhook" })],
  ])("names nobody twice and refers only to what is there: %s", (_name, home) => {
    expect(check.Check(home)).toBe(true);
    const unique = (values: readonly string[]): boolean => new Set(values).size === values.length;
    const rooms = new Set(home.places.map(({ name }) => name));
    const keys = new Set(home.residents.map(({ key }) => key));
    expect([unique(home.residents.map(({ key }) => key)), unique(home.devices.map(({ key }) => key))]).toEqual([true, true]);
    expect(unique(home.places.map(({ building, floor, name }) => `${building}/${floor}/${name}`))).toBe(true);
    expect(unique(home.devices.flatMap(({ address }) => address ?? []))).toBe(true);
    expect(home.residents.every(({ room }) => rooms.has(room))).toBe(true);
    expect(home.devices.every(({ room, resident }) => (room === undefined) !== (resident === undefined))).toBe(true);
    expect(home.devices.every(({ resident }) => resident === undefined || keys.has(resident))).toBe(true);
  });
  it("has an answer of the agreed shape", () => {
    expect(Compile(HomeImported).Check(importedAs(document))).toBe(true);
  });
});
describe("startHome", () => {
  it("lets every device and the gateway speak at once", async () => {
    const broker = await aBroker();
    const home = aHome(broker.mqttUrl);
    const talkers = document.devices.filter(({ kind }) => kind === "wristband" || kind === "bedMat");
    await expect
      .poll(() => new Set(broker.heard.filter(({ topic }) => topic.endsWith("/observations")).map(({ clientId }) => clientId)).size)
      .toBeGreaterThanOrEqual(talkers.length);
    await expect
      .poll(() => broker.heard.filter(({ topic }) => topic.endsWith("/availability")).length)
      .toBe(document.devices.filter(({ gateway }) => gateway !== undefined).length);
    const heard = () => broker.heard;
    await expect.poll(heard).toContainEqual({
      clientId: "zigbee-3f",
      topic: "zigbee2mqtt/bridge/state",
      payload: '{"state":"online"}',
      retain: true,
    });
    await expect.poll(heard).toContainEqual({
      clientId: "wristband-301",
      topic: "anhu/v1/f/wristband-301/status",
      payload: '{"online":true}',
      retain: true,
    });
    await expect.poll(() => home.counts.connected).toBe(home.counts.links);
  });
  it("plays a scenario: the fall of the wristband, and what the radar saw, arrive", async () => {
    const broker = await aBroker();
    const told: string[] = [];
    // Slow enough that what comes after the fall, a quarter of an hour later, is not reached on a busy machine.
    const home = aHome(broker.mqttUrl, { clock: aClock(20), onStep: (resident, { en }) => told.push(`${resident} ${en}`) });
    home.play("night-fall", "r01");
    await expect
      .poll(() => broker.heard.map(({ topic, payload }) => `${topic} ${JSON.parse(payload).type}`))
      .toContain("anhu/v1/f/wristband-301/events fall");
    await expect
      .poll(() => broker.heard.filter(({ topic }) => topic === "zigbee2mqtt/301_radar").map(({ payload }) => JSON.parse(payload).status))
      .toContain("falling");
    expect(told).toEqual(["r01 gets up for the toilet", "r01 slips in the bathroom"]);
    expect(() => home.play("flood", "r01")).toThrow(/night-fall sos fever/);
    expect(() => home.play("sos", "r99")).toThrow(/r01 r02 r03/);
  });
  it("loses nothing when every connection breaks, again and again", async () => {
    const broker = await aBroker();
    const home = aHome(broker.mqttUrl);
    for (let round = 1; round <= 3; round++) {
      const before = broker.heard.length;
      await expect.poll(() => broker.heard.length, { timeout: 10_000 }).toBeGreaterThan(before + 10);
      broker.breakAll();
    }
    const distinct = (): readonly number[] => {
      const said = broker.heard.filter(({ topic }) => topic === "anhu/v1/f/wristband-302/observations");
      return [...new Set(said.map(({ payload }) => Number(JSON.parse(payload).seq)))].sort((left, right) => left - right);
    };
    await expect.poll(() => distinct().length).toBeGreaterThan(5);
    await home.close();
    expect(distinct()).toEqual(Array.from({ length: distinct().length }, (_, index) => index + 1));
  });
  it("measures when it is told to", async () => {
    const broker = await aBroker();
    aHome(broker.mqttUrl);
    const topic = "anhu/v1/f/oximeter-301/commands";
    await expect.poll(() => broker.broker.connectedClients, { timeout: 10_000 }).toBeGreaterThan(5);
    await expect
      .poll(
        () => {
          broker.broker.publish(
            { cmd: "publish", topic, payload: '{"command":"measureNow"}', qos: 1, retain: false, dup: false },
            () => undefined,
          );
          return broker.heard
            .filter(({ topic: said }) => said === "anhu/v1/f/oximeter-301/observations")
            .map(({ payload }) => Object.keys(JSON.parse(payload)));
        },
        { timeout: 10_000, interval: 100 },
      )
      .toContainEqual(["at", "seq", "spo2", "heartRate", "battery"]);
  });
  it("says of a light again and again that it is there", async () => {
    const broker = await aBroker();
    const withLight = { ...document, devices: [...document.devices, { key: "light", kind: "corridorLight", room: "3F" } as const] };
    aHome(broker.mqttUrl, { document: withLight, imported: importedAs(withLight), clock: aClock(1_000) });
    const said = () => broker.heard.filter(({ clientId, topic }) => clientId === "light" && topic.endsWith("/status"));
    await expect.poll(() => said().length, { timeout: 20_000 }).toBeGreaterThan(3);
    expect(said().at(-1)).toMatchObject({ payload: '{"online":true,"showing":""}', retain: true });
  });
  it("says that it goes offline when it is closed", async () => {
    const broker = await aBroker();
    const home = aHome(broker.mqttUrl);
    await expect.poll(() => home.counts.connected, { timeout: 10_000 }).toBe(home.counts.links);
    await home.close();
    const heard = () => broker.heard;
    await expect.poll(heard).toContainEqual({
      clientId: "wristband-303",
      topic: "anhu/v1/f/wristband-303/status",
      payload: '{"online":false}',
      retain: true,
    });
    await expect.poll(heard).toContainEqual({
      clientId: "zigbee-3f",
      topic: "zigbee2mqtt/bridge/state",
      payload: '{"state":"offline"}',
      retain: true,
    });
  });
  it("refuses an answer that belongs to another document", () => {
    const imported = importedAs(makeHomeDocument({ residents: 2 }));
    expect(() => startHome({ mqttUrl: "mqtt://127.0.0.1:1", document, imported, clock: aClock(1) })).toThrow(
      /no credential for wristband-303/,
    );
  });
});
