import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { need, rounds } from "../support/platform.ts";
import { builtDashboard } from "./dashboard-build.ts";
import { startMock, type MockServer } from "./mock-server.ts";
import { openBrowser } from "./open-browser.ts";
import { openPage } from "./open-page.ts";
import { ELSEWHERE, LEADING_ON, VIEWS } from "./views.ts";
import { violationsOf } from "./violations.ts";

/** Each view is seen in each width, by day and by night, and in both languages: in one of two mixtures in turn, with `ROUNDS=2` in both. */
const MIXTURES = [
  [
    { language: "zh-CN", sizes: { 1280: "dark", 390: "light" } },
    { language: "en", sizes: { 3840: "dark" } },
  ],
  [
    { language: "en", sizes: { 1280: "light", 390: "dark" } },
    { language: "zh-CN", sizes: { 3840: "light" } },
  ],
] as const;
const looksOf = (nth: number) => MIXTURES.filter((_, n) => rounds(1) > 1 || n === nth % 2).flat();
const HEIGHTS: Readonly<Record<string, number>> = { 390: 844, 1280: 800, 3840: 2160 };

/** Paths of the router, with "/manage" before those that stand below it. */
function routes(): string[] {
  const paths = (file: string) =>
    [...readFileSync(join(import.meta.dirname, "../../dashboard", file), "utf8").matchAll(/^ +path: "(.*)"|\{ path: "([^"]*)"/gm)]
      .map((match) => match[1] ?? match[2] ?? "")
      .filter((path) => !path.startsWith("/:rest"));
  const below = paths("manage-routes.ts").map((path) => (path.startsWith("/") ? path : `/manage/${path}`.replace(/\/$/, "")));
  return [...paths("router.ts"), ...below];
}

need("chromium")("every screen (WCAG 2.2 AA)", () => {
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

  it.each(VIEWS.map((view, nth) => ({ ...view, nth })))("$path: no violations and no scrolling sideways, in any width", async (view) => {
    const found: string[] = [];
    for (const { language, sizes } of looksOf(view.nth)) {
      mock.show(view.scene);
      mock.signOut(view.isSignedOut === true);
      mock.needSetup(view.needsSetup === true);
      if (view.role !== undefined) mock.beRole(view.role);
      const page = await openPage(browser, mock.url + view.path, found, { language });
      expect(await page.locator("html").getAttribute("lang")).toBe(language);
      for (const press of view.presses ?? []) await page.getByTestId(press).click();
      for (const [width, colorScheme] of Object.entries(sizes)) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await page.setViewportSize({ width: Number(width), height: HEIGHTS[width] ?? 800 });
        await expect.poll(() => page.evaluate("document.documentElement.scrollWidth")).toBe(Number(width));
        found.push(...(await violationsOf(page)).map((one) => `${language} ${width} ${colorScheme}: ${one}`));
      }
      await page.context().close();
    }
    expect(found).toEqual([]);
  });
  it("leaves no route out", () => {
    const seen = VIEWS.map(({ path }) => path.split("?")[0] ?? "");
    const covered = (route: string) => {
      const pattern = new RegExp(`^${route.replaceAll(/:\w+/g, "[^/]+")}$`);
      return route in ELSEWHERE || LEADING_ON.includes(route) || seen.some((path) => pattern.test(path));
    };
    expect(routes().length).toBeGreaterThan(25);
    expect(routes().filter((route) => !covered(route))).toEqual([]);
  });
});
