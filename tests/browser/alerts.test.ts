import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { need } from "../support/platform.ts";
import { builtDashboard } from "./dashboard-build.ts";
import { startMock, type MockServer } from "./mock-server.ts";
import { openBrowser } from "./open-browser.ts";
import { openPage, type PageOptions } from "./open-page.ts";
import { violationsOf } from "./violations.ts";

const idOf = (n: number): string => `00000000-0000-5000-8000-${String(n).padStart(12, "0")}`;
const [FALL, SPO2, HELP, SOS, FEVER, ENDED] = [1, 2, 4, 31, 33, 42].map(idOf) as [string, string, string, string, string, string];

need("chromium")("the page of the alerts", () => {
  const WITHIN = { timeout: 30_000 };
  const complaints: string[] = [];
  let browser: Browser;
  let mock: MockServer;
  let page: Page;

  beforeAll(async () => {
    mock = await startMock("alerts", { dist: builtDashboard() });
    browser = await openBrowser();
  }, 120_000);
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    mock.show("alerts");
    expect(complaints.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await mock.close();
  });
  async function open(path: string, options: PageOptions = {}): Promise<void> {
    page = await openPage(browser, mock.url + path, complaints, options);
  }
  const byId = (id: string) => page.getByTestId(id);
  const asked = () => new URL(page.url()).searchParams.get("alert");
  const rows = () => page.locator("[data-testid^=row-]").count();

  it("counts its five lists, keeps list and alert in the address, and the back button goes back", async () => {
    await open("/alerts");
    await expect.poll(() => byId(`alert-${SOS}`).count(), WITHIN).toBe(1);
    const counts = () =>
      Promise.all(["active", "acknowledged", "snoozed", "escalating", "ended"].map((one) => byId(`view-${one}`).innerText()));
    await expect.poll(async () => (await counts()).map((text) => Number.parseInt(text, 10)), WITHIN).toEqual([7, 1, 1, 1, 3]);
    await byId("view-snoozed").click();
    await expect.poll(rows, WITHIN).toBe(1);
    await expect.poll(asked, WITHIN).toBe(FEVER);
    expect(await byId(`alert-${FEVER}`).getByTestId("alert-snoozed").textContent()).toContain("刚用过退热药");
    await byId("view-ended").click();
    await expect.poll(rows, WITHIN).toBe(3);
    await page.goBack();
    await expect.poll(() => new URL(page.url()).searchParams.get("view"), WITHIN).toBe("snoozed");
  });
  it.each(["zh-CN", "en"])("counts down to the next step of each track in %s, and says whom it tells", async (language) => {
    await open(`/alerts?alert=${SOS}`, { language });
    const next = (track: string) => byId(`next-${track}`).textContent();
    const [onSite, medical] =
      language === "en"
        ? [/in 00:3\d.*caregiver on duty \(李娜\).*nurse \(张伟\) is told/i, /in 00:0\d.*阳光社区卫生服务中心 is told/]
        : [/00:3\d 后.*通知当班护理员（李娜）、护士（张伟）/, /00:0\d 后.*通知阳光社区卫生服务中心/];
    await expect.poll(() => next("onSite"), WITHIN).toMatch(onSite);
    await expect.poll(() => next("medical"), WITHIN).toMatch(medical);
    await expect.poll(() => byId("alert-why").textContent(), WITHIN).toContain(language === "en" ? "What to do" : "怎么办");
    await byId("open-custody").click();
    await expect.poll(() => page.locator(".custody ol li").count(), WITHIN).toBeGreaterThan(3);
    expect(await violationsOf(page)).toEqual([]);
  });
  it("an address opens an alert that is closed, selects it in its list, and says when there is none", async () => {
    await open(`/alerts?alert=${ENDED}`);
    await expect.poll(() => byId(`row-${ENDED}`).getAttribute("aria-current"), WITHIN).toBe("true");
    await expect.poll(() => new URL(page.url()).searchParams.get("view"), WITHIN).toBe("ended");
    await byId(`alert-${ENDED}`).waitFor();
    expect(await byId(`alert-${ENDED}`).getByTestId("alert-resolve").count()).toBe(0);
    await page.goto(`${mock.url}/alerts?alert=${idOf(99)}`);
    await expect.poll(() => page.locator(".note.error").textContent(), WITHIN).toContain("没有找到");
  });
  it("by keyboard: moves, takes, puts off, closes with its outcome; a key that is typed is a letter, and keys can be switched off", async () => {
    await open(`/alerts?view=active&alert=${FALL}`);
    await byId(`alert-${FALL}`).waitFor();
    await page.keyboard.press("j");
    await expect.poll(asked, WITHIN).not.toBe(FALL);
    await page.keyboard.press("k");
    await expect.poll(asked, WITHIN).toBe(FALL);
    await page.keyboard.press("s");
    expect(await byId("snooze-save").count()).toBe(0);
    await page.keyboard.press("a");
    await expect.poll(() => mock.alert(FALL)?.onSite.by, WITHIN).toBe("李娜");
    await expect.poll(() => byId("alert-moved").textContent(), WITHIN).toContain("处理中");
    expect(asked()).toBe(FALL);
    await page.goto(`${mock.url}/alerts?view=active&alert=${SPO2}`);
    await byId(`alert-${SPO2}`).waitFor();
    await page.keyboard.press("s");
    await expect.poll(() => page.evaluate("document.activeElement?.dataset.testid"), WITHIN).toBe("snooze-5");
    await byId("snooze-reason").fill("");
    await page.keyboard.type("ja");
    expect(await byId("snooze-reason").inputValue()).toBe("ja");
    await page.keyboard.press("Escape");
    await expect.poll(() => page.evaluate("document.activeElement?.dataset.testid"), WITHIN).toBe("alert-snooze");
    expect(mock.alert(SPO2)?.onSite.state).toBe("waiting");
    await page.keyboard.press("r");
    await byId("resolve-outcome-notUrgent").check();
    await byId("resolve-reason").fill("复测 96");
    expect(await violationsOf(page)).toEqual([]);
    await byId("resolve-save").click();
    await expect.poll(() => mock.alert(SPO2)?.state, WITHIN).toBe("resolved");
    await page.keyboard.press("?");
    await byId("keys-help").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await byId("keys-on").uncheck();
    await byId("keys-close").click();
    const before = asked();
    await page.keyboard.press("j");
    await page.keyboard.press("a");
    await byId("keys-open").click();
    await byId("keys-help").waitFor();
    expect(asked()).toBe(before);
    expect(await page.evaluate("localStorage.getItem('anhu.keys')")).toBe("off");
  });
  it("what one tab does the other shows, also when the alert is open in it; a snooze can be ended", async () => {
    await open(`/alerts?alert=${HELP}`);
    const other = await openPage(browser, `${mock.url}/alerts?alert=${HELP}`, complaints, { width: 390 });
    await byId("alert-snooze").click();
    await byId("snooze-10").check();
    await byId("snooze-reason").fill("在洗澡，十分钟后回来");
    await byId("snooze-save").click();
    await expect.poll(() => other.getByTestId("alert-snoozed").textContent(), WITHIN).toContain("在洗澡");
    await other.getByTestId("alert-unsnooze").click();
    await expect.poll(() => byId("alert-snoozed").count(), WITHIN).toBe(0);
    expect(mock.alert(HELP)?.snooze).toBeNull();
  });
  it("what was read, asked and typed about one alert never stands under another, also without an answer about the other", async () => {
    const [first, second] = [mock.alert(SOS)!, mock.alert(FALL)!];
    await open(`/alerts?view=active&alert=${first.id}`);
    await expect.poll(() => byId("prompt-120").textContent(), WITHIN).toContain("四川北路");
    await byId("open-details").click();
    await byId("happened-died").click();
    await byId("happened-sure").waitFor();
    await byId("family-words").fill("清醒，没有外伤");
    await page.route(`**/alerts/${second.id}/*`, (route) => route.abort());
    await byId(`row-${second.id}`).click();
    await byId(`alert-${second.id}`).waitFor();
    const prompt = (await byId("prompt-120").allTextContents()).join();
    expect(prompt).not.toContain("四川北路");
    expect(prompt).not.toContain(first.room!);
    expect(await byId("happened-sure").count()).toBe(0);
    await page.unrouteAll();
    if ((await byId("family-panel").count()) === 0) await byId("open-details").click();
    await byId("family-words").waitFor();
    expect(await byId("family-words").inputValue()).toBe("");
  });
  it("what was typed and refused, or not sent, stands in its form again", async () => {
    await open(`/alerts?view=active&alert=${SPO2}`);
    await page.route("**/snooze", (route) => route.fulfill({ status: 403, json: { type: "about:blank", status: 403, code: "FORBIDDEN" } }));
    await byId("alert-snooze").click();
    await byId("snooze-10").check();
    await byId("snooze-reason").fill("在吸氧，十分钟后复测");
    await byId("snooze-save").click();
    await expect.poll(() => byId("press-note").textContent(), WITHIN).toContain("没有");
    await expect.poll(() => byId("snooze-reason").inputValue(), WITHIN).toBe("在吸氧，十分钟后复测");
    expect(await byId("snooze-10").isChecked()).toBe(true);
    await page.unrouteAll();
    await byId("snooze-save").click();
    await expect.poll(() => mock.alert(SPO2)?.snooze?.reason, WITHIN).toBe("在吸氧，十分钟后复测");
    mock.show("wandering");
    await page.goto(`${mock.url}/alerts?alert=${idOf(21)}`);
    const words = byId("search-clothing-words");
    await words.fill("灰色毛衣");
    await page.route("**/search", (route) => (route.request().method() === "POST" ? route.abort() : route.continue()));
    await byId("search-clothing-save").click();
    await byId("search").locator(".problem").waitFor();
    expect(await words.inputValue()).toBe("灰色毛衣");
    await page.unrouteAll();
    await byId("search-clothing-save").click();
    await expect.poll(() => byId("search-clothing").locator("p").textContent(), WITHIN).toContain("灰色毛衣");
    await expect.poll(() => words.inputValue(), WITHIN).toBe("");
  });
  it("a slip is taken back within seconds, and the others are called again", async () => {
    await open(`/alerts?alert=${HELP}`, { width: 390 });
    await byId("alert-go").click();
    await byId("alert-give-back").click();
    await expect.poll(() => mock.alert(HELP)?.onSite.state, WITHIN).toBe("waiting");
    await byId("alert-go").waitFor();
    await expect.poll(() => byId("alert-give-back").count(), WITHIN).toBe(0);
  });
  it("on a phone: the list, then the alert with its buttons at the thumb, and back; dark too", async () => {
    await open("/alerts", { width: 390 });
    await byId(`row-${SOS}`).click();
    await byId(`alert-${SOS}`).waitFor();
    expect(await byId("view-active").count()).toBe(0);
    const go = await byId("alert-go").boundingBox();
    expect(go!.y).toBeGreaterThan(844 / 2);
    expect(go!.y + go!.height).toBeLessThan(844);
    expect(go!.height).toBeGreaterThanOrEqual(44);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
    await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
    await expect.poll(() => page.evaluate("document.body.className"), WITHIN).toBe("dark");
    expect(await violationsOf(page)).toEqual([]);
    await byId("alert-back").click();
    await byId("view-active").waitFor();
    expect(await violationsOf(page)).toEqual([]);
  });
});
