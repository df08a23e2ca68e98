import mqtt from "mqtt";
import Value from "typebox/value";
import { afterAll, beforeAll, expect, it } from "vitest";
import { systemClock } from "../../app/clock.ts";
import { readSettings } from "../../app/config.ts";
import { start, type Platform } from "../../app/start.ts";
import { HomeImported, type HomeDocument } from "../../domain/home-document.ts";
import { makeTempDir } from "../support/machine.ts";
import { fetchPatiently } from "../support/patient-client.ts";
import { measured } from "../support/platform.ts";
import { startRunningTime } from "../broker/running-time.ts";

/** A whole server behind a reverse proxy of this machine that people reach over https. */
const temp = makeTempDir();
let platform: Platform;
beforeAll(async () => {
  const settings = readSettings({
    ...{ ANHU_DATA_DIR: temp.path, ANHU_HTTP_PORT: "0", ANHU_MQTT_PORT: "0", ANHU_LOG_LEVEL: "silent" },
    ...{ ANHU_PUBLIC_URL: "https://anhu.example", ANHU_TRUST_PROXY: "127.0.0.1, ::1" },
  });
  platform = await start(settings, { clock: systemClock, simulation: null });
});
afterAll(async () => {
  await platform.close();
  temp.remove();
});
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetchPatiently(`${platform.httpUrl}/api/v1${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
const asAdministrator = () => ({ authorization: `Bearer ${platform.adminToken}` });

it("gives a session that is kept to https when the proxy that it trusts says so, and says what is wrong otherwise", async () => {
  const person = { username: "boss", name: "院长", role: "administrator", password: "long enough" };
  expect((await post("/users", person, asAdministrator())).status).toBe(201);
  const signIn = (headers: Record<string, string>) => post("/session", { username: "boss", password: "long enough" }, headers);
  const overHttps = await signIn({ "x-forwarded-proto": "https", "x-forwarded-for": "203.0.113.7" });
  expect(overHttps.status).toBe(200);
  const [cookie = ""] = overHttps.headers.getSetCookie();
  expect(cookie).toMatch(/^anhu_session=.*; Secure/);
  const headers = { cookie: cookie.split(";")[0] ?? "", "x-forwarded-proto": "https" };
  const mine = await fetchPatiently(`${platform.httpUrl}/api/v1/session`, { headers });
  expect(await mine.json()).toMatchObject({ user: { username: "boss" } });
  const overHttp = await signIn({});
  expect([overHttp.status, overHttp.headers.getSetCookie()]).toEqual([500, []]);
  expect(await overHttp.json()).toMatchObject({ code: "BAD_CONFIG", detail: expect.stringContaining("ANHU_TRUST_PROXY") });
});

const RESIDENTS = 200;
const ORDINARY_BODY_BYTES = 64 * 1024;
function largeHome(): HomeDocument {
  const numbers = Array.from({ length: RESIDENTS }, (_, index) => index);
  return {
    facility: { name: "颐和苑养老院", staffed: true },
    places: numbers.map((n) => ({ building: "the-east-building", floor: String(Math.floor(n / 20)), name: `room-${n}` })),
    residents: numbers.map((n) => ({ key: `the-resident-of-room-${n}`, name: `住户${n}`, room: `room-${n}`, level: 2, birthYear: 1940 })),
    gateways: [],
    devices: numbers.flatMap((n) => [
      { key: `wristband-of-room-${n}`, kind: "wristband" as const, resident: `the-resident-of-room-${n}` },
      { key: `bed-mat-of-room-${n}`, kind: "bedMat" as const, resident: `the-resident-of-room-${n}` },
    ]),
    ...{ clinics: [], contracts: [], contacts: [], users: [] },
  };
}
it("takes in 200 residents with two devices each in one request within five seconds, and knows the devices at once", async () => {
  const home = largeHome();
  const bytes = Buffer.byteLength(JSON.stringify(home));
  expect(bytes).toBeGreaterThan(ORDINARY_BODY_BYTES);
  const started = performance.now();
  const ranMs = startRunningTime();
  const answer = await post("/import", home, asAdministrator());
  const ms = Math.round(performance.now() - started);
  measured("import", { residents: RESIDENTS, devices: 2 * RESIDENTS, bytes, ms });
  expect(ranMs()).toBeLessThan(5_000);
  expect(answer.status).toBe(201);
  const { residents, devices } = Value.Parse(HomeImported, await answer.json());
  expect(residents.map(({ key }) => key)).toEqual(home.residents.map(({ key }) => key));
  expect(devices.map(({ key }) => key)).toEqual(home.devices.map(({ key }) => key));
  const last = devices.at(-1)!;
  const device = await mqtt.connectAsync(platform.mqttUrl, { clientId: last.id, username: last.id, password: last.password ?? "" });
  await device.endAsync();
  const path = `/api/v1/residents/${residents.at(-1)!.id}/devices`;
  const held = await fetchPatiently(platform.httpUrl + path, { headers: asAdministrator() });
  expect(await held.json()).toMatchObject({ items: [{ kind: "bedMat" }, { kind: "wristband", online: null }] });
});
