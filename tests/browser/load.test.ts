import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { Role } from "../../domain/people.ts";
import { need } from "../support/platform.ts";
import { startMock, type MockServer } from "./mock-server.ts";
import { openBrowser } from "./open-browser.ts";
import { builtDashboard } from "./dashboard-build.ts";
import { openPage, type PageOptions } from "./open-page.ts";
import { violationsOf } from "./violations.ts";

/** Four looks of a second each, at least. */
const WITHIN = { timeout: 30_000 };

need("chromium")("the alarm load in a browser", () => {
  let browser: Browser;
  let mock: MockServer;
  let page: Page;
  const complaints: string[] = [];

  async function open(tab: string, options: PageOptions & { readonly role?: Role } = {}): Promise<void> {
    mock.beRole(options.role ?? "manager");
    page = await openPage(browser, `${mock.url}/load?tab=${tab}`, complaints, options);
    await page.locator("main h1").waitFor();
  }
  const byId = (id: string) => page.getByTestId(id);
  const scrollWidth = () => page.evaluate("document.documentElement.scrollWidth");

  beforeAll(async () => {
    mock = await startMock("calm", { dist: builtDashboard() });
    browser = await openBrowser();
  }, 120_000);
  afterEach(async () => {
    await page.context().close();
    mock.show("calm");
    mock.cut(false);
    mock.holdBacktest(false);
    expect(complaints.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await mock.close();
  });

  it("shows last night, says good, manageable or bad in words, and opens the alerts behind a figure", async () => {
    await open("figures", { width: 390 });
    expect(await byId("load-summary").locator("li").first().textContent()).toContain("每人被叫 15.5");
    const card = byId("figure-pagesPerCarer");
    expect((await card.textContent())?.replace(/\s+/g, " ")).toContain("好 ≤ 6，不好 > 12");
    expect(await card.locator(".rating").textContent()).toBe("不好");
    expect(await card.locator(".rating svg").count()).toBe(1);
    await byId("open-pagesPerCarer").click();
    await expect.poll(() => byId("behind-pagesPerCarer").locator("li").count()).toBe(5);
    expect(await byId("behind-pagesPerCarer").locator("li").first().textContent()).toContain("误报");
    expect(await violationsOf(page)).toEqual([]);
    await expect.poll(scrollWidth).toBe(390);
  });
  it("a manager goes from a proposed rule through a change and its back-test to the change itself, with a reason", async () => {
    await open("shares", { width: 390 });
    await byId("propose-heartRate.high").click();
    await byId("change-start").click();
    await expect.poll(() => byId("change-typed-problem").textContent()).toContain("请填一个数");
    await byId("change-value").fill("145");
    await byId("change-start").click();
    await expect.poll(() => byId("change-problem").textContent()).toContain("轻的级别不能越过重的级别");
    await byId("change-value").fill("118");
    mock.holdBacktest(true);
    await byId("change-start").click();
    await byId("backtest-progress").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    mock.holdBacktest(false);
    await expect.poll(() => byId("result-lost").textContent(), WITHIN).toContain("会丢失 2 条真实的告警");
    const order = await byId("backtest-result")
      .locator("[data-testid]")
      .evaluateAll((all) => all.map((one) => one.getAttribute("data-testid")));
    expect(order.slice(0, 3)).toEqual(["result-lost", "result-deep", "result-saved"]);
    expect(await violationsOf(page)).toEqual([]);
    await expect.poll(scrollWidth).toBe(390);
    await byId("apply-go").click();
    await expect.poll(() => byId("apply-problem").textContent()).toContain("请写为什么改");
    await byId("apply-reason").fill("夜班误报太多");
    await byId("apply-go").click();
    await expect.poll(() => byId("apply-problem").textContent()).toContain("请先勾选");
    expect(mock.ruleChanges).toEqual([]);
    await byId("apply-known").check();
    await byId("apply-go").click();
    await expect.poll(() => byId("change-done").textContent()).toContain("已改");
    const parameters = { levels: [{ level: "warning", raiseAt: 118 }] };
    expect(mock.ruleChanges).toMatchObject([{ ruleId: "heartRate.high", parameters, reason: "夜班误报太多", backtestId: "bt_1" }]);
    await expect.poll(() => byId("rule-history").textContent()).toContain("夜班误报太多");
    await byId("back-to-catalogue").click();
    await byId("apply-reason").fill("试过了，不好");
    await byId("apply-go").click();
    await expect.poll(() => mock.ruleChanges.at(-1)).toMatchObject({ parameters: {}, backtestId: null });
  });
  it("a back-test that runs is stopped, and nothing can be applied then", async () => {
    await open("rules&rule=heartRate.high");
    await byId("change-value").fill("118");
    mock.holdBacktest(true);
    await byId("change-start").click();
    await byId("backtest-stop").click();
    await byId("change-stopped").waitFor();
    expect(await byId("apply-go").count()).toBe(0);
  });
  it("an emergency's rule offers no change, and says why", async () => {
    await open("rules&rule=sos");
    expect(await byId("rule-change").textContent()).toContain("不能关也不能放慢");
    expect(await byId("change-start").count()).toBe(0);
  });
  it("a shift without alerts, a server that does not answer and a nurse each get a sentence", async () => {
    mock.show("empty");
    await open("figures");
    await expect.poll(() => page.locator("main").textContent()).toContain("没有任何告警");
    await page.context().close();
    mock.show("calm");
    await open("figures");
    mock.cut(true);
    await byId("load-tab-telling").click();
    await expect.poll(() => byId("load-rota").getByRole("alert").textContent()).toContain("服务器没有回应");
    mock.cut(false);
    await page.context().close();
    await open("figures", { role: "nurse" });
    expect(await byId("load-no-right").textContent()).toContain("没有这项权限");
    expect(await byId("nav-load").count()).toBe(0);
  });
  it("a physician sees the rules and may change them, a regulator sees figures without the people behind them", async () => {
    await open("", { role: "physician" });
    await expect.poll(() => page.locator(".tabs a").count()).toBe(1);
    await page.context().close();
    await open("figures", { role: "regulator" });
    await byId("figure-pagesPerCarer").waitFor();
    expect(await byId("open-pagesPerCarer").count()).toBe(0);
  });
});
