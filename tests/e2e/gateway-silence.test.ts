import mqtt, { type MqttClient } from "mqtt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeSimulatedClock } from "../../app/clock.ts";
import { readSettings } from "../../app/config.ts";
import { start, type Platform } from "../../app/start.ts";
import type { AlertView } from "../../domain/alert.ts";
import type { FacilityCoverage } from "../../domain/facility-coverage.ts";
import type { HomeDocument, HomeImported } from "../../domain/home-document.ts";
import { makeTempDir, until } from "../support/machine.ts";

const CHILDREN = 200;
/**
 * Seconds of the server per second: bed mats speak every 30 s, and minutes need not be waited for. A machine that stands still for four
 * seconds makes no gap of the 90 s after which they are missed.
 */
const RATE = 15;
const MINUTE = 60_000;
const everyMs = 30_000 / RATE;
const names = Array.from({ length: CHILDREN }, (_, index) => String(index + 1).padStart(3, "0"));
const HOME: HomeDocument = {
  facility: { name: "岁安", staffed: true },
  places: names.map((name) => ({ building: "A", floor: name.slice(0, 1), name })),
  residents: names.map((name) => ({ key: `r${name}`, name: `住户${name}`, room: name, level: 1 })),
  gateways: [{ key: "gw", dialect: "zigbee2mqtt" }],
  devices: names.map((name) => ({ key: `d${name}`, kind: "bedMat", resident: `r${name}`, gateway: "gw", address: `bed ${name}` })),
  ...{ clinics: [], contracts: [], contacts: [], users: [] },
};
type Json = ReturnType<typeof JSON.parse>;

/** Two hundred bed mats behind one Zigbee2MQTT gateway, over a real connection. */
let platform: Platform;
let home: HomeImported;
let clock: ReturnType<typeof makeSimulatedClock>;
let client: MqttClient | null = null;
let speaking: NodeJS.Timeout | null = null;
let lastSpokeMs = 0;
const temp = makeTempDir();
/** A busy machine makes the server refuse for a moment; nothing was done then. */
function call(method: string, path: string, body?: unknown): Promise<Json> {
  const headers = { authorization: `Bearer ${platform.adminToken}`, "content-type": "application/json" };
  const ask = async (): Promise<Json> => {
    const answer = await fetch(`${platform.httpUrl}/api/v1${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return answer.status === 503 ? null : answer.json();
  };
  return until(ask, { deadlineMs: 40_000, everyMs: 100, what: `an answer to ${path}` });
}
const alerts = async (): Promise<AlertView[]> => (await call("GET", `/alerts?facility=${home.facilityId}&open=true`)).items;
const coverage = (): Promise<FacilityCoverage> => call("GET", `/facilities/${home.facilityId}/coverage`);
const deaf = async (): Promise<number> => (await coverage()).items.find(({ what }) => what === "bedExit")?.why.gatewayDown ?? 0;
/** Waits for so much of the server's time. */
const pass = (ms: number): Promise<unknown> => {
  const end = clock.now() + ms;
  return until(() => clock.now() >= end, { deadlineMs: ms / RATE + 30_000, what: `${ms} ms of the server's time` });
};
async function connect(): Promise<MqttClient> {
  const { username, password } = home.gateways[0]!;
  client = await mqtt.connectAsync(platform.mqttUrl, { clientId: username, username, password, reconnectPeriod: 0 });
  return client;
}
/** Every mat of the list says every thirty seconds that somebody lies on it. */
async function speak(rooms: readonly string[]): Promise<void> {
  const say = async () => {
    const link = client;
    if (link === null) return;
    lastSpokeMs = clock.now();
    await Promise.all(rooms.map((name) => link.publishAsync(`zigbee2mqtt/bed ${name}`, '{"contact":true,"linkquality":120}', { qos: 1 })));
  };
  await say();
  speaking = setInterval(() => void say().catch(() => undefined), everyMs);
}
function fallSilent(): void {
  if (speaking !== null) clearInterval(speaking);
  speaking = null;
}

beforeAll(async () => {
  const simulation = { startMs: Date.UTC(2026, 0, 5, 4), rate: RATE, shownAtMs: performance.timeOrigin + performance.now() };
  clock = makeSimulatedClock(simulation);
  const settings = readSettings({ ANHU_DATA_DIR: temp.path, ANHU_HTTP_PORT: "0", ANHU_MQTT_PORT: "0", ANHU_LOG_LEVEL: "silent" });
  platform = await start(settings, { clock, simulation });
  home = await call("POST", "/import", HOME);
});
afterAll(async () => {
  fallSilent();
  await client?.endAsync(true);
  await platform.close();
  temp.remove();
});

describe("200 devices behind one gateway fall silent at once", () => {
  it.each([
    { name: "its link breaks", breaks: true },
    { name: "its link stands, and nothing comes through it", breaks: false },
  ])("$name: one alert with their list within two minutes, all back when it returns", async ({ breaks }) => {
    if (client === null) await connect();
    await speak(names);
    await until(async () => (await alerts()).length === 0, { deadlineMs: 30_000, what: "a calm home" });
    await pass(2 * MINUTE);
    expect([(await alerts()).length, await deaf()]).toEqual([0, 0]);

    fallSilent();
    const silentSinceMs = lastSpokeMs;
    if (breaks) client?.stream.destroy();
    const [alert] = await until(async () => ((await alerts()).length > 0 ? alerts() : null), { deadlineMs: 40_000, what: "the alert" });
    expect(alert).toMatchObject({ rule: "device.offline", class: "technical", residentId: null, evidenceCount: CHILDREN + 1 });
    expect(alert!.raisedAt - silentSinceMs).toBeLessThanOrEqual(2 * MINUTE);
    const listed = alert!.timeline.find(({ code, detail }) => code === "evidence" && detail !== null);
    expect(listed!.detail!.split(" ").slice(1).toSorted()).toEqual(home.devices.map(({ id }) => id).toSorted());
    expect(await deaf()).toBe(CHILDREN);
    const sinceMs = (await coverage()).gaps.flatMap(({ items }) =>
      items.filter(({ what }) => what === "bedExit").map((gap) => gap.sinceMs ?? 0),
    );
    expect(Math.max(...sinceMs) - silentSinceMs).toBeLessThanOrEqual(2 * MINUTE);
    await pass(5 * MINUTE);
    expect((await alerts()).map(({ id }) => id)).toEqual([alert!.id]);

    if (breaks) await connect();
    await speak(names);
    await until(async () => (await alerts()).length === 0 && (await deaf()) === 0, { deadlineMs: 40_000, what: "everything resumed" });
    await pass(2 * MINUTE);
    expect(await alerts()).toEqual([]);
    fallSilent();
  });
  it("back without one of them: that one is told alone", async () => {
    await speak(names.slice(1));
    const [alert, ...others] = await until(async () => ((await alerts()).length > 0 ? alerts() : null), {
      deadlineMs: 40_000,
      what: "the alert",
    });
    expect(others).toEqual([]);
    expect(alert).toMatchObject({ rule: "absence.bedMat", deviceId: home.devices[0]!.id, residentId: home.residents[0]!.id });
    const { items } = await call("GET", `/residents/${home.residents[0]!.id}/coverage`);
    expect(items.find(({ what }: { what: string }) => what === "bedExit")).toMatchObject({ why: "silent", isPromised: true });
    expect((await coverage()).items.find(({ what }) => what === "bedExit")).toMatchObject({ promised: CHILDREN, noticed: CHILDREN - 1 });
  });
});
