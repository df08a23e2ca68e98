import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { need } from "../support/platform.ts";
import { builtDashboard } from "./dashboard-build.ts";
import { MAIN_SHOTS } from "./main-shots.ts";
import { startMock, type MockServer } from "./mock-server.ts";
import { openBrowser } from "./open-browser.ts";
import { openPage } from "./open-page.ts";

/** A window of 1280 × 800 zoomed to 200 % has so many CSS pixels (WCAG 2.2, 1.4.4 and 1.4.10). */
const ZOOMED = { width: 640, height: 400 };

need("chromium")("at 200 % zoom", () => {
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

  it.each(MAIN_SHOTS)("nothing of $name is cut off or needs scrolling sideways", async ({ path, scene, ...shot }) => {
    mock.show(scene);
    mock.signOut(shot.isSignedOut === true);
    mock.needSetup(shot.needsSetup === true);
    if (shot.role !== undefined) mock.beRole(shot.role);
    const page = await openPage(browser, mock.url + path, [], { language: "en", ...ZOOMED });
    await expect.poll(() => page.evaluate("document.documentElement.scrollWidth")).toBe(ZOOMED.width);
    await page.context().close();
  });
});
