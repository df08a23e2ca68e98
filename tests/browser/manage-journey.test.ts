import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { deviceCode, readDeviceCode } from "../../domain/device-code.ts";
import { openLoadHome, type LoadHome } from "../app/load-home.ts";
import { readQr } from "../support/read-qr.ts";
import { need } from "../support/platform.ts";
import { builtDashboard } from "./dashboard-build.ts";
import { openWholeBrowser } from "./open-browser.ts";
import { openPage } from "./open-page.ts";
import { violationsOf } from "./violations.ts";

const WAIT = { timeout: 60_000 };

need("chromium")("a manager's day on a whole server", () => {
  let browser: Browser;
  let home: LoadHome;
  let page: Page;
  const complaints: string[] = [];
  const byId = (id: string) => page.getByTestId(id);

  /** What a phone reads from the label on the screen. */
  const scanned = async (deviceId: string): Promise<string> => readQr(await byId(`label-${deviceId}`).screenshot()) ?? "nothing";
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
    { language: "zh-CN", serial: "SN-2026-0001", online: "在线", value: "118", width: 1280 },
    { language: "en", serial: "SN-2026-0002", online: "online", value: "119", width: 390 },
  ])("in $language: a device by its code, its label, its holder, its first word, and a rule after a back-test", async (way) => {
    page = await openPage(browser, `${home.platform.httpUrl}/sign-in?to=/manage`, complaints, { language: way.language, width: way.width });
    await byId("field-username").fill("manager");
    await byId("field-password").fill("long enough");
    await byId("sign-in").click();
    await byId("hub-devices").click();
    await byId("device-add").click();
    await byId("scan-text").fill(`SN: ${way.serial}`);
    await byId("scan-go").click();
    await byId("device-kind").selectOption("wristband");
    await expect.poll(() => byId("field-serial").inputValue(), WAIT).toBe(way.serial);
    await byId("device-save").click();
    const credential = async (key: string) => (await byId(`credential-${key}`).textContent()) ?? "";
    const [username, password] = [await credential("username"), await credential("password")];
    expect(await violationsOf(page)).toEqual([]);

    await byId("print-label").click();
    await byId(`label-${username}`).waitFor();
    const link = await scanned(username);
    expect(readDeviceCode(link)).toEqual({ type: "code", code: deviceCode(username) });
    expect(await byId("label-sheet").textContent()).not.toContain("住户302");

    await page.goto(`${home.platform.httpUrl}/manage/devices`);
    await byId("device-add").click();
    await byId("scan-text").fill(link);
    await byId("scan-go").click();
    await byId("device-assign").click();
    await byId("holder-search").fill("302");
    await byId("holder-choice").selectOption(`resident:${home.residentId}`);
    await byId("go-assign").click();
    await byId("device-done").waitFor();
    await expect.poll(() => byId("device-holder").textContent(), WAIT).toContain("302");
    expect(await violationsOf(page)).toEqual([]);

    const topic = (channel: string) => `anhu/v1/${home.facilityId}/${username}/${channel}`;
    const topics = { observations: topic("observations"), events: topic("events"), status: topic("status"), commands: topic("commands") };
    const device = { id: username, username, password, topics };
    await home.measure(device, 2, () => ({ heartRate: 72, battery: 64, worn: 1 }));
    await expect.poll(() => byId("device-health").textContent(), WAIT).toContain(way.online);
    await expect.poll(() => byId("device-health").textContent(), WAIT).toContain("64");
    await byId("dialog-close").click();
    await expect.poll(() => byId(`device-${username}`).textContent(), WAIT).toContain("302");

    await page.goto(`${home.platform.httpUrl}/load?tab=rules&rule=heartRate.high`);
    await byId("effective-resident").selectOption(home.residentId);
    await byId("effective-levels").waitFor();
    await byId("change-value").fill(way.value);
    await byId("change-start").click();
    await byId("backtest-chart").waitFor(WAIT);
    expect(await violationsOf(page)).toEqual([]);
    await expect.poll(() => page.evaluate("document.documentElement.scrollWidth")).toBe(way.width);
    await byId("apply-reason").fill("夜班误报太多");
    await byId("apply-go").click();
    await byId("change-done").waitFor(WAIT);
    home.clock.advance(5_000);
    const rules = await home.ask("manager", "GET", `/facilities/${home.facilityId}/rules`);
    const rule = rules.body.items.find(({ id }: { id: string }) => id === "heartRate.high");
    expect(rule.inForce.levels.find(({ level }: { level: string }) => level === "warning").raiseAt).toBe(Number(way.value));
  });
});
