import { cpSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { readSettings } from "../../app/config.ts";
import { readServerClock } from "../../app/server-clock.ts";
import type { AlertView } from "../../domain/alert.ts";
import type { Clock } from "../../domain/time.ts";
import { openDeviceLink, type DeviceLink } from "../../simulators/device-link.ts";
import { mulberry32 } from "../../simulators/random.ts";
import { runAnhu } from "../support/anhu-command.ts";
import { startAnhuProcess, type AnhuProcess } from "../support/anhu-process.ts";
import { freePort, makeTempDir, until } from "../support/machine.ts";
import { fetchPatiently } from "../support/patient-client.ts";
import { makeTestHome, type MadeDevice } from "../support/home.ts";

const SEED = Number(process.env["SEED"] ?? 7);
const SECOND = 1_000;
/** Seven minutes of the home in a minute; the journal keeps rows for ten, and a busy machine needs the rest. */
const RATE = 7;
const KEPT_MS = 10 * 60 * SECOND;
const START_MS = Date.parse("2026-01-05T08:00:00Z");
const STEP_MS = 10 * SECOND;
const STEPS = 42;
const KILLED_AFTER = 23;
/** What the plot is made for; a machine that stands still may add a silence or two. */
const RULES = [
  ...["sos", "sos", "sos", "sos", "fall", "fall", "help", "leak", "leak"],
  ...["news2.total", "news2.fullSet"],
  ...["heartRate.high", "respiratoryRate.low", "measureNow.spo2", "measureNow.systolicPressure"],
  ...["absence.wristband", "device.offline", "device.battery", "device.clock"],
];
const temp = makeTempDir();
const closing: (() => unknown)[] = [temp.remove];
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

type Row = Pick<AlertView, "id" | "rule" | "residentId" | "deviceId" | "severity" | "state" | "raisedAt" | "observedAt">;
const rowOf = ({ id, rule, residentId, deviceId, severity, state, raisedAt, observedAt }: Row): Row => ({
  id,
  rule,
  residentId,
  deviceId,
  severity,
  state,
  raisedAt,
  observedAt,
});
const inOrder = (rows: readonly Row[]) => rows.map(rowOf).sort((a, b) => a.raisedAt - b.raisedAt || (a.id < b.id ? -1 : 1));
async function replayed(dataDir: string): Promise<Row[]> {
  const { code, stdout, stderr } = await runAnhu(["journal", "replay", "--data-dir", dataDir, "--json"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return inOrder(JSON.parse(stdout) as Row[]);
}

type Headers = Readonly<Record<string, string>>;
const send = (url: string, body: object, headers: Headers = {}) =>
  fetchPatiently(url, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) });
async function signIn(httpUrl: string): Promise<Headers> {
  const session = await send(`${httpUrl}/api/v1/session`, { username: "nurse", password: "long enough" });
  const { csrfToken } = JSON.parse(await session.text()) as { csrfToken: string };
  return { cookie: session.headers.getSetCookie()[0]!.split(";")[0]!, "x-csrf-token": csrfToken };
}

it(`the same journal gives the same alerts: live, after kill and restart, and replayed (seed ${SEED})`, async () => {
  const chance = mulberry32(SEED);
  const ports = { dataDir: join(temp.path, "data"), httpPort: await freePort(), mqttPort: await freePort() };
  const startAt = (ms: number, rate = RATE) =>
    startAnhuProcess({ ...ports, args: ["--clock-start", new Date(ms).toISOString(), "--clock-rate", String(rate)] });
  let anhu: AnhuProcess = await startAt(START_MS);
  closing.push(() => anhu.kill("SIGKILL"));
  const clockOf = (): Promise<Clock> => readServerClock(readSettings({ ANHU_URL: anhu.httpUrl }));
  let clock = await clockOf();
  const listed = async (facilityId: string) => inOrder((await anhu.api.all("/alerts", { facility: facilityId })) as AlertView[]);

  const band = await makeTestHome(anhu.api, { residents: 3, kind: "wristband", staffed: true });
  const { facilityId } = band;
  const add = async (kind: string, residentId: string | undefined) =>
    (await anhu.api.post("/devices", { facilityId, kind, residentId })) as MadeDevice;
  const monitor = await add("bedsideMonitor", band.residentIds[0]);
  const watch = await add("watch", band.residentIds[1]);
  const gateway = (await anhu.api.post("/gateways", { facilityId, dialect: "zigbee2mqtt" })) as MadeDevice;
  for (const [kind, address] of [
    ["sosButton", "button"],
    ["leakSensor", "leak"],
  ] as const)
    await anhu.api.post("/devices", { facilityId, kind, residentId: band.residentIds[2], gatewayId: gateway.id, address });

  await anhu.api.post("/users", { username: "nurse", name: "李护士", role: "nurse", facilityId, password: "long enough" });
  const nurse = await signIn(anhu.httpUrl);

  // Rows of the journal begin now: setting up a home may take as long as it likes.
  const begunMs = clock.now();
  const links = new Map<string, DeviceLink>();
  const connect = ({ username, password, topics }: MadeDevice) => {
    const will = topics === undefined ? {} : { will: { topic: topics.status, payload: '{"online":false}', retain: true } };
    const link = openDeviceLink({ mqttUrl: `mqtt://127.0.0.1:${ports.mqttPort}`, username, password, reconnectMs: 50, ...will });
    links.set(username, link);
    closing.push(() => link.close());
    return link;
  };
  for (const device of [...band.devices, monitor, watch, gateway]) connect(device);
  let seq = 0;
  const say = ({ username }: MadeDevice, topic: string, body: object) =>
    links.get(username)?.send({ topic, payload: JSON.stringify(body), retain: false });
  const observe = (device: MadeDevice, signs: object, at = clock.now()) =>
    say(device, device.topics.observations, { at, seq: ++seq, ...signs });
  const press = (device: MadeDevice, type: string) => say(device, device.topics.events, { at: clock.now(), seq: ++seq, type });
  const drained = () => Promise.all([...links.values()].map((link) => link.drained()));
  const between = (low: number, high: number) => low + Math.round(chance() * (high - low));
  const [ann, ben, cui] = band.devices as [MadeDevice, MadeDevice, MadeDevice];
  const openAlert = (rule: string) =>
    until(async () => (await listed(facilityId)).find((alert) => alert.rule === rule && alert.state !== "resolved"), { what: rule });
  const resolve = async (rule: string) => {
    const { id } = await openAlert(rule);
    await anhu.api.post(`/alerts/${id}/resolve`, { outcome: "test", reason: "over", person: "护士" });
  };

  /** What a nurse types goes through the journal like the word of a device. */
  const type = async (residentId: string | undefined, values: object) => {
    const entry = await send(`${anhu.httpUrl}/api/v1/residents/${residentId}/observations`, { at: Math.round(clock.now()), values }, nurse);
    expect(entry.status).toBe(201);
  };
  const [, , third] = band.residentIds;

  /** What happens besides the readings of every step. */
  const plot: Readonly<Record<number, () => unknown>> = {
    2: () => press(ben, "sos"),
    4: () => press(ben, "sos"),
    5: () => say(gateway, "zigbee2mqtt/button", { sos: true, battery: 90 }),
    6: () => resolve("sos"),
    8: () => say(gateway, "zigbee2mqtt/leak", { water_leak: true }),
    9: () => say(gateway, "zigbee2mqtt/leak", { water_leak: true }),
    3: () => type(third, { spo2: 90 }),
    7: () => type(third, { respiratoryRate: 22, heartRate: 96, systolicPressure: 108, consciousness: "confusion", oxygen: 2 }),
    10: () => observe(watch, { systolicPressure: 186, diastolicPressure: 96, heartRate: 80 }),
    12: () => press(cui, "help"),
    13: () => say(watch, watch.topics.status, { online: false }),
    15: () => observe(ann, { battery: 4 }),
    17: () => observe(ben, { heartRate: 71 }, clock.now() + 20 * 60 * SECOND),
    19: () => say(ann, ann.topics.observations, { batch: [20, 15, 12].map((ago) => ({ at: clock.now() - ago * 60 * SECOND, spo2: 84 })) }),
    22: () => resolve("leak"),
    24: () => press(cui, "fall"),
    25: () => type(third, { spo2: 96, oxygen: 0 }),
    26: () => say(gateway, "zigbee2mqtt/leak", { water_leak: false }),
    28: () => say(gateway, "zigbee2mqtt/leak", { water_leak: true }),
    29: () => links.get(watch.username)?.breakConnection(),
    30: () => press(ben, "sos"),
    32: () => resolve("fall"),
    34: () => press(cui, "fall"),
  };
  let dueMs = clock.now();
  const step = async (index: number) => {
    dueMs += STEP_MS;
    observe(ann, { heartRate: index >= 4 && index < 22 ? between(132, 148) : between(60, 90), spo2: between(95, 99) });
    if (index < 20 || index > 34) observe(ben, { heartRate: between(60, 90), spo2: index > 3 && index < 19 ? 88 : 97 });
    observe(cui, { heartRate: index > 36 ? 0 : between(55, 70), worn: true });
    if (index % 3 === 0) observe(monitor, { respiratoryRate: index >= 18 ? between(5, 7) : 14, systolicPressure: 120 + index });
    if (chance() < 0.2) for (const _ of [1, 2]) say(ann, ann.topics.observations, { at: dueMs - STEP_MS, seq, motion: true });
    await plot[index]?.();
    await until(() => clock.now() >= dueMs);
  };

  for (let index = 0; index < KILLED_AFTER; index++) await step(index);
  // Resolved, and killed before the states are stored: the button that stayed on must be able to call again.
  const button = await until(async () => (await listed(facilityId)).filter(({ rule }) => rule === "sos"));
  for (const { id, state } of button)
    if (state !== "resolved") await anhu.api.post(`/alerts/${id}/resolve`, { outcome: "test", reason: "over", person: "护士" });
  await drained();
  const live = await listed(facilityId);
  const killedMs = clock.now();
  await anhu.kill("SIGKILL");
  const copy = join(temp.path, "copy");
  cpSync(ports.dataDir, copy, { recursive: true });
  const first = await replayed(copy);
  expect(first).toEqual(expect.arrayContaining(live));

  anhu = await startAt(killedMs + 30 * SECOND);
  clock = await clockOf();
  const restarted = await until(async () => {
    const found = await listed(facilityId);
    return found.length >= first.length && found;
  });
  expect(restarted.map(({ id }) => id)).toEqual(expect.arrayContaining(first.map(({ id }) => id)));
  await until(() => links.get(gateway.username)?.isConnected);
  say(gateway, "zigbee2mqtt/button", { sos: true, battery: 89 });
  const again = await openAlert("sos");
  expect(live.map(({ id }) => id)).not.toContain(again.id);
  dueMs = clock.now();
  for (let index = KILLED_AFTER; index < STEPS; index++) await step(index);
  await drained();
  const ended = await listed(facilityId);
  const endedMs = clock.now();
  await Promise.all([...links.values()].map((link) => link.close()));
  const stoppedMs = clock.now();
  await anhu.kill("SIGTERM");
  expect(stoppedMs - begunMs, "the journal was trimmed: this machine is too slow for the rate").toBeLessThan(KEPT_MS);

  const whole = await replayed(ports.dataDir);
  expect(whole.map(({ id }) => id)).toEqual(expect.arrayContaining(ended.map(({ id }) => id)));
  // Deadlines fire with the next entry, at most five seconds of ours later.
  const later = whole.filter(({ id }) => !ended.some((alert) => alert.id === id));
  expect(later.filter(({ raisedAt }) => raisedAt < endedMs - 6 * SECOND * RATE)).toEqual([]);
  // What has been due since then is of the new server's own time, of which as little as possible goes by.
  anhu = await startAt(stoppedMs + SECOND, 1);
  await expect
    .poll(async () => (await listed(facilityId)).filter(({ raisedAt }) => raisedAt <= stoppedMs), { timeout: 30_000 })
    .toEqual(whole);
  // The home was worth replaying.
  expect(whole.map(({ rule }) => rule)).toEqual(expect.arrayContaining(RULES));
});
