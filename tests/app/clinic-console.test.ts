import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startClinic, type Clinic } from "../../simulators/clinic.ts";
import { connectDevice } from "../support/home.ts";
import { until } from "../support/machine.ts";
import { fetchPatiently } from "../support/patient-client.ts";
import { openCareHome, type CareHome, type Who } from "./care-home.ts";

/** A press over MQTT, two clinics' webhooks, a refusal by link, and a decision in a session: the whole way, with staff watching. */
type Json = ReturnType<typeof JSON.parse>;
const LONG = { timeout: 20_000 };
let home: CareHome;
let first: Clinic;
let second: Clinic;
const ids: string[] = [];
const sockets: Socket[] = [];
beforeAll(async () => {
  home = await openCareHome();
  [first, second] = [await startClinic(), await startClinic()];
  for (const [n, clinic] of [first, second].entries()) {
    const added = (await home.post(home.administrator, "/clinics", { name: `诊所${n + 1}`, webhookUrl: clinic.url })).body;
    clinic.addSecret(added.webhookSecret);
    ids.push(added.id);
    const terms = { facilityId: home.facilityId, clinicId: added.id, tell: { sos: "at-once" }, priority: n + 1, person: "张院长" };
    const answer = await home.post(home.administrator, "/contracts", terms);
    if (answer.status !== 201) throw new Error(`adding a contract: ${JSON.stringify(answer.body)}`);
  }
}, 120_000);
afterAll(async () => {
  for (const socket of sockets) socket.disconnect();
  await Promise.all([first.close(), second.close()]);
  await home.close();
});
async function doctorOf(clinicId: string, username: string): Promise<Who> {
  const password = "long enough";
  const user = { username, name: `医生${username}`, role: "clinicStaff", facilityId: null, clinicId, password };
  await home.post(home.administrator, "/users", user);
  const session = await fetchPatiently(`${home.platform.httpUrl}/api/v1/session`, {
    ...{ method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ username, password }) },
  });
  const { csrfToken }: Json = await session.json();
  return { cookie: session.headers.getSetCookie()[0]!.split(";")[0]!, "x-csrf-token": csrfToken };
}
const raised = (clinic: Clinic) =>
  until(() => clinic.messages.find(({ type }) => type === "alert.raised"), { deadlineMs: 20_000, what: "a webhook" });

it("a refusal tells the next clinic at once, and what that one decides is on the screens of the home", async () => {
  const doctor = await doctorOf(ids[1]!, "wang");
  const socket = io(home.platform.httpUrl, { transports: ["websocket"], forceNew: true, extraHeaders: { cookie: doctor["cookie"]! } });
  sockets.push(socket);
  await new Promise<void>((resolve) => socket.once("connect", () => resolve()));
  expect(await socket.emitWithAck("watchClinic")).toEqual({ ok: true });
  const items: Json[] = [];
  socket.on("clinicItem", ({ item }: Json) => items.push(item));

  const wanted = { facilityId: home.facilityId, kind: "sosButton", residentId: home.residentId };
  const device = (await home.post(home.administrator, "/devices", wanted)).body;
  const client = await connectDevice(Number(new URL(home.platform.mqttUrl).port), device);
  await client.publishAsync(device.topics.events, JSON.stringify({ at: Date.now(), type: "sos" }), { qos: 1 });
  await client.endAsync();

  const message = await raised(first);
  expect(second.messages).toEqual([]);
  const refused = await fetchPatiently(`${message.acknowledgeUrl}/disposition`, {
    ...{ method: "POST", headers: { "content-type": "application/json" } },
    body: JSON.stringify({ person: "陈医生", type: "refuse", text: "医生都在外面" }),
  });
  expect(await refused.json()).toMatchObject({ state: "waiting", type: "refuse" });
  const next = await raised(second);
  expect(next.alertId).toBe(message.alertId);
  await expect.poll(() => items.at(-1)?.state, LONG).toBe("unanswered");

  const [item] = (await home.get(doctor, "/clinic/inbox")).items;
  expect(item).toMatchObject({ state: "unanswered", facility: "岁安", alert: { id: message.alertId, room: "302", residentName: null } });
  const act = (verb: string, body: unknown) => home.post(doctor, `/alerts/${message.alertId}/${verb}`, body);
  expect((await act("acknowledge", { track: "medical" })).status).toBe(200);
  expect((await act("disposition", { type: "visit", etaMinutes: 15, text: "带心电图", seen: 1 })).status).toBe(200);

  const seen = await home.get(home.nurse, `/alerts/${message.alertId}`);
  expect(seen.dispositions).toMatchObject([
    { type: "refuse", clinic: "诊所1", by: "陈医生", text: "医生都在外面" },
    { type: "visit", clinic: "诊所2", by: "医生wang", text: "带心电图" },
  ]);
  expect([seen.onSite.state, seen.medical.state, seen.medical.by]).toEqual(["waiting", "acknowledged", "医生wang"]);
  const told = seen.timeline.filter(({ code, track }: Json) => track === "medical" && ["told", "refused", "visiting"].includes(code));
  expect(told.map(({ code, who }: Json) => [code, who])).toEqual([
    ["told", "诊所1"],
    ["refused", "陈医生"],
    ["told", "诊所2"],
    ["visiting", "医生wang"],
  ]);
  const [, toRefusal, toNext] = told.map(({ at }: Json) => at);
  expect(toNext - toRefusal).toBeLessThan(1_000);
  await expect.poll(() => items.at(-1)?.state, LONG).toBe("mine");

  expect((await home.post(home.nurse, `/alerts/${message.alertId}/visit-arrived`, {})).body.medical.state).toBe("done");
  await home.post(home.nurse, `/alerts/${message.alertId}/resolve`, { outcome: "true", reason: "医生已处理" });
  await expect.poll(() => items.at(-1)?.state, LONG).toBe("closed");
  await expect.poll(async () => (await home.get(doctor, "/clinic/today")).items.length, LONG).toBe(1);
  const from = Date.now() - 3_600_000;
  const figures = () => home.get(doctor, `/clinics/${ids[1]}/answer-times?from=${from}&to=${from + 7_200_000}`);
  await expect.poll(figures, LONG).toMatchObject({ told: 1, answered: 1, waiting: 0, dispositions: { visit: 1 } });
}, 120_000);
