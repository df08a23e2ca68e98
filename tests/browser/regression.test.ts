import { join } from "node:path";
import { PNG } from "pngjs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openHandoverWorld } from "../api/handover-world.ts";
import { OWN_ALERT } from "../api/world.ts";
import { compareWithKept, difference, shrink } from "../support/picture.ts";
import { need } from "../support/platform.ts";
import { builtDashboard } from "./dashboard-build.ts";
import { MAIN_SHOTS } from "./main-shots.ts";
import { startMock, type MockServer } from "./mock-server.ts";
import { openBrowser } from "./open-browser.ts";
import { openPage } from "./open-page.ts";
import { openSignedIn } from "./open-signed-in.ts";

/**
 * Pictures of the main routes against those kept in tests/pictures. Where a change of the screens is meant:
 * `KEEP_PICTURES=1 npx vitest run tests/browser/regression.test.ts`, look at them, commit them.
 */
const KEPT = join(import.meta.dirname, "../pictures");
const OUT = join(import.meta.dirname, "../../output/regression");
const KEEP = process.env["KEEP_PICTURES"] === "1";
/** Share of pixels that may differ: running seconds, and smoothing of fonts. A button that moved is more. */
const ALLOWED = 0.02;
/** A page that is still loading its parts becomes like the kept picture within this. */
const REST_MS = 10_000;
const HEIGHTS: Readonly<Record<number, number>> = { 390: 844, 1280: 800, 3840: 2160 };
/** Kept pictures are smaller by this. */
const SHRUNK: Readonly<Record<number, number>> = { 390: 1, 1280: 2, 3840: 4 };
const LANGUAGES = ["zh-CN", "en"];

need("chromium")("the pictures of the main routes", () => {
  let browser: Browser;
  let mock: MockServer;
  beforeAll(async () => {
    browser = await openBrowser();
    mock = await startMock("critical", { dist: builtDashboard() });
  });
  afterAll(async () => {
    await browser.close();
    await mock.close();
  });

  /** What differs from the kept picture once the page had time to come to rest, in a sentence; "" where nothing does. Closes the page. */
  async function compare(page: Page, name: string, width: number, language: string): Promise<string> {
    if (KEEP) await page.waitForLoadState("networkidle", { timeout: 1_500 }).catch(() => undefined);
    const file = `${name}-${width}-${language === "en" ? "en" : "zh"}`;
    const seen = async () => {
      const picture = shrink(await page.screenshot({ animations: "disabled", caret: "hide" }), SHRUNK[width] ?? 1);
      return compareWithKept(picture, { kept: join(KEPT, `${file}.png`), out: join(OUT, file) }, KEEP);
    };
    const giveUpAt = performance.now() + REST_MS;
    let share = await seen();
    while (share > ALLOWED && performance.now() < giveUpAt) share = await seen();
    await page.context().close();
    return share > ALLOWED ? `${file}: ${(share * 100).toFixed(1)} % differs, see output/regression` : "";
  }

  it.each(MAIN_SHOTS)("$name looks as it is kept, in both languages", async ({ name, path, scene, widths, ...shot }) => {
    mock.show(scene);
    mock.signOut(shot.isSignedOut === true);
    mock.needSetup(shot.needsSetup === true);
    if (shot.role !== undefined) mock.beRole(shot.role);
    const complaints: string[] = [];
    const differing: string[] = [];
    for (const language of LANGUAGES)
      for (const width of widths) {
        const page = await openPage(browser, mock.url + path, complaints, { language, width, height: HEIGHTS[width] ?? 844 });
        differing.push(await compare(page, name, width, language));
      }
    expect(complaints).toEqual([]);
    expect(differing.filter(Boolean)).toEqual([]);
  });
  it("the handover sheet looks as it is kept, in both languages", async () => {
    const world = await openHandoverWorld({ dashboardDir: builtDashboard() });
    const complaints: string[] = [];
    const differing: string[] = [];
    try {
      for (const language of LANGUAGES)
        for (const width of [390, 1280, 3840]) {
          const page = await openSignedIn(browser, world, "nurse", `/alerts/${OWN_ALERT}/handover`, complaints, { language, width });
          await page.getByTestId("location-map").locator("svg path").first().waitFor();
          differing.push(await compare(page, "handover", width, language));
        }
    } finally {
      await world.close();
    }
    expect(complaints).toEqual([]);
    expect(differing.filter(Boolean)).toEqual([]);
  });
  it("the comparison sees a button that moved, and nothing where nothing changed", async () => {
    mock.show("critical");
    mock.signOut(false);
    mock.needSetup(false);
    const page = await openPage(browser, `${mock.url}/residents`, [], { width: 390 });
    const before = shrink(await page.screenshot(), 1);
    await page.evaluate(() => {
      const first = document.querySelector<HTMLElement>("main h1");
      if (first !== null) first.style.marginTop = "60px";
    });
    const after = shrink(await page.screenshot(), 1);
    await page.context().close();
    expect(difference(before, before).share).toBe(0);
    expect(difference(before, after).share).toBeGreaterThan(ALLOWED);
    expect(difference(before, new PNG({ width: 10, height: 10 })).share).toBeGreaterThan(ALLOWED);
  });
});
