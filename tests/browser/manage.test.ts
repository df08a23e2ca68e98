import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { Role } from "../../domain/people.ts";
import { need } from "../support/platform.ts";
import { builtDashboard } from "./dashboard-build.ts";
import { startMock, type MockServer } from "./mock-server.ts";
import { openBrowser } from "./open-browser.ts";
import { openPage, type PageOptions } from "./open-page.ts";

need("chromium")("the pages behind manage in a browser", () => {
  let browser: Browser;
  let mock: MockServer;
  let page: Page;
  const complaints: string[] = [];
  const byId = (id: string) => page.getByTestId(id);
  async function open(path: string, role: Role, options: PageOptions = {}): Promise<void> {
    mock.beRole(role);
    page = await openPage(browser, mock.url + path, complaints, options);
    await page.locator("main h1").first().waitFor();
  }
  beforeAll(async () => {
    mock = await startMock("calm", { dist: builtDashboard() });
    browser = await openBrowser();
  }, 120_000);
  afterEach(async () => {
    await page.context().close();
    expect(complaints.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await mock.close();
  });

  it("on a phone the menu has 管理 in sight, whole, beside a count of calls", async () => {
    mock.show("critical");
    await open("/manage/devices", "manager", { width: 390 });
    await byId("nav-alerts").locator(".badge").waitFor();
    await expect.poll(() => byId("nav-manage").evaluate((link) => link.parentElement!.scrollWidth)).toBe(390);
    mock.show("calm");
  });
  it("each role is offered what it may do, and an older address stands in the same menu", async () => {
    const offered = async (role: Role) => {
      await open("/manage", role);
      const parts = page.locator("[data-testid^=hub-]");
      await parts.first().waitFor();
      const ids = await parts.evaluateAll((all) => all.map((one) => one.getAttribute("data-testid")?.slice(4)));
      await page.context().close();
      return ids;
    };
    const nurse = await offered("nurse");
    expect([nurse.includes("devices"), nurse.includes("people")]).toEqual([true, false]);
    const manager = await offered("manager");
    expect([manager.includes("people"), manager.includes("audit")]).toEqual([true, false]);
    await open("/manage", "caregiver");
    expect(await byId("nav-manage").count()).toBe(0);
    await page.context().close();
    await open("/load?tab=rules", "manager");
    expect(await byId("nav-rules").getAttribute("aria-current")).toBe("page");
    expect(await byId("nav-load").getAttribute("aria-current")).toBeNull();
    await byId("nav-contracts").click();
    await expect.poll(() => new URL(page.url()).pathname).toBe("/contracts");
  });
  it("a part that is kept on another page says so, and leads there", async () => {
    await open("/manage", "manager");
    expect(await byId("hub-places").textContent()).toContain("地图");
    await byId("hub-places").click();
    await expect.poll(() => page.url()).toContain("/map?view=floor");
  });
  it("filters of devices stand in the address, words that are looked for do not; trouble comes first, and Escape gives the focus back", async () => {
    await open("/manage/devices", "manager");
    const rows = page.locator("[data-testid^=device-dev_]");
    await expect.poll(() => rows.count()).toBe(7);
    await expect.poll(() => rows.first().textContent()).toMatch(/离线|没有佩戴|没有过消息/);
    await byId("show-trouble").click();
    await expect.poll(() => rows.count()).toBe(3);
    await expect.poll(() => page.url()).toContain("show=trouble");
    await page.reload();
    await expect.poll(() => rows.count(), { timeout: 30_000 }).toBe(3);
    await byId("device-search").fill("红色");
    await expect.poll(() => rows.count()).toBe(1);
    expect(new URL(page.url()).search).toBe("?show=trouble");
    await rows.first().press("Enter");
    await expect.poll(() => page.url()).toContain("device=dev_band2");
    await byId("device-code").waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(() => byId("dialog").count()).toBe(0);
    await expect.poll(() => page.url()).not.toContain("device=");
    const focused = () => page.evaluate("document.activeElement?.dataset.testid");
    await expect.poll(focused).toBe("device-dev_band2");
    await byId("device-add").press("Enter");
    await byId("dialog-close").click();
    await expect.poll(focused).toBe("device-add");
    await byId("nav-people").click();
    await byId("people-search").fill("李");
    await expect.poll(() => byId("people").locator("li").count()).toBeGreaterThan(0);
    expect(page.url()).not.toMatch(/[?&]q=|%E6%9D%8E/);
    await byId("nav-devices").click();
    await expect.poll(() => byId("device-search").inputValue()).toBe("红色");
  });
  it("of a home with more than a page of rooms every floor can be chosen for a television", async () => {
    await open("/manage/walls", "manager");
    const place = { facilityId: "fac_1", building: "", name: "901", use: "bedroom", servesPlaceId: null, beacon: null };
    await page.route("**/api/v1/places?*", (route) => {
      const isSecond = new URL(route.request().url()).searchParams.get("cursor") === "second";
      const items = [{ ...place, id: isSecond ? "plc_901" : "plc_301", floor: isSecond ? "9" : "3" }];
      return route.fulfill({ json: { items, next: isSecond ? null : "second" } });
    });
    await byId("screen-change").first().click();
    await byId("floor-9").waitFor();
    expect(await byId("floor-3").isChecked()).toBe(true);
  });
  it("more of the audit record: says when it does not come, and never goes on under another filter", async () => {
    await open("/manage/audit", "administrator");
    await page.route("**/api/v1/audit?*", async (route) => {
      const query = new URL(route.request().url()).searchParams;
      if (query.has("cursor")) return route.abort();
      // Under a filter nothing comes for now.
      if (query.has("actor")) return;
      const answer = await route.fetch();
      return route.fulfill({ response: answer, json: { ...(await answer.json()), next: "second" } });
    });
    await page.reload();
    await byId("audit-more").click();
    await byId("audit-more-failed").waitFor();
    expect(await byId("audit-list").locator("li").count()).toBeGreaterThan(0);
    await byId("audit-actor").selectOption("usr_10");
    await expect.poll(() => page.url()).toContain("actor=usr_10");
    await expect.poll(() => byId("audit-list").count()).toBe(0);
    expect(await byId("audit-more").count()).toBe(0);
    expect(await byId("audit-more-failed").count()).toBe(0);
  });
  it("prints 24 labels on a sheet of A4 and nothing else", async () => {
    await open("/manage/labels", "manager");
    await page.emulateMedia({ media: "print" });
    expect(await byId("labels-print").isVisible()).toBe(false);
    expect(await page.locator("header.top").isVisible()).toBe(false);
    const box = await byId("label-dev_band1").boundingBox();
    expect([Math.round(((box?.width ?? 0) / 96) * 25.4), Math.round(((box?.height ?? 0) / 96) * 25.4)]).toEqual([64, 34]);
    await page.emulateMedia({ media: "screen" });
    await byId("labels-rooms").click();
    await byId("label-plc_301").waitFor();
  });
});
