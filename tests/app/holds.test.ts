import type { MqttClient } from "mqtt";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connectDevice, type MadeDevice } from "../support/home.ts";
import { fetchPatiently } from "../support/patient-client.ts";
import { openCareHome, type CareHome, type Who } from "./care-home.ts";

/** Snoozes and silences through HTTP on a whole server. */
let home: CareHome;
let carer: Who;
const bands: { client: MqttClient; topics: MadeDevice["topics"] }[] = [];
beforeAll(async () => {
  home = await openCareHome();
  const { administrator, facilityId, residentId } = home;
  await home.post(administrator, "/users", { username: "carer", name: "刘护工", role: "caregiver", facilityId, password: "long enough" });
  carer = await signIn("carer");
  for (let n = 0; n < 2; n += 1) {
    const device: MadeDevice = (await home.post(administrator, "/devices", { facilityId, kind: "wristband", residentId })).body;
    bands.push({ client: await connectDevice(Number(new URL(home.platform.mqttUrl).port), device), topics: device.topics });
  }
});
afterAll(async () => {
  for (const { client } of bands) await client.endAsync(true);
  await home.close();
});
async function signIn(username: string): Promise<Who> {
  const session = await fetchPatiently(`${home.platform.httpUrl}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username, password: "long enough" }),
  });
  const { csrfToken }: { csrfToken: string } = JSON.parse(await session.text());
  return { cookie: session.headers.getSetCookie()[0]!.split(";")[0]!, "x-csrf-token": csrfToken };
}
async function remove(who: Who, path: string) {
  const answer = await fetchPatiently(`${home.platform.httpUrl}/api/v1${path}`, { method: "DELETE", headers: who });
  return { status: answer.status, body: await answer.json() };
}
const open = async () => (await home.get(home.nurse, `/alerts?facility=${home.facilityId}&open=true`)).items;
const openOf = async (rule: string) => (await open()).find((alert: { rule: string }) => alert.rule === rule);
const say = ({ client, topics }: (typeof bands)[number], what: object, topic: "observations" | "events" = "observations") =>
  client.publishAsync(topics[topic], JSON.stringify({ at: Date.now(), ...what }), { qos: 1 });
const reason = "换电池";

it("of two people who snooze at once one does, and the other learns who was first", async () => {
  await say(bands[0]!, { battery: 4 });
  await expect.poll(() => openOf("device.battery")).toMatchObject({ severity: "warning", presence: "on", snooze: null });
  const { id } = await openOf("device.battery");
  const ask = (who: Who) => home.post(who, `/alerts/${id}/snooze`, { minutes: 30, reason });
  const answers = await Promise.all([ask(carer), ask(home.nurse)]);
  const [done, late] = answers.toSorted((a, b) => a.status - b.status);
  expect(done).toMatchObject({ status: 200, body: { snooze: { reason } } });
  expect(late).toMatchObject({ status: 409, body: { code: "CONFLICT", by: done!.body.snooze.by } });
  expect(["刘护工", "李护士"]).toContain(done!.body.snooze.by);
  expect(await remove(home.nurse, `/alerts/${id}/snooze`)).toMatchObject({ status: 200, body: { snooze: null } });
});
it("too long a snooze says how long it may be", async () => {
  const { id } = await openOf("device.battery");
  expect(await home.post(carer, `/alerts/${id}/snooze`, { minutes: 241, reason })).toMatchObject({ status: 400 });
  expect(await home.post(carer, `/alerts/${id}/snooze`, { minutes: 30 })).toMatchObject({ status: 400 });
  expect(await home.post(carer, `/alerts/${id}/snooze`, { minutes: 30, reason: " \n" })).toMatchObject({ status: 400 });
});
it("an SOS is not put off, by nobody, and says so", async () => {
  await say(bands[0]!, { type: "sos" }, "events");
  await expect.poll(() => openOf("sos")).toBeDefined();
  const { id } = await openOf("sos");
  const refused = await home.post(home.nurse, `/alerts/${id}/snooze`, { minutes: 1, reason });
  expect(refused).toMatchObject({ status: 422, body: { code: "MUST_PAGE" } });
  const muted = await home.post(home.nurse, `/residents/${home.residentId}/silences`, { rule: "sos", minutes: 1, reason });
  expect(muted).toMatchObject({ status: 422, body: { code: "MUST_PAGE" } });
  expect(await openOf("sos")).toMatchObject({ snooze: null, onSite: { owed: true } });
});
it("nurses silence, carers do not; what is silenced stays listed, owes nothing, and is told when a person ends it", async () => {
  const path = `/residents/${home.residentId}/silences`;
  const wanted = { rule: "device.charging", minutes: 60, reason: "夜间充电" };
  expect(await home.post(carer, path, wanted)).toMatchObject({ status: 403, body: { code: "FORBIDDEN" } });
  expect(await home.post(home.nurse, path, { ...wanted, minutes: 1441 })).toMatchObject({ status: 400 });
  expect(await home.post(home.nurse, path, { ...wanted, rule: "no.such" })).toMatchObject({ status: 404 });
  const silences = () => home.get(carer, `/silences?facility=${home.facilityId}`);
  expect(await silences()).toEqual({ items: [], residents: 0 });

  const battery = await openOf("device.battery");
  const made = await home.post(home.nurse, path, { ...wanted, rule: "device.battery" });
  expect(made).toMatchObject({ status: 201, body: { by: "李护士", reason: "夜间充电", alertIds: [battery.id] } });
  const again = await home.post(home.physician, path, { ...wanted, rule: "device.battery" });
  expect(again).toMatchObject({ status: 409, body: { code: "CONFLICT", by: "李护士" } });
  expect(await silences()).toMatchObject({ residents: 1, items: [{ id: made.body.id, rule: "device.battery", room: "302" }] });
  const wall = await home.get(carer, `/facilities/${home.facilityId}/wall`);
  expect(wall.silences).toHaveLength(1);
  expect(await openOf("device.battery")).toMatchObject({ silenceId: made.body.id, onSite: { owed: false } });

  expect(await remove(carer, `/silences/${made.body.id}`)).toMatchObject({ status: 403 });
  expect(await remove(home.physician, `/silences/${made.body.id}`)).toMatchObject({ status: 200, body: { items: [], residents: 0 } });
  expect(await openOf("device.battery")).toMatchObject({ silenceId: null, onSite: { owed: true } });
  expect(await remove(home.nurse, `/silences/${made.body.id}`)).toMatchObject({ status: 404 });
});
it("a fall and the press after it are one alert with its evidence", async () => {
  const sos = await openOf("sos");
  await home.post(home.nurse, `/alerts/${sos.id}/resolve`, { outcome: "test" });
  await say(bands[0]!, { type: "fall" }, "events");
  await expect.poll(() => openOf("fall")).toBeDefined();
  await say(bands[1]!, { type: "sos" }, "events");
  await expect.poll(() => openOf("sos")).toBeDefined();
  const fall = await openOf("fall");
  expect(await openOf("sos")).toMatchObject({ groupId: fall.id, onSite: { owed: false } });
  expect(fall.evidenceCount).toBe(2);
  await home.post(home.nurse, `/alerts/${fall.id}/arrive`, {});
  await home.post(home.nurse, `/alerts/${fall.id}/resolve`, { outcome: "true" });
  expect(await openOf("sos")).toBeUndefined();
});
