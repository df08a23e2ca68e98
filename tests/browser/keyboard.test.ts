import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { need } from "../support/platform.ts";
import { builtDashboard } from "./dashboard-build.ts";
import { MAIN_SHOTS, type MainShot } from "./main-shots.ts";
import { startMock, type MockServer } from "./mock-server.ts";
import { openBrowser } from "./open-browser.ts";
import { openPage } from "./open-page.ts";
import { tabWalk } from "./tab-walk.ts";

/** Forms of the desk that the kept pictures leave out. */
const DESK_FORMS: readonly MainShot[] = [
  { name: "annunciators", path: "/annunciators", scene: "calm", role: "manager", widths: [] },
  { name: "fhir", path: "/manage/fhir?clinic=cli_sun", scene: "calm", role: "administrator", widths: [] },
  { name: "posted", path: "/manage/posted", scene: "calm", role: "manager", widths: [] },
];

need("chromium")("by keyboard alone (WCAG 2.2, 2.1.1, 2.4.7, 2.4.11)", () => {
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

  it.each([...MAIN_SHOTS, ...DESK_FORMS])(
    "everything of $name is reached by Tab, with a focus that is seen",
    async ({ path, scene, ...shot }) => {
      mock.show(scene);
      mock.signOut(shot.isSignedOut === true);
      mock.needSetup(shot.needsSetup === true);
      if (shot.role !== undefined) mock.beRole(shot.role);
      const page = await openPage(browser, mock.url + path, [], { language: "en", width: 1280, height: 800 });
      // Parts of a page that came after the focus had gone by are met on the next walk.
      await expect.poll(() => tabWalk(page), { timeout: 60_000 }).toEqual([]);
      await page.context().close();
    },
  );
  it("the walk sees a focus that is not drawn, a control under another thing, and one that Tab passes by", async () => {
    mock.show("critical");
    const page = await openPage(browser, `${mock.url}/residents`, [], { language: "en", width: 1280, height: 800 });
    await page.evaluate(() => {
      const ids = ["bare", "passed", "under", "over"];
      document.body.insertAdjacentHTML("beforeend", ids.map((id) => `<button data-testid="${id}">${id}</button>`).join(""));
      const one = (id: string) => document.querySelector<HTMLElement>(`[data-testid=${id}]`);
      one("bare")?.style.setProperty("outline", "none");
      one("over")?.style.setProperty("position", "fixed");
      one("over")?.style.setProperty("inset", "0");
      one("bare")?.addEventListener("keydown", (event) => {
        event.preventDefault();
        one("under")?.focus();
      });
    });
    const faults = (await tabWalk(page)).join("\n");
    await page.context().close();
    expect(faults).toMatch(/no visible focus: button\[bare\]/);
    expect(faults).toMatch(/covered or out of the window: button\[under\]/);
    expect(faults).toMatch(/not reached: \w+\[passed\]/);
  });
});
