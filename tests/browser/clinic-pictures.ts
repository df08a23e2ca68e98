import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { makeTempDir } from "../support/machine.ts";
import { PASSWORD } from "../api/world.ts";
import { openBrowser } from "./open-browser.ts";
import { buildDashboardInto } from "./dashboard-build.ts";
import { IN_HAND, openClinicHome, UNANSWERED } from "./clinic-home.ts";

/** Pictures of the clinic's console into output/pictures, in both languages: `node tests/browser/clinic-pictures.ts [word]`. */
const OUT = join(import.meta.dirname, "../../output/pictures");
const only = process.argv[2] ?? "";
await mkdir(OUT, { recursive: true });
const temp = makeTempDir();
await buildDashboardInto(temp.path);
const browser = await openBrowser();
const SHOTS = [
  { name: "clinic-night", scene: "night", widths: [390, 1280, 3840], open: null },
  { name: "clinic-visit", scene: "night", widths: [390, 1280], open: ["clinic-take", "decide-visit"] },
  { name: "clinic-calm", scene: "calm", widths: [390, 1280], open: null },
  { name: "clinic-staff", scene: "night", widths: [390, 1280], open: null, as: "nurse", path: "/alerts" },
  { name: "clinic-link", scene: "night", widths: [390], open: null, path: "link" },
] as const;
try {
  for (const shot of SHOTS) {
    for (const language of ["zh-CN", "en"]) {
      for (const width of shot.widths) {
        const name = `${shot.name}-${width}-${language === "en" ? "en" : "zh"}`;
        if (!name.includes(only)) continue;
        const fake = await openClinicHome(temp.path, shot.scene);
        const context = await browser.newContext({
          viewport: { width, height: width === 390 ? 844 : width * 0.6 },
          locale: language,
          reducedMotion: "reduce",
        });
        await context.addInitScript((chosen) => localStorage.setItem("anhu.language", chosen), language);
        const page = await context.newPage();
        page.on("console", (message) => {
          if (message.type() === "error" || message.type() === "warning") console.error(`${name}: ${message.text()}`);
        });
        if ("path" in shot && shot.path === "link") {
          await page.goto(fake.url + new URL(fake.options.links.acknowledge(IN_HAND, "cli_1")).pathname);
          await page.locator("summary").nth(1).click();
        } else {
          await page.goto(`${fake.url}/sign-in`);
          await page.getByTestId("field-username").fill("as" in shot ? shot.as : "clinicStaff");
          await page.getByTestId("field-password").fill(PASSWORD);
          await page.getByTestId("sign-in").click();
          await page.locator("main").waitFor();
          if ("path" in shot) await page.goto(fake.url + shot.path);
          await page.waitForLoadState("networkidle", { timeout: 3_000 }).catch(() => undefined);
          for (const id of shot.open ?? []) await page.getByTestId(`clinic-${UNANSWERED}`).getByTestId(id).click();
          await page.waitForLoadState("networkidle", { timeout: 1_500 }).catch(() => undefined);
        }
        await page.screenshot({ path: join(OUT, `${name}.png`), fullPage: true });
        await context.close();
        await fake.close();
      }
    }
  }
} finally {
  await browser.close();
  temp.remove();
}
