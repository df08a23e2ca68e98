import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { makeTempDir } from "../support/machine.ts";
import { openChannelsHome } from "./channels-home.ts";
import { openBrowser } from "./open-browser.ts";
import { buildDashboardInto } from "./dashboard-build.ts";
import { PASSWORD } from "../api/world.ts";

/** Pictures of the page of the channels into output/pictures: `node tests/browser/channels-pictures.ts [word]`. */
const OUT = join(import.meta.dirname, "../../output/pictures");
const only = process.argv[2] ?? "";
const SHOTS = [
  { name: "channels", who: "manager", widths: [390, 1280, 3840], open: [] },
  { name: "channels-form", who: "manager", widths: [390, 1280], open: ["channel-add"] },
  { name: "channels-sms", who: "administrator", widths: [390, 1280], open: ["channel-add"], type: "sms" },
  { name: "channels-empty", who: "manager", widths: [390], open: [], isEmpty: true },
  { name: "channels-own", who: "nurse", widths: [390], open: [] },
] as const;
await mkdir(OUT, { recursive: true });
const temp = makeTempDir();
await buildDashboardInto(temp.path);
const browser = await openBrowser();
try {
  for (const shot of SHOTS) {
    for (const language of ["zh-CN", "en"]) {
      for (const width of shot.widths) {
        const name = `${shot.name}-${width}-${language === "en" ? "en" : "zh"}`;
        if (!name.includes(only)) continue;
        const { fake } = await openChannelsHome(temp.path, "isEmpty" in shot);
        const context = await browser.newContext({ viewport: { width, height: 844 }, locale: language, reducedMotion: "reduce" });
        await context.addInitScript((chosen) => localStorage.setItem("anhu.language", chosen), language);
        const page = await context.newPage();
        page.on("console", (message) => {
          if (message.type() === "error" || message.type() === "warning") console.error(`${name}: ${message.text()}`);
        });
        await page.goto(`${fake.url}/sign-in?to=/channels`);
        await page.getByTestId("field-username").fill(shot.who);
        await page.getByTestId("field-password").fill(PASSWORD);
        await page.getByTestId("sign-in").click();
        await page.getByTestId("own-push").waitFor();
        await page.waitForLoadState("networkidle", { timeout: 3_000 }).catch(() => undefined);
        for (const id of shot.open) await page.getByTestId(id).click();
        if ("type" in shot) await page.getByTestId("channel-type").selectOption(shot.type);
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
