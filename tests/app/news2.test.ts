import { afterAll, beforeAll, expect, it } from "vitest";
import type { MqttClient } from "mqtt";
import type { AlertView } from "../../domain/alert.ts";
import { replayJournal } from "../../app/journal-replay.ts";
import { openCareHome, type CareHome } from "./care-home.ts";
import { connectDevice, type MadeDevice } from "../support/home.ts";

/** From MQTT and a nurse's typing to the alert. */
let home: CareHome;
let oximeter: MqttClient;
let topic = "";
beforeAll(async () => {
  home = await openCareHome();
  const { facilityId, residentId } = home;
  const device: MadeDevice = (await home.post(home.administrator, "/devices", { facilityId, kind: "oximeter", residentId })).body;
  oximeter = await connectDevice(Number(new URL(home.platform.mqttUrl).port), device);
  topic = device.topics.observations;
});
afterAll(async () => {
  await oximeter.endAsync(true);
  await home.close();
});
const measure = (spo2: number) => oximeter.publishAsync(topic, JSON.stringify({ at: Date.now(), spo2 }), { qos: 1 });
const enter = (values: object) => home.post(home.nurse, `/residents/${home.residentId}/observations`, { values });
const score = () => home.get(home.nurse, `/residents/${home.residentId}/news2`);
const alerts = async () => {
  const { items } = await home.get(home.nurse, `/alerts?facility=${home.facilityId}&open=true`);
  return items.map(({ rule, severity, value }: Record<"rule" | "severity" | "value", string>) => `${rule} ${severity} ${value}`).sort();
};

it("a single 3 of a device asks for the set; what a nurse types completes it; a physician's scale 2 takes the 3 away", async () => {
  await measure(90);
  await expect.poll(alerts).toEqual(["measureNow.spo2 warning 90", "news2.fullSet warning 3"]);
  expect(await score()).toMatchObject({ total: 3, known: 1, isComplete: false, home: "review" });
  const rest = { respiratoryRate: 22, heartRate: 80, systolicPressure: 130, bodyTemperature: 37, consciousness: "confusion", oxygen: 0 };
  expect((await enter(rest)).status).toBe(201);
  // Respiration 22 and new confusion are two of the three of qSOFA.
  const scored = ["news2.total critical 8", "respiratoryRate.high warning 22"];
  await expect.poll(alerts).toEqual(["composite.sepsis warning 22", "measureNow.spo2 warning 90", ...scored]);
  expect(await score()).toMatchObject({ total: 8, known: 7, isComplete: true, risk: "high", home: "ambulance" });

  const set = await home.post(home.physician, `/residents/${home.residentId}/spo2-scale`, { scale: 2 });
  expect([set.status, set.body.scale.set.by]).toEqual([201, "陈医生"]);
  await expect.poll(async () => (await score()).scale.value, { timeout: 10_000 }).toBe(2);
  expect(await score()).toMatchObject({ total: 5, risk: "medium" });
  const { items } = await home.get(home.nurse, `/residents/${home.residentId}/limits`);
  const limits = items.filter(({ rule }: { rule: string }) => rule === "spo2.low");
  expect(Math.max(...limits.map(({ raiseAt }: { raiseAt: number }) => raiseAt))).toBe(87);
  // In the target: the question of the default rule is answered, and nothing new is asked.
  await measure(89);
  await expect.poll(alerts).toEqual(["composite.sepsis warning 22", ...scored]);
});
it("a replay of the journal tells the same, what was typed and the physician's scale included", async () => {
  const told = ({ id, rule, severity, value }: Pick<AlertView, "id" | "rule" | "severity" | "value">) => ({ id, rule, severity, value });
  const all = async (): Promise<AlertView[]> => (await home.get(home.nurse, `/alerts?facility=${home.facilityId}`)).items;
  // The records are written a moment after an alert is told.
  await expect.poll(async () => (await all()).length).toBeGreaterThan(4);
  const live = await all();
  await home.stop();
  const replayed = await replayJournal(home.dataDir);
  const sorted = (rows: readonly Parameters<typeof told>[0][]) => rows.map(told).sort((a, b) => a.id.localeCompare(b.id));
  expect(live.map(({ rule }) => rule)).toEqual(expect.arrayContaining(["news2.fullSet", "news2.total"]));
  expect(sorted(replayed)).toEqual(sorted(live));
});
