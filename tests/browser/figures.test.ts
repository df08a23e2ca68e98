import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { readSheet } from "read-excel-file/node";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { need } from "../support/platform.ts";
import { builtDashboard } from "./dashboard-build.ts";
import { startMock, type MockServer } from "./mock-server.ts";
import { openBrowser } from "./open-browser.ts";
import { openPage } from "./open-page.ts";
import { violationsOf } from "./violations.ts";

const TABS = { load: "alarm-load", answers: "clinic-answers", drills: "drills", contracts: "contract-coverage", devices: "devices" };

need("chromium")("the figures in a browser", () => {
  let browser: Browser;
  let mock: MockServer;
  let page: Page;
  const WITHIN = { timeout: 30_000 };
  const complaints: string[] = [];
  const open = async (tab: string, language = "zh-CN") => {
    mock.beRole("administrator");
    page = await openPage(browser, `${mock.url}/manage/figures?tab=${tab}&days=7`, complaints, { language });
  };
  const block = (file: string) => page.getByTestId(`figure-${file}`);
  const cells = async (file: string) =>
    (await block(file).locator("tbody tr:not(:has(td[colspan]))").all()).map(async (row) =>
      (await row.locator("td:not(.act)").allTextContents()).map((text) => text.trim()),
    );

  beforeAll(async () => {
    mock = await startMock("calm", { dist: builtDashboard() });
    browser = await openBrowser();
  });
  afterEach(async () => {
    await page.context().close();
    mock.show("calm");
    expect(complaints.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await mock.close();
  });

  it.each(Object.entries(TABS))("%s is drawn, accessible in both languages, light and dark, and fits a phone", async (tab, file) => {
    for (const language of ["zh-CN", "en"]) {
      await open(tab, language);
      await block(file).locator("canvas").waitFor();
      expect(await block(file).locator("[role=img]").getAttribute("aria-label")).toContain(language === "en" ? "Chart" : "图");
      const scheme = language === "en" ? "dark" : "light";
      await page.emulateMedia({ colorScheme: scheme });
      await expect.poll(() => page.evaluate("document.body.className"), WITHIN).toBe(scheme);
      expect(await violationsOf(page)).toEqual([]);
      await page.setViewportSize({ width: 390, height: 844 });
      expect(await violationsOf(page)).toEqual([]);
      await expect.poll(() => page.evaluate("document.documentElement.scrollWidth"), WITHIN).toBe(390);
      if (language === "en") continue;
      await page.context().close();
    }
  });
  it("a figure opens down to its alerts, and the address keeps what is shown", async () => {
    await open("load");
    const row = block("alarm-load").locator("[data-testid^=open-]").first();
    await row.click();
    await block("alarm-load").locator("[data-testid^=behind-] li").first().waitFor();
    expect(await row.getAttribute("aria-expanded")).toBe("true");
    await page.getByTestId("figures-tab-answers").click();
    await expect.poll(() => page.url(), WITHIN).toContain("tab=answers&days=7");
    await block("clinic-answers").locator("[data-testid^=open-]").first().click();
    await expect.poll(() => block("clinic-answers").locator(".events li").count(), WITHIN).toBeGreaterThan(1);
    await page.goBack();
    await block("alarm-load").waitFor();
  });
  it("the files hold what the table shows, and no text that a spreadsheet would calculate", async () => {
    await open("answers");
    await block("clinic-answers").locator("tbody tr").first().waitFor();
    const [shown = []] = await Promise.all(await cells("clinic-answers"));
    const download = async (id: string): Promise<Buffer> => {
      const coming = page.waitForEvent("download");
      await block("clinic-answers").getByTestId(id).click();
      return readFile(await (await coming).path());
    };
    const csv = (await download("save-csv")).toString("utf8");
    expect(csv.startsWith("\uFEFF")).toBe(true);
    const lines = csv.slice(1).trimEnd().split("\r\n");
    const rows = await block("clinic-answers").locator("tbody tr").count();
    expect(lines).toHaveLength(rows + 1);
    const sheet = await readSheet(await download("save-xlsx"));
    expect(sheet).toHaveLength(rows + 1);
    // The table shows the last row of the file first.
    expect(sheet.at(-1)?.slice(0, 3).map(String)).toEqual(shown.slice(0, 3));
    expect(lines.at(-1)?.split(",").slice(0, 3)).toEqual(shown.slice(0, 3));
  });
  it("says kindly that there is nothing to count", async () => {
    mock.show("empty");
    await open("drills");
    expect(await block("drills").textContent()).toContain("没有可以计数的事件");
    expect(await block("drills").locator("canvas").count()).toBe(0);
  });
});
