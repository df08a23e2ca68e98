import { afterAll, beforeAll, expect, it } from "vitest";
import type { MqttClient } from "mqtt";
import type { BaselineView } from "../../domain/baseline-view.ts";
import { connectDevice, type MadeDevice } from "../support/home.ts";
import { openCareHome, type CareHome } from "./care-home.ts";

/** From MQTT to the page that draws what is usual. */
let home: CareHome;
let monitor: MqttClient;
let topic = "";
beforeAll(async () => {
  home = await openCareHome();
  const { facilityId, residentId } = home;
  const device: MadeDevice = (await home.post(home.administrator, "/devices", { facilityId, kind: "bedsideMonitor", residentId })).body;
  monitor = await connectDevice(Number(new URL(home.platform.mqttUrl).port), device);
  topic = device.topics.observations;
});
afterAll(async () => {
  await monitor.endAsync(true);
  await home.close();
});
const baseline = (): Promise<BaselineView> => home.get(home.nurse, `/residents/${home.residentId}/baseline`);

it("what a monitor measures is learned, and nothing is called usual after one value", async () => {
  expect(await baseline()).toEqual({ residentId: home.residentId, learnDays: 7, signs: [] });
  const at = Date.now();
  await monitor.publishAsync(topic, JSON.stringify({ at, heartRate: 71, spo2: 97 }), { qos: 1 });
  await expect
    .poll(async () => (await baseline()).signs.map(({ sign, method, heardAt }) => [sign, method, heardAt]))
    .toEqual([
      ["heartRate", "chest", at],
      ["spo2", "fingertip", at],
    ]);
  const [heart] = (await baseline()).signs;
  expect(heart!.places).toHaveLength(24);
  expect(heart!.places.every(({ days, median }) => days === 0 && median === null)).toBe(true);
  expect(heart!.off).toBeNull();
});
