import { afterEach, expect, it } from "vitest";
import type { FakeApi } from "../api/fakes.ts";
import { ask, signIn } from "../api/world.ts";
import { need } from "../support/platform.ts";
import { keptOf, openPhone, pressNotification, showPush, signInTo, workerOf, type Phone } from "./clinic-app-world.ts";
import { CLOSED, openClinicHome, SECOND, UNANSWERED } from "./clinic-home.ts";
import { builtDashboard } from "./dashboard-build.ts";
import { violationsOf } from "./violations.ts";

need("chromium")("the console as an app on a phone, on the real API", () => {
  const WITHIN = { timeout: 30_000 };
  let fake: FakeApi;
  let phone: Phone;

  async function open(options: Parameters<typeof openPhone>[1] = {}, to = "/clinic"): Promise<void> {
    fake = await openClinicHome(builtDashboard());
    phone = await openPhone(fake, options);
    await signInTo(phone.page, fake, to);
  }
  afterEach(async () => {
    await phone.close();
    await fake.close();
  });
  const call = (id: string) => phone.page.getByTestId(`clinic-${id}`);

  it.each([
    { language: "zh-CN", said: "上门，约 15 分钟" },
    { language: "en", said: "coming, in about 15 min" },
  ])(
    "in $language a press on a push shows the alert in the window that is open, and one more press decides",
    async ({ language, said }) => {
      await open({ language });
      const worker = await workerOf(phone);
      const push = { title: "▲ 血氧", body: "颐和苑养老院 305", url: `/clinic?alert=${SECOND}`, tag: SECOND, urgent: true };
      await showPush(phone, worker, fake.url, push);
      expect(await pressNotification(worker)).toBe(1);
      await phone.page.waitForURL(`**/clinic?alert=${SECOND}`);
      expect(phone.context.pages()).toHaveLength(1);
      await expect.poll(() => phone.page.evaluate("document.activeElement?.dataset.testid"), WITHIN).toBe(`clinic-${SECOND}`);
      await expect.poll(() => phone.page.locator("article").first().getAttribute("data-testid"), WITHIN).toBe(`clinic-${SECOND}`);
      await call(SECOND).getByTestId("quick-visit").click();
      await expect.poll(() => call(SECOND).getByTestId("clinic-says").textContent(), WITHIN).toContain(said);
      const staff = (await ask(fake, await signIn(fake, "caregiver"), "GET", `/api/v1/alerts/${SECOND}`)).body;
      expect(staff.medical.state).toBe("acknowledged");
      expect(staff.dispositions).toMatchObject([{ type: "visit", by: "测试 clinicStaff" }]);
    },
  );
  it("can be installed, in the language of its screen, and keeps the shell alone: no answer of the API", async () => {
    await open({ language: "en" });
    await workerOf(phone);
    const devtools = await phone.context.newCDPSession(phone.page);
    const { errors, data, url } = await devtools.send("Page.getAppManifest");
    expect([errors, url]).toEqual([[], `${fake.url}/clinic-en.webmanifest`]);
    const manifest = JSON.parse(data ?? "{}");
    expect(manifest).toMatchObject({ id: "/clinic", start_url: "/clinic", display: "standalone", name: "Anhu clinic console" });
    for (const { src, type } of manifest.icons) {
      const icon = await fetch(new URL(String(src), fake.url));
      expect([src, icon.status, icon.headers.get("content-type")]).toEqual([src, 200, expect.stringContaining(type)]);
    }
    await expect.poll(async () => (await devtools.send("Page.getInstallabilityErrors")).installabilityErrors, WITHIN).toEqual([]);
    const kept = await keptOf(phone.page);
    expect(kept).toContain("/index.html");
    expect(kept.filter((path) => !/^\/(assets\/.+|index\.html|start\.(css|js))$/.test(path))).toEqual([]);
    expect(kept.some((path) => path.includes("ClinicPage"))).toBe(true);
    const words = await phone.page.evaluate("caches.match('/index.html').then((answer) => answer.text())");
    expect(words).toContain('<div id="app">');
    await phone.page.getByTestId("language-zh-CN").click();
    await expect.poll(() => phone.page.locator("link[rel=manifest]").getAttribute("href"), WITHIN).toBe("/clinic-zh.webmanifest");
  });
  it("without a connection says so, when what it shows was read, and whom to ring; opened cold it says that nothing was read", async () => {
    await open();
    await workerOf(phone);
    await call(UNANSWERED).waitFor();
    await fake.close();
    const lost = phone.page.getByTestId("connection-lost");
    await lost.waitFor({ timeout: 40_000 });
    expect(await lost.textContent()).toMatch(/您看到的可能是旧的.*时还没有结束的告警.*颐和苑养老院/);
    expect(await lost.locator('a[href^="tel:"]').count()).toBeGreaterThan(0);
    expect(await violationsOf(phone.page)).toEqual([]);
    await phone.page.goto(`${fake.url}/clinic?alert=${UNANSWERED}`);
    await lost.waitFor({ timeout: 40_000 });
    expect(await lost.textContent()).toContain("还没有读到任何告警");
    expect(await phone.page.evaluate("document.documentElement.scrollWidth")).toBe(390);
  });
  it("an address of a push whose alert has ended points at it among those of today", async () => {
    await open({}, `/clinic?alert=${CLOSED}`);
    await expect.poll(() => phone.page.getByTestId(`day-${CLOSED}`).getAttribute("class"), WITHIN).toContain("aimed");
  });
  it("a tab that was open while a new version was put out goes on: what is gone is read anew", async () => {
    await open();
    let asked = 0;
    await phone.context.route("**/assets/RoundsPage-*.js", (route) => (++asked === 1 ? route.fulfill({ status: 404 }) : route.continue()));
    await phone.page.goto(`${fake.url}/alerts`);
    await phone.page.getByTestId("nav-rounds").click();
    await phone.page.waitForURL("**/rounds");
    await phone.page.locator("main h1").waitFor();
    expect(asked).toBe(2);
    expect(await phone.page.evaluate("sessionStorage.getItem('anhu.reload')")).toBeNull();
  });
  it.each(["light", "dark"] as const)("has no accessibility violations in %s, with the sheet of a decision open", async (scheme) => {
    await open({ scheme, language: "en" });
    await call(UNANSWERED).getByTestId("decide-visit").click();
    expect(await phone.page.evaluate("document.body.className")).toBe(scheme);
    expect(await violationsOf(phone.page)).toEqual([]);
    await phone.page.setViewportSize({ width: 1280, height: 800 });
    expect(await violationsOf(phone.page)).toEqual([]);
  });
});
