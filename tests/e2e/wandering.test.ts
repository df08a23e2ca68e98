import mqtt, { type MqttClient } from "mqtt";
import { afterEach, describe, expect, it } from "vitest";
import { readSettings } from "../../app/config.ts";
import { readServerClock } from "../../app/server-clock.ts";
import type { AlertView } from "../../domain/alert.ts";
import type { Clock } from "../../domain/time.ts";
import { startAnhuProcess, type AnhuProcess } from "../support/anhu-process.ts";
import { freePort, makeTempDir, until } from "../support/machine.ts";

/** A parsed answer; a test reads what it expects of it. */
type Json = ReturnType<typeof JSON.parse>;
let closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.reverse()) await close();
  closing = [];
});
/** 23:00 in the home; a minute of the home a second. */
const NIGHT = ["--clock-start", "2026-01-05T15:00:00Z", "--clock-rate", "60"];
const HOME = { lat: 48.856826, lon: 2.292713 };
/** DOMAIN §3.2, verbatim but for the times. */
const OWNTRACKS = { _type: "location", SSID: "mywifi", alt: 154, batt: 53, conn: "w", tid: "j1", vel: 0, ...HOME };
/** DOMAIN §3.1: as Zigbee2MQTT sends the state of a device behind it. */
const ZIGBEE = { battery: 100, voltage: 3025, linkquality: 120 };

/** A server on a busy machine refuses what can wait; whoever asks tries again. */
const patiently = (ask: () => Promise<unknown>): Promise<Json> => until(ask, { deadlineMs: 30_000, what: "a server that is not too busy" });

interface Scene {
  readonly anhu: AnhuProcess;
  readonly clock: Clock;
  readonly facilityId: string;
  readonly residentId: string;
  readonly owntracks: MqttClient;
  readonly zigbee: MqttClient;
  fix(at: { lat: number; lon: number; acc?: number }): Promise<unknown>;
  alert(rule: string): Promise<AlertView>;
  alerts(): Promise<AlertView[]>;
}
/** A nurse, who tags the resident as having dementia, signs in as on a screen. */
async function tagAsDementia({ api, httpUrl }: AnhuProcess, facilityId: string, residentId: string): Promise<void> {
  const password = "long enough";
  await patiently(() => api.post("/users", { username: "nurse", name: "王芳", role: "nurse", facilityId, password }));
  const send = async (path: string, body: object, headers: Record<string, string> = {}): Promise<Response | null> => {
    const init = { method: "POST", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) };
    const answer = await fetch(`${httpUrl}/api/v1${path}`, init);
    return answer.ok ? answer : null;
  };
  const session: Response = await patiently(() => send("/session", { username: "nurse", password }));
  const { csrfToken }: Json = await session.json();
  const who = { cookie: session.headers.getSetCookie()[0]!.split(";")[0]!, "x-csrf-token": csrfToken };
  await patiently(() => send(`/residents/${residentId}/focus-groups`, { group: "dementia", holds: true }, who));
}
async function aScene(): Promise<Scene> {
  const temp = makeTempDir();
  closing.push(temp.remove);
  const mqttPort = await freePort();
  const anhu = await startAnhuProcess({ dataDir: temp.path, httpPort: await freePort(), mqttPort, args: NIGHT });
  closing.push(() => anhu.kill("SIGKILL"));
  const { api } = anhu;
  const post = (path: string, body: object): Promise<Json> => patiently(() => api.post(path, body));
  const { id: facilityId } = await post("/facilities", { name: "试验院", staffed: true });
  const resident = await post("/residents", { facilityId, name: "住户", room: "302", level: 4 });
  await tagAsDementia(anhu, facilityId, resident.id);
  const places = `/facilities/${facilityId}/places`;
  await post(places, { building: "1", floor: "3", name: "302 卫生间", use: "bathroom", servesPlaceId: resident.placeId });
  await post(places, { building: "1", floor: "1", name: "北门", use: "exit", beacon: 7 });
  const shape = { type: "circle", centre: { latitude: HOME.lat, longitude: HOME.lon }, radiusM: 100 };
  await post(`/facilities/${facilityId}/fences`, { name: "院子", shape });
  const gateway = async (dialect: string): Promise<[string, MqttClient]> => {
    const { id, username, password } = await post("/gateways", { facilityId, dialect });
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${mqttPort}`, { clientId: id, username, password, protocolVersion: 4 });
    closing.push(() => client.endAsync(true));
    return [id, client];
  };
  const [phones, owntracks] = await gateway("owntracks");
  const [bridge, zigbee] = await gateway("zigbee2mqtt");
  await post("/devices", { facilityId, kind: "phone", gatewayId: phones, address: "jane/nokia", residentId: resident.id });
  await post("/devices", { facilityId, kind: "fallRadar", gatewayId: bridge, address: "Bath_Radar", room: "302 卫生间" });
  await post("/devices", { facilityId, kind: "doorSensor", gatewayId: bridge, address: "North_Door", room: "北门" });
  const clock: Clock = await patiently(() => readServerClock(readSettings({ ANHU_URL: anhu.httpUrl })));
  const alerts = (): Promise<AlertView[]> => patiently(() => api.all("/alerts", { facility: facilityId }));
  let lastS = 0;
  return {
    ...{ anhu, clock, facilityId, residentId: resident.id, owntracks, zigbee, alerts },
    fix(at) {
      lastS = Math.max(lastS + 1, Math.floor(clock.now() / 1000));
      const payload = { ...OWNTRACKS, created_at: lastS + 1, tst: lastS, ...at };
      return owntracks.publishAsync("owntracks/jane/nokia", JSON.stringify(payload), { qos: 1 });
    },
    alert: (rule) => until(async () => (await alerts()).find((one) => one.rule === rule), { what: rule, deadlineMs: 60_000 }),
  };
}
const NORTH_OF_THE_FENCE = { lat: HOME.lat + 0.003, lon: HOME.lon };

describe("a resident with dementia", () => {
  it("who walks off with the phone is one critical alert, and the search for them is written down", async () => {
    const scene = await aScene();
    // The fence and the tag of the focus group begin two seconds after they were laid down.
    await until(() => scene.fix(HOME).then(() => true));
    // A cell tower's guess of a kilometre says nothing; then three fixes without "acc".
    for (let count = 0; count < 5; count += 1) await scene.fix({ ...NORTH_OF_THE_FENCE, acc: 1_000 });
    expect((await scene.alerts()).filter(({ kind }) => kind === "wandering")).toEqual([]);
    for (let count = 0; count < 6; count += 1) await scene.fix(NORTH_OF_THE_FENCE);
    const alert = await scene.alert("wandering.fence");
    expect(alert).toMatchObject({ severity: "critical", class: "physiological", latched: true, residentId: scene.residentId, room: "302" });
    expect(JSON.stringify(alert)).not.toMatch(/48\.8|2\.29/);

    const { api } = scene.anhu;
    const ask = () => patiently(() => api.get(`/alerts/${alert.id}/search`));
    await expect.poll(ask, { timeout: 30_000 }).toMatchObject({
      lastPosition: { latitude: NORTH_OF_THE_FENCE.lat, longitude: HOME.lon, accuracyM: null },
      police: { dueAt: alert.raisedAt + 900_000 },
    });
    const search = await ask();
    expect(search.zones.map(({ name }: { name: string }) => name)).toEqual(["北门", "302 卫生间", "1 3"]);
    await patiently(() => api.post(`/alerts/${alert.id}/search`, { item: `zone:${search.zones[0].id}`, person: "李娜" }));
    await patiently(() => api.post(`/alerts/${alert.id}/search`, { item: "clothing", text: "蓝色外套", person: "张伟" }));

    // It is still there after the server was killed, and one excursion stays one alert.
    await scene.anhu.kill("SIGKILL");
    const { dataDir, mqttPort } = scene.anhu;
    const again = await startAnhuProcess({ dataDir, mqttPort, httpPort: Number(new URL(scene.anhu.httpUrl).port), args: NIGHT });
    closing.push(() => again.kill("SIGKILL"));
    const after = await patiently(() => again.api.get(`/alerts/${alert.id}/search`));
    expect([after.zones[0].searched, after.clothing]).toMatchObject([[{ by: "李娜" }], [{ by: "张伟", text: "蓝色外套" }]]);
    const found = { outcome: "true", reason: "在公园找到", person: "李娜" };
    await patiently(() => again.api.post(`/alerts/${alert.id}/resolve`, found));
    expect(await patiently(() => again.api.get(`/alerts/${alert.id}/search`))).toMatchObject({
      lastPosition: null,
      closedAt: expect.any(Number),
    });
    const all: AlertView[] = await patiently(() => again.api.all("/alerts", { facility: scene.facilityId }));
    expect(all.filter(({ rule }) => rule === "wandering.fence")).toHaveLength(1);
  });
  it("who goes to the bathroom at night and does not come back, and a door that opens, are told", async () => {
    const scene = await aScene();
    const says = (name: string, state: object) =>
      scene.zigbee.publishAsync(`zigbee2mqtt/${name}`, JSON.stringify({ ...ZIGBEE, ...state }), { qos: 1 });
    await says("Bath_Radar", { status: "occupied", breathing_rate: 14 });
    await says("North_Door", { contact: false, tamper: false });
    await says("North_Door", { contact: true, tamper: false });
    await says("Bath_Radar", { status: "low_posture", breathing_rate: 14 });
    expect(await scene.alert("door.night")).toMatchObject({ severity: "warning", room: "北门", residentId: null });
    const lie = await scene.alert("longLie");
    expect(lie).toMatchObject({ residentId: scene.residentId, room: "302", kind: "longLie" });
    const stay = await scene.alert("bathroom.long");
    expect(stay).toMatchObject({ residentId: scene.residentId, severity: "warning", kind: "bathroom" });
    expect(stay.raisedAt).toBeGreaterThan(lie.raisedAt);
  });
});
