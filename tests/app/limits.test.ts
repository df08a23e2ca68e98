import { afterAll, beforeAll, expect, it } from "vitest";
import type { MqttClient } from "mqtt";
import type { AlertView } from "../../domain/alert.ts";
import type { LimitView } from "../../domain/series.ts";
import { replayJournal } from "../../app/journal-replay.ts";
import { openCareHome, type CareHome } from "./care-home.ts";
import { connectDevice, type MadeDevice } from "../support/home.ts";

/** From a physician's signature over HTTP to what a reading over MQTT raises. */
let home: CareHome;
const clients: MqttClient[] = [];
const devices = new Map<string, { readonly client: MqttClient; readonly topics: MadeDevice["topics"] }>();
beforeAll(async () => {
  home = await openCareHome();
  const { facilityId, residentId } = home;
  for (const kind of ["bpCuff", "oximeter", "wristband"]) {
    const made: MadeDevice = (await home.post(home.administrator, "/devices", { facilityId, kind, residentId })).body;
    const client = await connectDevice(Number(new URL(home.platform.mqttUrl).port), made);
    clients.push(client);
    devices.set(kind, { client, topics: made.topics });
  }
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.endAsync(true)));
  await home.close();
});
async function send(kind: string, topic: "observations" | "events", body: object): Promise<void> {
  const device = devices.get(kind)!;
  await device.client.publishAsync(device.topics[topic], JSON.stringify({ at: Date.now(), ...body }), { qos: 1 });
}
const resident = (path: string) => `/residents/${home.residentId}${path}`;
const REVIEW = Date.now() + 86_400_000;
const open = async (): Promise<AlertView[]> => (await home.get(home.nurse, `/alerts?facility=${home.facilityId}&open=true`)).items;
const alerts = async () => (await open()).map(({ rule, severity }) => `${rule} ${severity}`).toSorted();
async function limit(rule: string, level: string): Promise<LimitView> {
  const { items } = await home.get(home.nurse, resident("/limits"));
  return items.find((one: LimitView) => one.rule === rule && one.level === level);
}
/** Resolves when what was signed has begun. */
const begun = (read: () => Promise<unknown>, value: unknown) => expect.poll(read, { timeout: 10_000 }).toEqual(value);

it("a pressure that is no alert by default is one by the physician's limit, which says who signed it", async () => {
  await send("bpCuff", "observations", { systolicPressure: 155 });
  await expect
    .poll(async () => (await home.get(home.nurse, resident("/observations?sign=systolicPressure&from=1&to=9999999999999"))).items.length)
    .toBe(1);
  expect(await alerts()).toEqual([]);
  const levels = [{ level: "warning", raiseAt: 150, clearAt: 145 }];
  const signed = { rule: "systolicPressure.high", levels, reason: "主动脉瘤", reviewAt: REVIEW };
  expect((await home.post(home.nurse, resident("/limits"), signed)).status).toBe(403);
  expect((await home.post(home.physician, resident("/limits"), signed)).status).toBe(201);
  await begun(async () => (await limit("systolicPressure.high", "warning")).raiseAt, 150);
  expect((await limit("systolicPressure.high", "warning")).origin).toMatchObject({ of: "physician", by: "陈医生", reviewAt: REVIEW });
  await send("bpCuff", "observations", { systolicPressure: 155 });
  await expect.poll(alerts).toEqual(["systolicPressure.high warning"]);
  await send("bpCuff", "observations", { systolicPressure: 140 });
  await expect.poll(alerts).toEqual([]);
});
it("an order set that is signed in bulk takes a question away that the default asked", async () => {
  await send("oximeter", "observations", { spo2: 90 });
  await expect.poll(alerts).toEqual(["measureNow.spo2 warning", "news2.fullSet warning"]);
  const set = {
    orderSet: "copd.target88to92",
    limits: [],
    spo2Scale: 2,
    reason: "慢阻肺",
    reviewAt: REVIEW,
    residentIds: [home.residentId],
  };
  const path = `/facilities/${home.facilityId}/order-sets/signed`;
  expect((await home.post(home.physician, path, { ...set, residentIds: [home.residentId, "res_none"] })).status).toBe(404);
  expect((await home.post(home.physician, path, set)).body).toMatchObject({ residents: 1, settings: 1 });
  await begun(async () => (await limit("spo2.low", "critical")).raiseAt, 85);
  expect((await limit("spo2.low", "critical")).origin).toMatchObject({ of: "physician", orderSet: "copd.target88to92" });
  await send("oximeter", "observations", { spo2: 89 });
  await expect.poll(alerts).toEqual([]);
});
it("under a comfort plan numbers are marks that owe nothing, and an SOS pages as ever", async () => {
  const plan = { pages: [], tellsClinic: false, prompts120: false, treatmentLimits: "不转院", reviewAt: REVIEW };
  expect((await home.post(home.physician, resident("/comfort-plan"), plan)).status).toBe(201);
  await begun(async () => (await home.get(home.nurse, resident("/care-plan"))).comfortPlan?.treatmentLimits, "不转院");
  await send("bpCuff", "observations", { systolicPressure: 165 });
  await expect.poll(alerts).toEqual(["systolicPressure.high info"]);
  expect((await open())[0]).toMatchObject({ prompt120: false, onSite: { owed: false }, medical: { owed: false } });
  await send("wristband", "events", { type: "sos" });
  await expect.poll(alerts).toEqual(["sos critical", "systolicPressure.high info"]);
  expect((await open()).find(({ rule }) => rule === "sos")).toMatchObject({
    prompt120: true,
    onSite: { owed: true },
    medical: { owed: true },
  });
});
it("a replay of the journal tells the same: each reading is judged by the limit of its time", async () => {
  const told = ({ id, rule, severity, value }: Pick<AlertView, "id" | "rule" | "severity" | "value">) => ({ id, rule, severity, value });
  const all = async (): Promise<AlertView[]> => (await home.get(home.nurse, `/alerts?facility=${home.facilityId}`)).items;
  // The records are written a moment after an alert is told.
  await expect.poll(async () => (await all()).length).toBeGreaterThan(4);
  const live = await all();
  await home.stop();
  const replayed = await replayJournal(home.dataDir);
  const sorted = (rows: readonly Parameters<typeof told>[0][]) => rows.map(told).sort((a, b) => a.id.localeCompare(b.id));
  expect(sorted(replayed)).toEqual(sorted(live));
});
