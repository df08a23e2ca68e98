import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startClinic, type Clinic } from "../../simulators/clinic.ts";
import { connectDevice } from "../support/home.ts";
import { until } from "../support/machine.ts";
import { measured } from "../support/platform.ts";
import { openCareHome, type CareHome } from "./care-home.ts";

const SOON = { timeout: 20_000 };
let home: CareHome;
let clinic: Clinic;
let clinicId: string;

const drills = async () => home.get(home.nurse, "/drills");
const drillOf = async (id: string) => (await drills()).items.find((one: { id: string }) => one.id === id);
const startDrill = async (): Promise<string> => {
  const started = await until(
    async () => {
      const answer = await home.post(home.administrator, `/clinics/${clinicId}/drill`, { facilityId: home.facilityId });
      return answer.status === 201 ? answer : null;
    },
    { what: "a home in which nothing else runs" },
  );
  return started.body.id;
};
const ended = (id: string) =>
  until(
    async () => {
      const drill = await drillOf(id);
      return drill.result === "running" ? null : drill;
    },
    { deadlineMs: 60_000, what: "the end of a drill" },
  );
const setAnswerWithin = (ms: number) =>
  fetch(`${home.platform.httpUrl}/api/v1/facilities/${home.facilityId}/drill-plans/${clinicId}`, {
    method: "PUT",
    headers: { "content-type": "application/json", ...home.administrator },
    body: JSON.stringify({ answerWithinMs: ms }),
  });
const openAlerts = async (): Promise<{ rule: string; drill: boolean; id: string; kind: string; residentId: string | null }[]> =>
  (await home.get(home.nurse, "/alerts?open=true")).items;

beforeAll(async () => {
  home = await openCareHome();
  clinic = await startClinic();
  const made = await home.post(home.administrator, "/clinics", { name: "试验诊所", webhookUrl: clinic.url });
  clinicId = made.body.id;
  clinic.addSecret(made.body.webhookSecret);
  await home.post(home.administrator, "/contracts", { facilityId: home.facilityId, clinicId });
}, 60_000);
afterAll(async () => {
  await home.close();
  await clinic.close();
});

describe("a drill of a clinic", () => {
  it("goes from the device to a person of the clinic, is marked everywhere, and touches no resident", async () => {
    const id = await startDrill();
    const message = await until(() => clinic.messages.find(({ type }) => type === "alert.raised"), { what: "the push" });
    const { data } = JSON.parse(message.raw);
    expect(data).toMatchObject({ kind: "sos", severity: "critical", drill: true });
    expect(data.residentRef).toContain("演练");
    const [alert] = (await openAlerts()).filter(({ drill }) => drill);
    expect(alert).toMatchObject({ rule: "drill", kind: "sos", drill: true, residentId: null, prompt120: false, onSite: { owed: false } });
    const page = await (await fetch(message.acknowledgeUrl, { headers: { "accept-language": "zh" } })).text();
    expect(page).toContain("【演练】");
    expect(page).toContain("勿拨 120");
    await clinic.acknowledge(message, "王医生");
    const drill = await ended(id);
    expect(drill).toMatchObject({ result: "passed", failedAt: null, scheduled: false, alertId: alert!.id });
    const { published, raised, sent, accepted, acknowledged } = drill.hops;
    for (const hop of [published, raised, sent, accepted, acknowledged]) expect(hop).toBeGreaterThanOrEqual(drill.startedAt);
    measured("a drill, hop by hop", {
      raisedMs: raised - drill.startedAt,
      acceptedMs: accepted - drill.startedAt,
      answeredMs: drill.answeredMs,
    });
    await expect.poll(async () => (await home.get(home.nurse, `/alerts/${alert!.id}`)).state, SOON).toBe("resolved");
    expect((await home.get(home.nurse, `/alerts/${alert!.id}`)).outcome).toBe("test");
    expect((await drills()).figures).toMatchObject({ held: 1, passed: 1, within60s: 1 });
  });
  it("is no alarm load", async () => {
    const load = await home.get(home.administrator, `/facilities/${home.facilityId}/alert-load?from=2020-01-01T00:00:00Z`);
    expect(JSON.stringify(load)).not.toContain('"drill"');
  });
  it("a home's own people cannot pass it for the clinic", async () => {
    const id = await startDrill();
    const alert = await until(async () => (await openAlerts()).find(({ drill }) => drill), { what: "the drill's alert" });
    await home.post(home.nurse, `/alerts/${alert.id}/acknowledge`, { track: "medical" });
    expect(await ended(id)).toMatchObject({ result: "stopped", why: "takenByHome" });
  });
  it("fails at the hop that is missing, and the manager is paged; the next one that passes ends that", async () => {
    expect((await setAnswerWithin(10_000)).status).toBe(200);
    clinic.behave({ type: "refuse", status: 500 });
    const id = await startDrill();
    expect(await ended(id)).toMatchObject({ result: "failed", failedAt: "accepted", why: "HTTP 500" });
    await expect.poll(async () => (await openAlerts()).some(({ rule }) => rule === "drillFailed"), SOON).toBe(true);
    const failed = (await openAlerts()).find(({ rule }) => rule === "drillFailed");
    const told = (await home.get(home.nurse, `/alerts/${failed!.id}`)).timeline.filter(({ code }: { code: string }) => code === "told");
    expect(told.map(({ who }: { who: string }) => who)).toEqual(["manager"]);
    clinic.behave({ type: "accept" });
    const seen = clinic.messages.length;
    const again = await startDrill();
    const message = await until(() => clinic.messages.slice(seen).find(({ type }) => type === "alert.raised"), { what: "the push" });
    await clinic.acknowledge(message, "王医生");
    expect((await ended(again)).result).toBe("passed");
    await expect.poll(async () => (await openAlerts()).some(({ rule }) => rule === "drillFailed"), SOON).toBe(false);
  }, 120_000);
  it("whom somebody answers before the channel has said that it took the message has passed", async () => {
    clinic.behave({ type: "cut" }, 1);
    const seen = clinic.messages.length;
    const id = await startDrill();
    const message = await until(() => clinic.messages.slice(seen).find(({ type }) => type === "alert.raised"), { what: "the push" });
    await clinic.acknowledge(message, "王医生");
    expect(await ended(id)).toMatchObject({ result: "passed", failedAt: null, hops: { acknowledged: expect.any(Number) } });
  }, 60_000);
  it("a real SOS at the same moment is an alert of its own, and the drill steps back for it", async () => {
    const made = await home.post(home.administrator, "/devices", {
      facilityId: home.facilityId,
      kind: "sosButton",
      residentId: home.residentId,
    });
    const button = await connectDevice(Number(new URL(home.platform.mqttUrl).port), made.body);
    const id = await startDrill();
    await button.publishAsync(made.body.topics.events, JSON.stringify({ seq: 1, type: "sos", detail: { drill: true } }), { qos: 1 });
    const real = await until(async () => (await openAlerts()).find(({ rule }) => rule === "sos"), { what: "the real alert" });
    expect(real).toMatchObject({ drill: false, residentId: home.residentId, prompt120: true });
    expect(await ended(id)).toMatchObject({ result: "stopped", why: "realAlert" });
    await expect.poll(async () => (await openAlerts()).some(({ drill }) => drill), SOON).toBe(false);
    const refused = await home.post(home.administrator, `/clinics/${clinicId}/drill`, { facilityId: home.facilityId });
    expect(refused.status).toBe(409);
    await button.endAsync();
  }, 60_000);
});
