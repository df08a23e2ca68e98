import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { need } from "../support/platform.ts";
import { aLockedHandset, HOME_PHONE, openColdWorld, phoneOf, shellKept, someone, SOON, storedBy, type ColdWorld } from "./cold-world.ts";
import { builtDashboard } from "./dashboard-build.ts";
import { SOS, typePin } from "./handset-home.ts";
import { openWholeBrowser } from "./open-browser.ts";
import { violationsOf } from "./violations.ts";

const WITHIN = { timeout: 60_000 };
/** Residents and carers of the home. */
const NAMES = /王秀英|陈玉珍|黄志明|徐美玲|周桂芳|王芳|李娜|赵敏/;

need("chromium")("the shift, opened without a network", () => {
  const complaints: string[] = [];
  let browser: Browser;
  let world: ColdWorld;
  beforeAll(async () => {
    browser = await openWholeBrowser();
    world = await openColdWorld(builtDashboard());
  });
  afterEach(async () => {
    world.wire.mend();
    await Promise.all(browser.contexts().map((context) => context.close()));
    expect(complaints.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await world.close();
  });
  const cold = (page: Page) => page.getByTestId("shift-cold");
  const isLive = async (page: Page): Promise<void> => {
    await page.getByTestId(`call-${SOS}`).waitFor(WITHIN);
    expect(await cold(page).count()).toBe(0);
  };
  /** Open once with the network, until the worker has everything; then closed. */
  async function openedOnce(path: string, ...options: Parameters<typeof phoneOf>): Promise<Awaited<ReturnType<typeof phoneOf>>> {
    const phone = await phoneOf(...options);
    const page = await phone.open(path);
    await isLive(page);
    await shellKept(page);
    await page.close();
    return phone;
  }

  it.each([
    ["zh-CN", "cut", "没有网络，这台手机看不到呼叫", /上次连上是 .*之后的事它都不知道/, "已锁定"],
    ["en", "hang", "No network: this phone sees no calls", /last connected at .*knows nothing of what came after/, "Locked"],
    ["zh-CN", "slow", "没有网络，这台手机看不到呼叫", /上次连上是/, "已锁定"],
  ] as const)(
    "a handset in %s on a wire that is %s says so within seconds, shows nothing old, and comes live by itself",
    async (...row) => {
      const [language, fault, title, heard, locked] = row;
      const phone = await openedOnce("/shift", browser, world, await aLockedHandset(world), complaints, { language });
      if (fault === "slow") world.wire.slow(20_000);
      else world.wire[fault]();
      const page = await phone.open("/shift");
      await cold(page).waitFor(SOON);
      expect(await cold(page).locator("h1").textContent()).toBe(title);
      expect(await page.getByTestId("cold-heard").textContent()).toMatch(heard);
      expect(await page.getByTestId("cold-phone").getAttribute("href")).toBe(`tel:${HOME_PHONE}`);
      expect(await cold(page).locator('a[href="tel:120"]').count()).toBe(1);
      expect(await page.locator("body").textContent()).not.toMatch(NAMES);
      const { cached, texts } = await storedBy(page);
      expect(cached.filter((path) => !/^\/(assets\/.+|index\.html|start\.(css|js))$/.test(path))).toEqual([]);
      expect(texts).not.toMatch(NAMES);
      expect(await violationsOf(page)).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
      world.wire.mend();
      await isLive(page);
      expect(await page.getByTestId("handset-who").textContent()).toBe(locked);
    },
  );
  it("says how much waits to be sent, without saying what, and it goes out when its author is back", async () => {
    const { fake, wire } = world;
    const phone = await phoneOf(browser, world, await aLockedHandset(world), complaints);
    const before = await phone.open("/shift");
    await isLive(before);
    await shellKept(before);
    await before.getByTestId("handset-switch").click();
    await typePin(before, "usr_caregiver");
    await expect.poll(() => before.getByTestId("handset-who").textContent(), WITHIN).toBe("王芳");
    wire.cut();
    await before.getByTestId(`call-${SOS}`).getByTestId("shift-go").click();
    await expect.poll(() => before.getByTestId("unsent").textContent(), WITHIN).toContain("1 条");
    await before.close();
    const page = await phone.open("/shift");
    expect(await page.getByTestId("cold-unsent").textContent(WITHIN)).toMatch(/有 1 条还没有送出/);
    expect((await storedBy(page)).texts).not.toMatch(NAMES);
    wire.mend();
    await expect.poll(() => page.getByTestId("handset-who").textContent(), WITHIN).toBe("王芳");
    await expect
      .poll(() => fake.desk.find(SOS)?.timeline.some(({ code, who }) => code === "acknowledged" && who === "王芳"), WITHIN)
      .toBe(true);
  });
  it("a carer's own phone opens and comes live too; a page that does not open leaves the one that is open", async () => {
    const phone = await openedOnce("/shift", browser, world, await someone(world), complaints);
    world.wire.cut();
    const page = await phone.open("/shift");
    await cold(page).waitFor(SOON);
    expect(await page.getByTestId("cold-phone").getAttribute("href")).toBe(`tel:${HOME_PHONE}`);
    world.wire.mend();
    await isLive(page);
    world.wire.cut();
    await page.getByTestId("nav-residents").click();
    await page.getByTestId("not-opened").waitFor(WITHIN);
    expect(new URL(page.url()).pathname).toBe("/shift");
    expect(await page.getByTestId(`call-${SOS}`).count()).toBe(1);
    expect(await violationsOf(page)).toEqual([]);
    world.wire.mend();
    await page.getByTestId("not-opened-again").click();
    await page.waitForURL("**/residents", WITHIN);
  });
  it.each(["/api/v1/handset", "/api/v1/session"])("whose session ended is asked to sign in although %s answers late", async (late) => {
    const phone = await phoneOf(browser, world, { headers: { cookie: "anhu_session=ended" } }, complaints);
    const held: (() => Promise<void>)[] = [];
    await phone.context.route(`**${late}`, (route) => void held.push(() => route.continue()));
    const page = await phone.open("/shift");
    await page.locator("main").waitFor(WITHIN);
    await Promise.all(held.splice(0).map((letGo) => letGo()));
    await phone.context.unroute(`**${late}`);
    await page.waitForURL(/\/sign-in\?to=\/shift/, WITHIN);
  });
  it("whose session ended meanwhile is asked to sign in, and comes back to the shift", async () => {
    const phone = await openedOnce("/shift", browser, world, await someone(world), complaints);
    world.wire.cut();
    await phone.context.clearCookies();
    const page = await phone.open("/shift");
    await cold(page).waitFor(SOON);
    world.wire.mend();
    await page.waitForURL(/\/sign-in\?to=\/shift/, WITHIN);
    await page.getByTestId("field-username").waitFor(WITHIN);
  });
});
