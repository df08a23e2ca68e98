import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { openSimulatedAnnunciator } from "../../simulators/annunciator.ts";
import { openLoadHome, type LoadHome } from "../app/load-home.ts";
import { need } from "../support/platform.ts";
import { builtDashboard } from "./dashboard-build.ts";
import { openWholeBrowser } from "./open-browser.ts";
import { openPage } from "./open-page.ts";
import { violationsOf } from "./violations.ts";

const WAIT = { timeout: 60_000 };

need("chromium")("what is laid down by the desk's forms holds on a whole server", () => {
  let browser: Browser;
  let home: LoadHome;
  let page: Page;
  const complaints: string[] = [];
  const byId = (id: string) => page.getByTestId(id);
  const url = (path: string) => `${home.platform.httpUrl}${path}`;
  /** Pressed once more, unless the form went away with what was saved. */
  const again = (id: string) =>
    byId(id)
      .click({ timeout: 1_000 })
      .catch(() => undefined);
  async function signIn(username: string, to: string, look: { language: string; width: number }): Promise<void> {
    page = await openPage(browser, url(`/sign-in?to=${to}`), complaints, look);
    await byId("field-username").fill(username);
    await byId("field-password").fill("long enough");
    await byId("sign-in").click();
  }
  beforeAll(async () => {
    home = await openLoadHome({}, { dashboardDir: builtDashboard() });
    browser = await openWholeBrowser();
  }, 120_000);
  afterEach(async () => {
    await page.context().close();
    expect(complaints.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await home.close();
  });

  it.each([
    { language: "zh-CN", width: 1280, label: "三楼走廊" },
    { language: "en", width: 390, label: "corridor, third floor" },
  ])("in $language: a siren added by form is tested, sounds at an SOS, is changed and retired", async ({ label, ...look }) => {
    await signIn("nurse", "/annunciators", look);
    await byId("annunciator-add").click();
    await byId("annunciator-device").selectOption("new");
    await byId("annunciator-kind").selectOption("siren");
    await byId("annunciator-save").click();
    await byId("annunciator-problem").waitFor();
    await byId("field-annunciator-label").fill(label);
    await byId("annunciator-day").fill("70");
    expect(await violationsOf(page)).toEqual([]);
    await byId("annunciator-save").click();
    await byId("device-credentials").waitFor(WAIT);
    await expect.poll(() => byId("annunciator-save").count(), WAIT).toBe(0);
    expect(await violationsOf(page)).toEqual([]);
    expect(await byId("credential-topic").count()).toBe(0);
    const credential = async (key: string) => (await byId(`credential-${key}`).textContent()) ?? "";
    const [username, password] = [await credential("username"), await credential("password")];
    const topic = (channel: string) => `anhu/v1/${home.facilityId}/${username}/${channel}`;
    const topics = { observations: topic("observations"), events: topic("events"), status: topic("status"), commands: topic("commands") };
    expect([await credential("commands"), await credential("status")]).toEqual([topics.commands, topics.status]);
    const siren = openSimulatedAnnunciator({ mqttUrl: home.platform.mqttUrl, username, password, topics });
    try {
      await byId("dialog-close").click();
      const listed = async () => (await home.ask("nurse", "GET", "/annunciators")).body.items[0];
      const card = byId(`annunciator-${(await listed()).id}`);
      await expect.poll(() => siren.showing?.pattern, WAIT).toBe("off");

      await byId("annunciator-test").click();
      await expect.poll(() => siren.showing?.pattern, WAIT).toBe("test");
      await expect.poll(() => siren.showing?.pattern, WAIT).toBe("off");
      const button = await home.device("sosButton");
      await home.publish(button, "events", { seq: home.clock.now(), type: "sos" });
      await expect.poll(() => siren.showing, WAIT).toMatchObject({ pattern: "high", sound: { pulses: 10, volume: 70 } });
      await expect.poll(() => card.textContent(), WAIT).toContain("302");

      await byId("annunciator-change").click();
      await home.ask("manager", "PATCH", `/annunciators/${(await listed()).id}`, { severities: ["critical"] });
      await byId("annunciator-day").fill("55");
      await byId("annunciator-save").click();
      await expect.poll(() => byId("annunciator-problem").textContent(), WAIT).toContain("测试 manager");
      expect(await byId("annunciator-day").inputValue()).toBe("55");
      await expect
        .poll(async () => {
          await again("annunciator-save");
          return (await listed()).volume.day;
        }, WAIT)
        .toBe(55);
      expect((await listed()).severities).toEqual(["critical"]);

      await byId("annunciator-retire").click();
      await byId("annunciator-retire-yes").click();
      await expect.poll(() => siren.showing?.pattern, WAIT).toBe("off");
      await byId("annunciators-none").waitFor(WAIT);
      for (const alert of (await home.alerts()).filter(({ state }) => state !== "resolved"))
        await home.ask("nurse", "POST", `/alerts/${alert.id}/resolve`, { outcome: "test", reason: "试验" });
    } finally {
      await siren.close();
    }
  });
  it.each([
    { language: "zh-CN", width: 390, name: "门诊 HIS", username: "keeper1" },
    { language: "en", width: 1280, name: "HIS, outpatients", username: "keeper2" },
  ])("in $language: a credential issued by form reads FHIR until it is revoked", async ({ name, username, ...look }) => {
    const ask = (path: string, body: object) => home.ask("administrator", "POST", path, body);
    const clinic = (await ask("/clinics", { name: `诊所 ${username}`, webhookUrl: "https://clinic.example/hook" })).body;
    await ask("/contracts", { facilityId: home.facilityId, clinicId: clinic.id, person: "周管理" });
    await ask("/users", { username, name: "周管理", role: "administrator", password: "long enough" });
    await signIn(username, "/manage", look);
    await byId("hub-fhir").click();
    await byId("fhir-clinic").waitFor(WAIT);
    if ((await byId("fhir-clinic").inputValue()) !== clinic.id) await byId("fhir-clinic").selectOption(clinic.id);
    await byId("fhir-add").click();
    await byId("fhir-issue").click();
    await byId("fhir-problem").waitFor();
    await byId("field-fhir-name").fill(name);
    await byId("fhir-issue").click();
    const token = await byId("copy-fhir-token").inputValue(WAIT);
    expect(await violationsOf(page)).toEqual([]);
    const base = await byId("copy-fhir-address").inputValue();
    const read = async () => {
      const answer = await fetch(`${base}/Patient`, { headers: { authorization: `Bearer ${token}` } });
      return { status: answer.status, body: JSON.parse(await answer.text()) };
    };
    await expect.poll(async () => (await read()).status, WAIT).toBe(200);
    expect((await read()).body.entry.map(({ resource }: { resource: { resourceType: string } }) => resource.resourceType)).toContain(
      "Patient",
    );
    await byId("dialog-close").click();
    const credential = (await home.ask("administrator", "GET", `/clinics/${clinic.id}/fhir-credentials`)).body.items[0];
    expect(credential).toMatchObject({ name, by: "周管理", lastUsedAt: expect.any(Number), revokedAt: null });
    await page.reload();
    const card = byId(`fhir-${credential.id}`);
    await expect.poll(() => card.textContent(), WAIT).toContain("周管理");
    expect(await page.content()).not.toContain(token);
    expect(await violationsOf(page)).toEqual([]);
    await byId("fhir-revoke").click();
    await byId("fhir-revoke-yes").click();
    await byId("fhir-ended").waitFor(WAIT);
    expect((await read()).status).toBe(401);
  });
  it.each([
    { language: "zh-CN", width: 390, doctor: "赵敏" },
    { language: "en", width: 1280, doctor: "孙医生" },
  ])("in $language: a doctor posted by form is asked for in their hours, not on a holiday, until it ends", async ({ doctor, ...look }) => {
    const ask = (path: string, body: object) => home.ask("administrator", "POST", path, body);
    const clinic = (await ask("/clinics", { name: `驻点 ${look.width}`, webhookUrl: "https://posting.example/hook" })).body;
    const contract = (await ask("/contracts", { facilityId: home.facilityId, clinicId: clinic.id, person: "周管理" })).body;
    const path = `/residents/${home.residentId}/who-will-be-told?rule=sos&at=`;
    const isAsked = async (at: string): Promise<boolean> => {
      const { status, body } = await home.ask("manager", "GET", path + encodeURIComponent(at));
      expect(status).toBe(200);
      return JSON.stringify(body).includes(doctor);
    };
    const [wednesday, evening, nationalDay] = ["2026-03-04T10:00:00+08:00", "2026-03-04T19:00:00+08:00", "2026-10-01T10:00:00+08:00"];
    await signIn("manager", "/manage", look);
    await byId("hub-posted").click();
    await byId("posted-add").click();
    await byId("posted-contract").selectOption(contract.id);
    await byId("posted-save").click();
    await byId("posted-problem").waitFor();
    await byId("field-posted-name").fill(doctor);
    await byId("field-posted-phone").fill("13800000011");
    await byId("field-posted-reason").fill("每周驻点");
    expect(await violationsOf(page)).toEqual([]);
    await byId("posted-save").click();
    const card = byId(`posted-${contract.id}`);
    await card.waitFor(WAIT);
    await expect.poll(() => isAsked(wednesday), WAIT).toBe(true);
    expect([await isAsked(evening), await isAsked(nationalDay)]).toEqual([false, false]);

    await card.getByTestId("posted-change").click();
    const amend = { basedOn: 2, reason: "电话变更", changes: { dutyPhone: "0571-85550120" } };
    expect((await home.ask("administrator", "POST", `/contracts/${contract.id}/amend`, { ...amend, person: "周管理" })).status).toBe(200);
    await byId("posted-to").fill("20:00");
    await byId("posted-holidays").selectOption("too");
    await byId("field-posted-reason").fill("延长");
    await byId("posted-save").click();
    await expect.poll(() => byId("posted-problem").textContent(), WAIT).toContain("周管理");
    await expect
      .poll(async () => {
        await again("posted-save");
        return isAsked(nationalDay);
      }, WAIT)
      .toBe(true);
    expect(await isAsked(evening)).toBe(true);
    const { body } = await home.ask("manager", "GET", `/contracts/${contract.id}`);
    expect(body).toMatchObject({ dutyPhone: "0571-85550120", posted: { name: doctor }, modes: ["posted"] });
    await byId("posted-save").waitFor({ state: "detached" });
    expect(await violationsOf(page)).toEqual([]);

    await card.getByTestId("posted-end").click();
    await byId("field-posted-reason").fill("驻点取消");
    await byId("posted-save").click();
    await card.waitFor({ state: "detached" });
    expect(await isAsked(wednesday)).toBe(false);
  });
});
