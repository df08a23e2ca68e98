import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { ask, NOBODY, signIn, type Who } from "../api/world.ts";
import { need } from "../support/platform.ts";
import { openColdWorld, phoneOf, shellKept, someone, SOON, type ColdWorld } from "./cold-world.ts";
import { builtDashboard } from "./dashboard-build.ts";
import { openWholeBrowser } from "./open-browser.ts";
import { violationsOf } from "./violations.ts";

const WITHIN = { timeout: 60_000 };

need("chromium")("a television that starts while the server does not answer", () => {
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
  /** A television that somebody paired with the home. */
  async function aScreen(): Promise<Who> {
    const { fake } = world;
    const begun = await ask(fake, NOBODY, "POST", "/api/v1/wall-pairings");
    const cookie = begun.headers.getSetCookie().find((one) => one.startsWith("anhu_wall="))!;
    const choice = { code: begun.body.code, name: "三楼护士站", floors: [], hasNames: true };
    await ask(fake, await signIn(fake, "nurse"), "POST", "/api/v1/facilities/fac_1/wall-screens", choice);
    return { headers: { cookie: cookie.split(";")[0]! } };
  }
  const isWall = (page: Page) => page.getByTestId("banner").waitFor(WITHIN);

  it.each([
    { of: "paired with the home", language: "zh-CN", fault: "cut", who: aScreen, title: "与服务器失去联系" },
    { of: "paired with the home", language: "en", fault: "hang", who: aScreen, title: "No connection to the server" },
    { of: "of a nurse who is signed in", language: "en", fault: "cut", who: () => someone(world, "nurse"), title: "No connection" },
  ] as const)(
    "$of, on a wire that is $fault, says so full-screen in $language, shows nothing old and is the wall again by itself",
    async (row) => {
      const tv = await phoneOf(browser, world, await row.who(), complaints, { language: row.language, width: 1920, height: 1080 });
      const before = await tv.open("/wall");
      await isWall(before);
      await shellKept(before);
      await before.close();
      world.wire[row.fault]();
      const page = await tv.open("/wall");
      const lost = page.getByTestId("connection-lost");
      await lost.waitFor(SOON);
      expect(await lost.locator("h1").textContent()).toContain(row.title);
      expect(await page.locator("article.tile, [data-testid=banner], [data-testid=calm], [data-testid=wall-code]").count()).toBe(0);
      expect(await violationsOf(page)).toEqual([]);
      world.wire.mend();
      await isWall(page);
      await lost.waitFor({ state: "detached", ...WITHIN });
      expect(await page.getByTestId("wall-code").count()).toBe(0);
    },
  );
});
