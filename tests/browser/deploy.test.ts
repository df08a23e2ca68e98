import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { makeTempDir } from "../support/machine.ts";
import { need } from "../support/platform.ts";
import { aLockedHandset, openColdWorld, phoneOf, shellKept, someone, SOON, type ColdWorld } from "./cold-world.ts";
import { buildDashboardInto, builtDashboard } from "./dashboard-build.ts";
import { SOS } from "./handset-home.ts";
import { openWholeBrowser } from "./open-browser.ts";
import { violationsOf } from "./violations.ts";

const WITHIN = { timeout: 60_000 };

need("chromium")("a newer version of the pages", () => {
  const temp = makeTempDir();
  const [served, next] = [join(temp.path, "served"), join(temp.path, "next")];
  const complaints: string[] = [];
  let browser: Browser;
  let world: ColdWorld;
  beforeAll(async () => {
    // Other files of the same pages.
    await buildDashboardInto(next, { minify: false });
    browser = await openWholeBrowser();
  });
  beforeEach(async () => {
    put(builtDashboard());
    world = await openColdWorld(served);
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    await world.close();
    expect(complaints.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    temp.remove();
  });
  /** What the server has, instead of everything that it had. */
  function put(from: string): void {
    rmSync(served, { recursive: true, force: true });
    cpSync(from, served, { recursive: true });
  }
  const entryOf = (page: Page): Promise<string> => page.evaluate("document.querySelector('script[src^=\"/assets/\"]').getAttribute('src')");
  /** What the browser does by itself, at the latest within a day. */
  const lookForNewer = (page: Page) => page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())");
  const hasKept = async (path: string): Promise<boolean> => (await caches.match(path)) !== undefined;
  const isLive = (page: Page) => page.getByTestId(`call-${SOS}`).waitFor(WITHIN);

  it("reaches a handset that was opened from the old shell: it comes live, and on nobody's handset is read anew by itself", async () => {
    const phone = await phoneOf(browser, world, await aLockedHandset(world), complaints);
    const before = await phone.open("/shift");
    await isLive(before);
    await shellKept(before);
    const old = await entryOf(before);
    await before.close();
    put(next);
    // What the first look finds when the network is back is not whole.
    const worker = join(served, "worker.js");
    rmSync(worker);
    world.wire.cut();
    const page = await phone.open("/shift");
    await page.getByTestId("shift-cold").waitFor(SOON);
    expect(await entryOf(page)).toBe(old);
    world.wire.mend();
    await isLive(page);
    cpSync(join(next, "worker.js"), worker);
    // Where the old shell came once more, it is tried again after a minute.
    await expect.poll(() => entryOf(page).catch(() => old), { timeout: 120_000 }).not.toBe(old);
    await isLive(page);
    // The shell is the newer one too, as soon as it was fetched.
    const newer = await entryOf(page);
    await expect.poll(() => page.evaluate(hasKept, newer), WITHIN).toBe(true);
    await page.close();
    world.wire.cut();
    const again = await phone.open("/shift");
    await again.getByTestId("shift-cold").waitFor(SOON);
    expect(await entryOf(again)).toBe(newer);
  });
  it.each([
    { language: "zh-CN", said: "页面有新版本", button: "刷新" },
    { language: "en", said: "There is a newer version", button: "Reload" },
  ])("is offered in $language to somebody who is at work, whose sheets still open, and is taken with one press", async (row) => {
    const phone = await phoneOf(browser, world, await someone(world), complaints, { language: row.language });
    const page = await phone.open("/shift");
    await isLive(page);
    await shellKept(page);
    const old = await entryOf(page);
    put(next);
    await lookForNewer(page);
    const offer = page.getByTestId("app-old");
    await offer.waitFor(WITHIN);
    expect(await offer.textContent()).toContain(row.said);
    expect(await entryOf(page)).toBe(old);
    expect(await violationsOf(page)).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
    const closed = async (): Promise<number> => {
      await page.keyboard.press("Escape");
      return page.getByRole("dialog").count();
    };
    // A part that was not fetched before, and is gone from the server.
    await page.getByTestId("handset-scan").click();
    await page.getByRole("dialog").waitFor(WITHIN);
    await expect.poll(closed, WITHIN).toBe(0);
    await page.getByRole("button", { name: row.button, exact: true }).click();
    await isLive(page);
    expect(await entryOf(page)).not.toBe(old);
    expect(await offer.count()).toBe(0);
  });
  it("whose files do not come is no blank page: it says so in both languages, and opens by itself when they do", async () => {
    const phone = await phoneOf(browser, world, await someone(world), complaints);
    let isGone = true;
    await phone.context.route(/\/assets\/ShiftPage-.*\.js$/, (route) => (isGone ? route.fulfill({ status: 404 }) : route.continue()));
    const page = await phone.open("/shift");
    const starting = page.locator("#starting");
    // Whatever was tried before, it now stands long enough to be read.
    await page.locator("#starting.failed").waitFor(WITHIN);
    await expect.poll(() => starting.textContent(), WITHIN).toMatch(/页面还没有打开.*This page has not opened.*重新打开 · Reload/s);
    // It is read anew now and then.
    const looked = () => Promise.all([violationsOf(page), page.evaluate("document.documentElement.scrollWidth")]).catch(() => null);
    await expect.poll(looked, WITHIN).toEqual([[], 390]);
    isGone = false;
    await isLive(page);
    expect(await starting.count()).toBe(0);
    expect(complaints.splice(0).every((one) => one.includes("dynamically imported module"))).toBe(true);
  });
});
