import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { handoverPath, openHandoverWorld } from "../api/handover-world.ts";
import { openBrowser } from "./open-browser.ts";

/** Pictures of the handover page into output/pictures: phone, desk, wide, in both languages, and on paper. */
const OUT = join(import.meta.dirname, "../../output/pictures");
await mkdir(OUT, { recursive: true });
const world = await openHandoverWorld();
const browser = await openBrowser();
try {
  for (const [language, locale] of [
    ["zh", "zh-CN"],
    ["en", "en-GB"],
  ] as const) {
    for (const width of [390, 1280, 3840]) {
      const page = await browser.newPage({ viewport: { width, height: width === 390 ? 844 : 900 }, locale });
      await page.goto(world.url + handoverPath(world));
      await page.screenshot({ path: join(OUT, `handover-${width}-${language}.png`), fullPage: true });
      if (width === 1280) {
        await page.pdf({ path: join(OUT, `handover-${language}.pdf`), preferCSSPageSize: true });
        await page.emulateMedia({ media: "print" });
        await page.setViewportSize({ width: 726, height: 1050 });
        await page.screenshot({ path: join(OUT, `handover-print-${language}.png`), fullPage: true });
      }
      await page.close();
    }
  }
} finally {
  await browser.close();
  await world.close();
}
