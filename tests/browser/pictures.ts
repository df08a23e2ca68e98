import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Role } from "../../domain/people.ts";
import { openBrowser } from "./open-browser.ts";
import type { Scene } from "./mock-home.ts";
import { startMock } from "./mock-server.ts";

/**
 * Takes pictures of every screen into output/pictures, against the mock server. `node tests/browser/pictures.ts [word]` takes
 * only those whose name contains the word. Build the dashboard first.
 */
const OUT = join(import.meta.dirname, "../../output/pictures");
const SIZES = [
  { width: 390, height: 844 },
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
  { width: 3840, height: 2160 },
];
const SHOTS: readonly {
  name: string;
  path: string;
  scene: Scene;
  widths: readonly number[];
  cut?: boolean;
  setup?: boolean;
  signIn?: boolean;
  role?: Role;
  /** Opened before the picture is taken. */
  open?: string;
  /** Back-tests the rule that is shown, with this value. */
  backtest?: string;
}[] = [
  { name: "wall-critical", path: "/wall", scene: "critical", widths: [390, 1280, 1920, 3840] },
  { name: "wall-calm", path: "/wall", scene: "calm", widths: [390, 1920] },
  { name: "wall-underway", path: "/wall", scene: "underway", widths: [390, 1280, 1920] },
  { name: "wall-large", path: "/wall", scene: "large", widths: [1920] },
  { name: "wall-empty", path: "/wall", scene: "empty", widths: [1280] },
  { name: "wall-lost", path: "/wall", scene: "critical", widths: [390, 1920], cut: true },
  { name: "sign-in", path: "/sign-in", scene: "calm", widths: [390, 1280], signIn: true },
  { name: "setup", path: "/sign-in", scene: "calm", widths: [390, 1280], setup: true },
  { name: "setup-administrator", path: "/setup?step=administrator", scene: "calm", widths: [390, 1280, 3840], setup: true },
  { name: "setup-rooms", path: "/setup?step=rooms", scene: "calm", widths: [390, 1280, 3840], role: "administrator" },
  { name: "setup-residents", path: "/setup?step=residents", scene: "calm", widths: [390, 1280], role: "administrator" },
  { name: "setup-device", path: "/setup?step=device", scene: "calm", widths: [390, 1280], role: "administrator", open: "device-way-scan" },
  { name: "setup-tile", path: "/setup?step=tile", scene: "calm", widths: [390, 1280, 3840], role: "administrator" },
  { name: "setup-done", path: "/setup?step=done", scene: "calm", widths: [390, 1280], role: "administrator" },
  { name: "residents", path: "/residents", scene: "critical", widths: [390, 1280, 1920] },
  { name: "resident", path: "/residents/res_2", scene: "critical", widths: [390, 1280, 1920, 3840] },
  { name: "care-limit", path: "/residents/res_2", scene: "calm", widths: [390, 1280, 3840], open: "limit-open", role: "physician" },
  { name: "care-silence", path: "/residents/res_2", scene: "calm", widths: [390, 1280], open: "silence-open" },
  { name: "care-plan", path: "/residents/res_2", scene: "calm", widths: [390, 1280], open: "plan-conditions" },
  { name: "care-comfort", path: "/residents/res_3", scene: "calm", widths: [390, 1280], open: "limits-all" },
  { name: "care-seen", path: "/residents/res_2", scene: "calm", widths: [390], role: "caregiver" },
  { name: "entry", path: "/residents/res_2", scene: "calm", widths: [390, 1280], open: "news2-enter" },
  { name: "soft-signs-resident", path: "/residents/res_2", scene: "calm", widths: [390, 1280, 3840], open: "soft-open" },
  { name: "soft-signs-shift", path: "/shift", scene: "calm", widths: [390, 1280, 3840], open: "soft-open" },
  { name: "alerts", path: "/alerts", scene: "critical", widths: [390, 1280, 1920] },
  { name: "search", path: "/alerts", scene: "wandering", widths: [390, 1280, 3840] },
  { name: "search-shift", path: "/shift", scene: "wandering", widths: [390] },
  { name: "map", path: "/map", scene: "critical", widths: [390, 1280, 3840], role: "manager" },
  { name: "map-outside", path: "/map?view=outside", scene: "wandering", widths: [390, 1280, 3840] },
  { name: "map-person", path: "/map?view=outside&resident=res_3", scene: "calm", widths: [390, 1280] },
  { name: "map-fences", path: "/map?view=fences", scene: "calm", widths: [390, 1280] },
  { name: "map-editor", path: "/map?view=fences&edit=fen_yard", scene: "calm", widths: [390, 1280, 3840], role: "manager" },
  { name: "load-figures", path: "/load", scene: "calm", widths: [390, 1280, 3840], role: "manager" },
  { name: "load-open", path: "/load", scene: "calm", widths: [390, 1280], role: "manager", open: "open-pagesPerCarer" },
  { name: "load-empty", path: "/load", scene: "empty", widths: [390], role: "manager" },
  { name: "load-shares", path: "/load?tab=shares", scene: "calm", widths: [390, 1280, 3840], role: "manager" },
  { name: "load-rules", path: "/load?tab=rules", scene: "calm", widths: [390, 1280], role: "manager" },
  { name: "load-rule", path: "/load?tab=rules&rule=bedExit.night", scene: "calm", widths: [390, 1280], role: "manager" },
  {
    ...{ name: "load-tested", path: "/load?tab=rules&rule=heartRate.high", scene: "calm", widths: [390, 1280, 3840], role: "manager" },
    backtest: "118",
  },
  { name: "load-telling", path: "/load?tab=telling", scene: "calm", widths: [390, 1280, 3840], role: "manager" },
  { name: "contracts", path: "/contracts", scene: "calm", widths: [390, 1280, 3840], role: "manager" },
  { name: "contracts-none", path: "/contracts", scene: "empty", widths: [390, 1280], role: "manager" },
  { name: "contracts-add", path: "/contracts", scene: "calm", widths: [390, 1280], role: "manager", open: "contract-add" },
  { name: "annunciators", path: "/annunciators", scene: "calm", widths: [390, 1280, 3840], role: "manager" },
  { name: "annunciators-form", path: "/annunciators", scene: "calm", widths: [390, 1280], role: "manager", open: "annunciator-add" },
  { name: "annunciators-none", path: "/annunciators", scene: "empty", widths: [390], role: "manager" },
  { name: "cut-off-wall", path: "/wall", scene: "cutOff", widths: [390, 1280, 1920] },
  { name: "cut-off-shift", path: "/shift", scene: "cutOff", widths: [390] },
  { name: "shift", path: "/shift", scene: "critical", widths: [390, 1280] },
  { name: "shift-underway", path: "/shift", scene: "underway", widths: [390] },
  { name: "shift-calm", path: "/shift", scene: "calm", widths: [390] },
];
const only = process.argv[2] ?? "";

await mkdir(OUT, { recursive: true });
const mock = await startMock();
const browser = await openBrowser();
for (const shot of SHOTS) {
  for (const language of ["zh-CN", "en"]) {
    for (const size of SIZES.filter(({ width }) => shot.widths.includes(width))) {
      const name = `${shot.name}-${size.width}-${language === "en" ? "en" : "zh"}`;
      if (!name.includes(only)) continue;
      mock.show(shot.scene);
      if (shot.role !== undefined) mock.beRole(shot.role);
      mock.needSetup(shot.setup === true);
      mock.signOut(shot.signIn === true || shot.setup === true);
      const context = await browser.newContext({ viewport: size, reducedMotion: "reduce" });
      await context.addInitScript((chosen) => localStorage.setItem("anhu.language", chosen), language);
      const page = await context.newPage();
      page.on("console", (message) => {
        if (message.type() === "error" || message.type() === "warning") console.error(`${name}: ${message.text()}`);
      });
      page.on("pageerror", (error) => console.error(`${name}: ${error.message}`));
      await page.goto(mock.url + shot.path);
      await page.waitForSelector("main", { timeout: 10_000 });
      await page.waitForLoadState("networkidle", { timeout: 1_500 }).catch(() => undefined);
      if (shot.name === "setup") await page.getByTestId("setup-open").waitFor();
      if (shot.open !== undefined) await page.getByTestId(shot.open).click();
      if (shot.backtest !== undefined) {
        await page.getByTestId("change-value").fill(shot.backtest);
        await page.getByTestId("change-start").click();
        await page.getByTestId("backtest-result").waitFor();
      }
      if (shot.cut === true) {
        mock.cut(true);
        await page.waitForSelector("[data-testid=connection-lost]", { timeout: 25_000 });
        mock.cut(false);
      }
      await page.screenshot({
        path: join(OUT, `${name}.png`),
        fullPage: shot.path.startsWith("/wall") ? size.width === 390 : size.width > 390 || !shot.path.startsWith("/shift"),
      });
      await context.close();
    }
  }
}
await browser.close();
await mock.close();
