import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { FakeApi } from "../api/fakes.ts";
import { handoverPath, openHandoverWorld } from "../api/handover-world.ts";
import { OWN_ALERT } from "../api/world.ts";
import { need, outputFolder } from "../support/platform.ts";
import { openBrowser } from "./open-browser.ts";
import { builtDashboard } from "./dashboard-build.ts";
import { openSignedIn } from "./open-signed-in.ts";
import { violationsOf } from "./violations.ts";

const WIDTHS = [390, 1280, 3840];
const LANGUAGES = ["zh-CN", "en"];
const EACH = LANGUAGES.flatMap((language) => WIDTHS.map((width) => ({ language, width })));
/** So that the pictures of a run can be looked at. */
const picture = (name: string) => join(outputFolder(), `pictures-${name}.png`);

need("chromium")("the handover sheet and the round sheet in a browser", () => {
  const WITHIN = { timeout: 30_000 };
  let browser: Browser;
  let world: FakeApi;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    world = await openHandoverWorld({ dashboardDir: builtDashboard() });
    browser = await openBrowser();
  }, 120_000);
  afterEach(async () => {
    await page.context().close();
    expect(complaints.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await world.close();
  });
  const isWide = () => page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth");
  const openLink = async (language: string, width: number) => {
    const context = await browser.newContext({ viewport: { width, height: 900 }, locale: language === "en" ? "en-GB" : language });
    page = await context.newPage();
    page.on("console", (message) => {
      if (/Content Security Policy/.test(message.text())) complaints.push(message.text());
    });
    await page.goto(world.url + handoverPath(world));
  };
  const openDesk = async (who: string, path: string, options: { language?: string; width?: number } = {}) => {
    page = await openSignedIn(browser, world, who, path, complaints, options);
  };

  it.each(EACH)("the page of a link, $width px in $language, is accessible and nothing is cut off", async ({ language, width }) => {
    await openLink(language, width);
    expect(await page.locator("html").getAttribute("lang")).toBe(language);
    await page.screenshot({ path: picture(`handover-link-${width}-${language}`), fullPage: true });
    expect(await isWide()).toBe(false);
    expect(await violationsOf(page)).toEqual([]);
    for (const link of await page.locator(".act a, .link").all()) expect((await link.boundingBox())!.height).toBeGreaterThanOrEqual(44);
  });
  it.each(LANGUAGES)("on paper it is one page of A4, in %s", async (language) => {
    await openLink(language, 1280);
    const pdf = await page.pdf({ preferCSSPageSize: true });
    expect(pdf.toString("latin1").match(/\/Type\s*\/Page[^s]/g)).toHaveLength(1);
  });
  it.each(EACH)("the same sheet for who is signed in, $width px in $language", async ({ language, width }) => {
    await openDesk("nurse", `/alerts/${OWN_ALERT}/handover`, { language, width });
    await page.getByTestId("location-map").locator("svg path").first().waitFor();
    await page.screenshot({ path: picture(`handover-desk-${width}-${language}`), fullPage: true });
    expect(await isWide()).toBe(false);
    expect(await violationsOf(page)).toEqual([]);
    expect(await page.getByTestId("sheet-news2").innerText()).toContain("≥ 6");
  });
  it("no map asks anybody outside for anything", async () => {
    const asked: string[] = [];
    await openDesk("nurse", "/alerts");
    page.on("request", (request) => void asked.push(request.url()));
    await page.goto(`${world.url}/alerts/${OWN_ALERT}/handover`);
    await page.getByTestId("location-map").locator("svg path").first().waitFor();
    expect(asked.filter((url) => !url.startsWith(world.url) && !url.startsWith("data:"))).toEqual([]);
  });
  it.each(EACH)("the round sheet, $width px in $language", async ({ language, width }) => {
    await openDesk("clinicStaff", "/rounds", { language, width });
    await page.getByTestId("round-res_1").waitFor();
    await page.screenshot({ path: picture(`rounds-${width}-${language}`), fullPage: true });
    expect(await isWide()).toBe(false);
    expect(await violationsOf(page)).toEqual([]);
  });
  it("a doctor enters the result once; it stands on the sheet, with the resident and on the handover", async () => {
    await openDesk("physician", "/rounds", { width: 390 });
    const row = page.getByTestId("round-res_1");
    await row.locator("summary").click();
    await row.locator("textarea[name=finding]").fill("双下肢水肿");
    await row.locator("textarea[name=plan]").fill("每日称重");
    await row.getByTestId("round-save").click();
    await row.getByTestId("round-said").waitFor();
    expect(await row.innerText()).toContain("双下肢水肿 → 每日称重");
    await page.goto(`${world.url}/residents/res_1`);
    await page.getByTestId("round-results").getByText("双下肢水肿").waitFor();
    await page.goto(`${world.url}/alerts/${OWN_ALERT}/handover`);
    await page.getByTestId("handover").getByText("双下肢水肿").waitFor();
  });
  it.each(LANGUAGES)("a nurse records a medication and ends it, on a phone, in %s", async (language) => {
    await openDesk("nurse", "/residents/res_1", { language, width: 390 });
    const card = page.getByTestId("record");
    await card.getByTestId("record-open").click();
    await card.getByTestId("field-record-text").fill("利伐沙班");
    await card.getByTestId("field-record-dose").fill("10 mg");
    await card.getByTestId("record-save").click();
    await card.getByTestId("record-said").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await card.screenshot({ path: picture(`record-${language}`) });
    const before = world.records.recordEntryRows.filter(({ ended }) => ended !== null).length;
    await card.getByRole("button", { name: /利伐沙班/ }).click();
    await card.locator("input[name^=end-]").fill("改药");
    await card.locator("form button[type=submit]").first().click();
    await expect.poll(() => world.records.recordEntryRows.filter(({ ended }) => ended !== null).length, WITHIN).toBe(before + 1);
    expect(await isWide()).toBe(false);
  });
  it("the round sheet on paper leaves room to write, and no buttons", async () => {
    await openDesk("physician", "/rounds");
    await page.getByTestId("round-res_1").waitFor();
    await page.emulateMedia({ media: "print" });
    await page.setViewportSize({ width: 726, height: 1050 });
    await page.screenshot({ path: picture("rounds-print"), fullPage: true });
    expect(await page.getByTestId("rounds-print").isVisible()).toBe(false);
    expect(await page.locator(".paper").first().isVisible()).toBe(true);
  });
});
