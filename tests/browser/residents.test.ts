import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { hasCameraNotes, LARGEST_PHOTO_BYTES, photoTypeOf } from "../../domain/resident-photo.ts";
import { need } from "../support/platform.ts";
import { openBrowser } from "./open-browser.ts";
import { openSignedIn } from "./open-signed-in.ts";
import { openResidentsWorld, RESIDENTS } from "./residents-world.ts";
import { violationsOf } from "./violations.ts";

/** A page is loaded anew, or a large photo drawn, on a busy machine. */
const WITHIN = { timeout: 30_000 };

need("chromium")("residents in a browser, on a real server", () => {
  let browser: Browser;
  let world: Awaited<ReturnType<typeof openResidentsWorld>>;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    world = await openResidentsWorld();
    browser = await openBrowser();
  });
  afterEach(async () => {
    world.historian.isDown = false;
    world.records.isDown = false;
    await page.context().close();
    expect(complaints.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await world.close();
  });
  const open = async (who: string, path: string, width = 1280, language = "zh-CN") => {
    page = await openSignedIn(browser, world, who, path, complaints, { width, language });
  };
  const byId = (id: string) => page.getByTestId(id);
  const fits = () => page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth");
  /** Accessible by day and by night. */
  async function isAccessible(): Promise<void> {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await expect.poll(() => page.locator(`body.${colorScheme}`).count()).toBe(1);
      expect([colorScheme, await violationsOf(page)]).toEqual([colorScheme, []]);
    }
  }
  const count = () => byId("resident-count").textContent();
  const rows = () => byId("resident-list").getByRole("listitem").count();

  it("two thousand residents are a list of few rows that the keyboard goes through to the last, each told its place", async () => {
    await open("nurse", "/residents");
    await expect.poll(count).toBe(`共 ${RESIDENTS} 位住户`);
    await expect.poll(rows).toBeGreaterThan(10);
    expect(await rows()).toBeLessThan(120);
    await byId("field-search").focus();
    await page.keyboard.press("ArrowDown");
    const place = () => page.evaluate("document.activeElement.closest('li')?.getAttribute('aria-posinset')");
    await expect.poll(place).toBe("1");
    await page.keyboard.press("End");
    await expect.poll(place).toBe(String(RESIDENTS));
    expect(await page.locator("li:focus-within").getAttribute("aria-setsize")).toBe(String(RESIDENTS));
    await expect.poll(() => page.evaluate("document.activeElement.getBoundingClientRect().bottom <= innerHeight")).toBe(true);
    await page.keyboard.press("PageUp");
    await expect.poll(async () => Number(await place())).toBeLessThan(RESIDENTS - 10);
    expect(await rows()).toBeLessThan(120);
    await page.keyboard.press("Home");
    await expect.poll(place).toBe("1");
    await isAccessible();
  });
  it("is searched by name, initials, room and device, and cut by filters that stand in the address; a name never does", async () => {
    await open("nurse", "/residents", 390);
    const search = byId("field-search");
    await search.fill("wxy");
    await expect.poll(count).toBe(`1 / ${RESIDENTS} 位住户`);
    await expect.poll(() => byId("resident-list").textContent()).toContain("王秀英");
    await search.fill("王秀英");
    await expect.poll(count).toBe(`1 / ${RESIDENTS} 位住户`);
    await search.fill("dev_1");
    await expect.poll(() => byId("resident-list").textContent()).toContain("持有设备 dev_1");
    expect(page.url()).not.toMatch(/王|%E7|wxy|dev_1/);
    await search.fill("");
    await byId("filter-floor").selectOption("7");
    await byId("filter-level").selectOption("3");
    await expect.poll(count).toBe(`20 / ${RESIDENTS} 位住户`);
    await expect.poll(() => new URL(page.url()).search).toBe("?floor=7&level=3");
    await expect.poll(fits).toBe(true);
    await byId("resident-list").getByRole("link").first().click();
    await page.getByRole("link", { name: "全部住户" }).click();
    await expect.poll(count).toBe(`20 / ${RESIDENTS} 位住户`);
    await page.reload();
    await expect.poll(count, WITHIN).toBe(`20 / ${RESIDENTS} 位住户`);
    await byId("filter-clear").click();
    await byId("filter-alert").click();
    await expect.poll(count).toBe(`1 / ${RESIDENTS} 位住户`);
    await search.fill("没有这个人");
    await expect.poll(() => page.locator(".note").textContent()).toContain("没有符合“没有这个人”的住户");
    expect(await violationsOf(page)).toEqual([]);
  });
  it("the page of a resident is made of sections with an address each, and marks the one that is read", async () => {
    await open("nurse", "/residents/res_1#rhythm");
    await expect.poll(() => page.evaluate("document.activeElement.id")).toBe("rhythm");
    await expect.poll(() => byId("to-rhythm").getAttribute("aria-current")).toBe("location");
    // The others follow when the browser is idle, so that finding in the page sees them.
    for (const id of ["now", "news2", "vitals", "feed", "devices", "limits", "plan", "record", "silences", "telling"])
      await expect.poll(() => page.locator(`#${id} .waiting`).count()).toBe(0);
    await byId("to-devices").click();
    await expect.poll(() => page.url()).toContain("#devices");
    await expect.poll(() => page.evaluate("document.activeElement.id")).toBe("devices");
    await expect.poll(() => byId("to-devices").getAttribute("aria-current")).toBe("location");
    await expect.poll(() => byId("open-count").textContent()).toContain("1 条未解除的告警");
    await expect.poll(() => byId("resident-facts").textContent()).toContain("都是默认限值");
    await isAccessible();
  });
  it.each([390, 3840])("at %d px nothing is cut off, in English too", async (width) => {
    await open("nurse", "/residents/res_1", width, "en");
    await expect.poll(() => byId("section-telling").locator(".waiting").count()).toBe(0);
    await expect.poll(fits).toBe(true);
    expect(await violationsOf(page)).toEqual([]);
  });
  it("a chart's span stands in the address, gaps stay gaps, what happened is marked, and values are read with the keyboard", async () => {
    await open("nurse", "/residents/res_1?from=24h&sign=heartRate#vitals");
    await byId("chart").waitFor();
    expect(await byId("range-r24h").getAttribute("aria-pressed")).toBe("true");
    await expect.poll(() => byId("chart-marks").textContent()).toContain("未解除");
    await byId("chart-scrub").focus();
    await page.keyboard.press("ArrowLeft");
    await expect.poll(() => byId("chart-scrub").getAttribute("aria-valuetext")).toMatch(/前）平均 \d+ 次\/分/);
    await expect.poll(() => byId("chart-reading").textContent()).toMatch(/前）平均/);
    await byId("range-own").click();
    await byId("range-from").fill("2026-03-01T08:00");
    await byId("range-to").fill("2026-03-01T07:00");
    await byId("range-show").click();
    expect(await byId("vitals").or(page.locator("#vitals")).getByRole("alert").textContent()).toBe("结束要晚于开始");
    await byId("range-to").fill("2026-03-01T20:00");
    await byId("range-show").click();
    await expect.poll(() => new URL(page.url()).searchParams.get("to")).toBe("2026-03-01T20:00");
    await expect.poll(() => byId("chart").getAttribute("aria-label")).toContain("3/1 08:00 至 3/1 20:00");
    await page.reload();
    await expect.poll(() => byId("chart").getAttribute("aria-label"), WITHIN).toContain("3/1 08:00 至 3/1 20:00");
    await byId("chart-table").click();
    await expect.poll(() => page.locator("#vitals tbody tr").count()).toBe(48);
    expect(await violationsOf(page)).toEqual([]);
  });
  it("two weeks of day and night are a strip, a table and words, and say what was not heard", async () => {
    await open("caregiver", "/residents/res_1#rhythm", 390);
    await expect.poll(() => byId("rhythm-strip").locator(".cell[data-at]").count()).toBe(13 * 24 + 9);
    expect(await byId("rhythm-strip").getAttribute("aria-label")).toMatch(/14 天的作息：在床 \d+ 小时/);
    expect(await byId("rhythm-missing").textContent()).toContain("没有活动传感器");
    expect(await byId("rhythm-table").locator("tbody tr").count()).toBe(14);
    await byId("rhythm-words").click();
    expect(await page.locator("#rhythm dd").last().textContent()).toMatch(/0–6 点在床、6–22 点有活动、22–24 点在床/);
    expect(await page.locator("#rhythm dd").first().textContent()).toContain("没有数据");
    await expect.poll(fits).toBe(true);
    expect(await violationsOf(page)).toEqual([]);
  });
  it("a photo is drawn anew in the browser: small, without a camera's notes, for who manages residents alone", async () => {
    await open("caregiver", "/residents/res_1");
    expect(await byId("photo").textContent()).toContain("秀英");
    expect(await byId("photo-open").count()).toBe(0);
    await page.context().close();
    await open("nurse", "/residents/res_1");
    await byId("photo-open").click();
    const file = (name: string, buffer: Buffer) => byId("photo-file").setInputFiles({ name, mimeType: "image/jpeg", buffer });
    await file("no.jpg", Buffer.from("no picture"));
    await expect.poll(() => byId("photo").getByRole("alert").textContent()).toContain("读不出这张照片");
    const drawn: unknown = await page.evaluate(
      `new Promise((done) => { const c = document.createElement("canvas"); c.width = 3000; c.height = 2000; const x = c.getContext("2d");
        for (let i = 0; i < 3000; i++) { x.fillStyle = "hsl(" + i * 7 + " 80% 50%)"; x.fillRect((i * 97) % 3000, (i * 53) % 2000, 80, 80); }
        done(c.toDataURL("image/jpeg", 0.98).split(",")[1]); })`,
    );
    // A camera's first segment: Exif with a place, as its makers write it.
    const picture = Buffer.from(String(drawn), "base64");
    const notes = Buffer.concat([Buffer.from([0xff, 0xe1, 0, 20]), Buffer.from("Exif\0\0GPS 31.2,121.5")]).subarray(0, 22);
    await file("camera.jpg", Buffer.concat([picture.subarray(0, 2), notes, picture.subarray(2)]));
    await expect.poll(() => byId("photo-said").textContent(), WITHIN).toContain("照片已保存");
    const kept = world.records.photoRows.get("res_1")!;
    expect([kept.type, kept.byUserId, photoTypeOf(kept.content)]).toEqual(["image/jpeg", "usr_nurse", "image/jpeg"]);
    expect(hasCameraNotes(kept.content, kept.type)).toBe(false);
    expect(kept.content.byteLength).toBeLessThanOrEqual(LARGEST_PHOTO_BYTES);
    await expect.poll(() => page.evaluate("document.querySelector('[data-testid=photo] img')?.naturalWidth")).toBe(512);
    await isAccessible();
    await byId("photo-remove").click();
    await expect.poll(() => byId("photo-said").textContent()).toContain("照片已删除");
    expect(world.records.photoRows.size).toBe(0);
  });
  it("what cannot be read is said where it would stand, with a button that reads it again; the rest of the page lives", async () => {
    world.historian.isDown = true;
    // A span that stands still is not read again by itself.
    await open("nurse", "/residents/res_1?from=2026-03-01T08:00&to=2026-03-01T20:00#vitals");
    for (const id of ["vitals", "rhythm"]) await expect.poll(() => page.locator(`#${id} .note.error`).count()).toBe(1);
    await expect.poll(() => page.locator("#now").textContent()).toContain("71");
    world.historian.isDown = false;
    for (const id of ["vitals", "rhythm"]) await page.locator(`#${id} .note.error button`).click();
    await byId("chart").waitFor();
    await byId("rhythm-strip").waitFor();
  });
});
