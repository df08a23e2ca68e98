import { afterEach, describe, expect, it } from "vitest";
import { readSettings } from "../../app/config.ts";
import { readServerClock } from "../../app/server-clock.ts";
import type { AlertView } from "../../domain/alert.ts";
import type { DeliveryAttempt } from "../../domain/delivery.ts";
import { startClinic, type Clinic } from "../../simulators/clinic.ts";
import type { ClinicMessage } from "../../simulators/clinic-message.ts";
import { startAnhuProcess, type AnhuProcess } from "../support/anhu-process.ts";
import { freePort, makeTempDir, until } from "../support/machine.ts";
import { connectDevice, makeTestHome, type TestHome } from "../support/home.ts";

let closing: (() => unknown)[] = [];
const closeAll = async () => {
  for (const close of closing.reverse()) await close();
  closing = [];
};
afterEach(closeAll);

const SECOND = 1_000;
/** Twenty seconds of the home a second: 90 s without arrival take 4.5 s. */
const FAST = ["--clock-start", "2026-01-05T20:00:00Z", "--clock-rate", "20"];

/** Pauses between attempts are real, also when the clock is simulated. */
const RETRY_RATE = 2;
/** Real seconds by which a busy machine may be late. */
const LATE_S = 5;
/** The same of the home's time, at the rate of `FAST`. */
const LATE_AT_HOME_S = 20 * LATE_S;

interface Scene {
  anhu: AnhuProcess;
  readonly home: TestHome;
  readonly clinic: Clinic;
  /** Signs in, publishes, and ends after the PUBACK. @returns the `at` of the press */
  press(type?: string): Promise<number>;
  /** Those of the button; a band that was heard once is soon missed as well. */
  alerts(): Promise<AlertView[]>;
  alert(): Promise<AlertView>;
  deliveries(alertId: string): Promise<DeliveryAttempt[]>;
  message(type: ClinicMessage["type"], index?: number): Promise<ClinicMessage>;
}
async function aScene({ staffed, args = [] }: { staffed: boolean; args?: readonly string[] }): Promise<Scene> {
  const temp = makeTempDir();
  closing.push(temp.remove);
  const ports = { dataDir: temp.path, httpPort: await freePort(), mqttPort: await freePort() };
  const first = await startAnhuProcess({ ...ports, args });
  closing.push(() => first.kill("SIGKILL"));
  const clockOf = () => readServerClock(readSettings({ ANHU_URL: first.httpUrl }));
  let clock = await clockOf();
  const clinic = await startClinic({ now: () => clock.now() });
  const home = await until(() => makeTestHome(first.api, { webhook: clinic.url, staffed }), {
    what: "a server that is not too busy to be set up",
  });
  // The device is held from now on: its clock must not be behind.
  clock = await clockOf();
  clinic.addSecret(home.webhookSecret ?? "");
  const [device] = home.devices;
  const scene: Scene = {
    anhu: first,
    home,
    clinic,
    async press(type = "sos") {
      const client = await connectDevice(ports.mqttPort, device!);
      const at = clock.now();
      await client.publishAsync(device!.topics.events, JSON.stringify({ at, seq: at, type }), { qos: 1 });
      await client.endAsync();
      return at;
    },
    alerts: async () =>
      ((await scene.anhu.api.all("/alerts", { facility: home.facilityId })) as AlertView[]).filter(({ kind }) => kind === "sos"),
    alert: () => until(async () => (await scene.alerts()).find(({ state }) => state !== "resolved"), { what: "an open SOS" }),
    deliveries: async (alertId) => (await scene.anhu.api.all(`/alerts/${alertId}/deliveries`)) as DeliveryAttempt[],
    message: (type, index = 0) =>
      until(() => clinic.messages.filter((message) => message.type === type)[index], { deadlineMs: 30_000, what: `${type} ${index}` }),
  };
  closing.push(
    () => scene.anhu.kill("SIGKILL"),
    () => clinic.close(),
  );
  return scene;
}
/** Every push to a clinic came to an end. */
function isSettled(rows: readonly DeliveryAttempt[]): boolean {
  const ofClinics = Map.groupBy(
    rows.filter(({ channel }) => channel === "webhook"),
    ({ deliveryId }) => deliveryId,
  );
  return [...ofClinics.values()].every((attempts) => attempts.some(({ state }) => state === "accepted" || state === "spared"));
}
const post = (url: string, body: object) =>
  fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

describe("an SOS", () => {
  it("reaches the clinic of an unstaffed home at once, as the webhook page says, and only a person ends its repeats", async () => {
    const scene = await aScene({ staffed: false, args: FAST });
    const at = await scene.press();
    const raised = await scene.message("alert.raised");
    const alert = await scene.alert();
    const body: unknown = JSON.parse(raised.raw);
    expect(body).toEqual({
      type: "alert.raised",
      timestamp: expect.stringMatching(/^2026-01-05T20:.*Z$/),
      data: {
        alertId: alert.id,
        severity: "critical",
        kind: "sos",
        facility: "试验院",
        residentRef: expect.stringMatching(/^301 \S+$/),
        observedAt: new Date(at).toISOString(),
        raisedAt: new Date(alert.raisedAt).toISOString(),
        acknowledgeUrl: expect.stringContaining(`${scene.anhu.httpUrl}/`),
        handoverUrl: expect.stringContaining(`${scene.anhu.httpUrl}/`),
      },
    });
    expect(raised.webhookId).toMatch(/^msg_/);
    expect(raised.raw).not.toContain("住户");

    // Opening the link acknowledges nothing; nobody without a name does; a link never takes the on-site track.
    const page = await fetch(raised.acknowledgeUrl);
    expect([page.status, page.headers.get("content-type")]).toEqual([200, expect.stringContaining("text/html")]);
    expect((await post(raised.acknowledgeUrl, { track: "medical" })).status).toBe(422);
    expect((await post(raised.acknowledgeUrl, { person: "  ", track: "medical" })).status).toBe(422);
    expect((await post(raised.acknowledgeUrl, { person: "陈医生", track: "onSite" })).status).toBe(403);
    expect(await scene.alert()).toMatchObject({ state: "raised", medical: { state: "waiting" }, onSite: { state: "waiting" } });

    // A machine answered 200, nobody else did: told again a minute later, under an id of its own.
    const again = await scene.message("alert.updated");
    expect([again.alertId, again.webhookId === raised.webhookId]).toEqual([alert.id, false]);

    // A second press adds evidence and pages again; it is no second alert.
    const toldIn = ({ timeline }: AlertView) => timeline.filter(({ code }) => code === "told").length;
    const repagedBefore = toldIn(await scene.alert());
    await scene.press();
    const pressedTwice = await until(async () => {
      const now = await scene.alert();
      return now.evidenceCount === 2 && toldIn(now) > repagedBefore && now;
    });
    expect(pressedTwice.id).toBe(alert.id);
    expect(toldIn(pressedTwice)).toBeGreaterThan(repagedBefore);
    expect(await scene.alerts()).toHaveLength(1);

    const taken = await post(raised.acknowledgeUrl, { person: "陈医生", track: "medical" });
    expect([taken.status, await taken.json()]).toEqual([200, { alertId: alert.id, track: "medical", state: "acknowledged" }]);
    expect((await post(raised.acknowledgeUrl, { person: "李医生", track: "medical" })).status).toBe(409);
    const after = await scene.alert();
    expect(after).toMatchObject({ medical: { state: "acknowledged" }, onSite: { owed: true, state: "waiting" } });
    await until(async () => isSettled(await scene.deliveries(alert.id)), { what: "nothing to be on its way to the clinic" });
    const told = scene.clinic.messages.length;

    // Nobody stands at the bed: staff are paged again and again, the clinic is left in peace.
    const onSitePages = (now: AlertView) => now.timeline.filter(({ code, track }) => code === "repaged" && track === "onSite").length;
    const before = onSitePages(after);
    const repaged = await until(
      async () => {
        const now = await scene.alert();
        return onSitePages(now) >= before + 2 && now;
      },
      { deadlineMs: 30_000, what: "two more pages to staff" },
    );
    expect(repaged).toMatchObject({ medical: { state: "acknowledged" }, onSite: { state: "waiting" } });
    expect(scene.clinic.messages).toHaveLength(told);

    await scene.anhu.api.post(`/alerts/${alert.id}/resolve`, { outcome: "true", reason: "送医", person: "值班护士" });
    expect((await scene.message("alert.resolved")).alertId).toBe(alert.id);
    const rows = await until(async () => {
      const found = await scene.deliveries(alert.id);
      return found.filter(({ state }) => state === "accepted").length === scene.clinic.messages.length && found;
    });
    const webhooks = rows.filter(({ channel }) => channel === "webhook");
    for (const { webhookId } of scene.clinic.messages)
      expect(webhooks.filter(({ deliveryId }) => deliveryId === webhookId).map(({ state }) => state)).toEqual(
        expect.arrayContaining(["sent", "accepted"]),
      );
    expect(rows.some(({ channel }) => channel === "screen")).toBe(true);
    expect(scene.clinic.counts.refused).toEqual({ missingHeader: 0, badTimestamp: 0, oldTimestamp: 0, wrongSignature: 0, badBody: 0 });
  });

  it("of a staffed home is staff's for 90 s; the clinic hears of it when nobody has arrived by then", async () => {
    const scene = await aScene({ staffed: true, args: FAST });
    await scene.press();
    const alert = await scene.alert();
    const raised = await scene.message("alert.raised");
    const toldAt = Date.parse(String(JSON.parse(raised.raw).timestamp)) - alert.raisedAt;
    expect(toldAt).toBeGreaterThanOrEqual(90 * SECOND);
    expect(toldAt).toBeLessThan((90 + LATE_AT_HOME_S) * SECOND);
    // The nurse was told at 60 s, staff again at 180 s; then 120 is prompted.
    const later = await until(
      async () => {
        const now = await scene.alert();
        return now.timeline.some(({ code, who }) => code === "call120" && who === null) && now;
      },
      { deadlineMs: 30_000, what: "the prompt after three minutes" },
    );
    const afterS = (code: string, who: string) =>
      later.timeline
        .filter((line) => line.code === code && line.who === who)
        .map((line) => Math.floor((line.at - alert.raisedAt) / SECOND));
    expect(afterS("told", "onDutyCaregiver")[0]).toBeLessThan(LATE_AT_HOME_S);
    expect(afterS("told", "nurse")[0]).toBeGreaterThanOrEqual(60);
    expect(afterS("told", "nurse")[0]).toBeLessThan(60 + LATE_AT_HOME_S);
    expect(afterS("repaged", "onDutyCaregiver").at(-1)).toBeGreaterThanOrEqual(180);
  });

  it("of a staffed home is never told to the clinic when whoever arrived records that it is not urgent", async () => {
    const scene = await aScene({ staffed: true });
    await scene.press();
    const { id, raisedAt } = await scene.alert();
    await scene.anhu.api.post(`/alerts/${id}/acknowledge`, { track: "onSite", person: "护工王" });
    const arrived = await scene.anhu.api.post(`/alerts/${id}/arrive`, { notUrgent: true, person: "护工王" });
    expect(arrived).toMatchObject({ onSite: { state: "done" }, medical: { state: "done" } });
    // People had the time that they need; the rest of the 90 s goes by faster.
    await scene.anhu.kill("SIGTERM");
    const { dataDir, mqttPort, httpUrl } = scene.anhu;
    const later = ["--clock-start", new Date(raisedAt + 80 * SECOND).toISOString(), "--clock-rate", "20"];
    scene.anhu = await startAnhuProcess({ dataDir, mqttPort, httpPort: Number(new URL(httpUrl).port), args: later });
    const clock = await readServerClock(readSettings({ ANHU_URL: scene.anhu.httpUrl }));
    await until(() => clock.now() > raisedAt + 150 * SECOND, { what: "the clinic's turn to go by" });
    expect(scene.clinic.counts.requests).toBe(0);
    expect((await scene.deliveries(id)).filter(({ channel }) => channel === "webhook")).toEqual([]);
  });

  it("is tried again at 2, 5 and 10 s under the same id when the clinic fails, and every attempt is a row", async () => {
    const scene = await aScene({ staffed: false, args: ["--clock-start", "2026-01-05T20:00:00Z", "--clock-rate", String(RETRY_RATE)] });
    // The answer is lost after the message was taken, then 500 twice, then it works.
    scene.clinic.behave({ type: "cut" }, 1);
    const undo = scene.clinic.onMessage(() => {
      undo();
      scene.clinic.behave({ type: "refuse", status: 500 }, 2);
    });
    await scene.press();
    const { id } = await scene.alert();
    const attempts = async () => (await scene.deliveries(id)).filter(({ channel }) => channel === "webhook");
    const rows = await until(
      async () => {
        const found = await attempts();
        return found.some(({ state }) => state === "accepted") && found;
      },
      { deadlineMs: 60_000, what: "the clinic to take it" },
    );
    const sent = rows.filter(({ state }) => state === "sent").map(({ at }) => at);
    const offsetsS = sent.map((at) => (at - (sent[0] ?? 0)) / SECOND / RETRY_RATE);
    for (const [index, plannedS] of [0, 2, 5, 10].entries()) {
      expect(offsetsS[index], String(offsetsS)).toBeGreaterThanOrEqual(plannedS - 0.2);
      expect(offsetsS[index], String(offsetsS)).toBeLessThan(plannedS + LATE_S);
    }
    // The clinic saw it twice or more, under one id.
    expect(scene.clinic.messages.filter(({ type }) => type === "alert.raised")).toHaveLength(1);
    expect(scene.clinic.counts.duplicates).toBeGreaterThan(0);
    expect(new Set(rows.map(({ deliveryId }) => deliveryId))).toEqual(new Set([scene.clinic.messages[0]!.webhookId]));
    const told = rows.filter(({ state }) => state !== "queued").map(({ attempt, state }) => `${attempt} ${state}`);
    expect(told).toEqual(["0 sent", "0 failed", "1 sent", "1 failed", "2 sent", "2 failed", "3 sent", "3 accepted"]);
    expect(rows.filter(({ state }) => state === "failed").map(({ why }) => why)).toEqual([
      expect.stringMatching(/./),
      expect.stringContaining("500"),
      expect.stringContaining("500"),
    ]);
  });

  it("of a clinic that stalls is given up after five seconds and tried again", async () => {
    const scene = await aScene({ staffed: false });
    scene.clinic.behave({ type: "stall" }, 1);
    await scene.press();
    const raised = await scene.message("alert.raised");
    expect(scene.clinic.counts.requests).toBeGreaterThanOrEqual(2);
    const { id } = await scene.alert();
    const rows = await until(async () => {
      const found = (await scene.deliveries(id)).filter(({ channel }) => channel === "webhook");
      return found.some(({ state }) => state === "accepted") && found;
    });
    const [sent, failed] = [rows.find(({ state }) => state === "sent"), rows.find(({ state }) => state === "failed")];
    expect(failed!.at - sent!.at).toBeGreaterThanOrEqual(4_900);
    expect(failed!.at - sent!.at).toBeLessThan((5 + LATE_S) * SECOND);
    expect(rows.every(({ deliveryId }) => deliveryId === raised.webhookId)).toBe(true);
  });

  it("that was acknowledged to the device reaches the clinic though the server is killed at that moment", async () => {
    const scene = await aScene({ staffed: false });
    // Nothing gets through before the kill.
    scene.clinic.behave({ type: "stall" });
    await scene.press();
    await scene.anhu.kill("SIGKILL");
    scene.clinic.behave({ type: "accept" });
    const { dataDir, mqttPort } = scene.anhu;
    scene.anhu = await startAnhuProcess({ dataDir, mqttPort, httpPort: Number(new URL(scene.anhu.httpUrl).port) });
    const raised = await scene.message("alert.raised");
    const alert = await scene.alert();
    expect(raised.alertId).toBe(alert.id);
    expect(alert).toMatchObject({ kind: "sos", evidenceCount: 1 });
    expect(await scene.alerts()).toHaveLength(1);
    expect(scene.clinic.messages.filter(({ type }) => type === "alert.raised")).toHaveLength(1);
  });
});
