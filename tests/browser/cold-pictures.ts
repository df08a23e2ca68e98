import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { makeTempDir } from "../support/machine.ts";
import { aLockedHandset, openColdWorld, phoneOf, shellKept, someone } from "./cold-world.ts";
import { buildDashboardInto } from "./dashboard-build.ts";
import { SOS } from "./handset-home.ts";
import { openBrowser } from "./open-browser.ts";

/** Pictures of what stands without a network into output/pictures: `node tests/browser/cold-pictures.ts [word]`. */
const OUT = join(import.meta.dirname, "../../output/pictures");
const only = process.argv[2] ?? "";
const VIEWS = [
  { width: 390, height: 844, scheme: "light" },
  { width: 390, height: 844, scheme: "dark" },
  { width: 1280, height: 800, scheme: "light" },
  { width: 3840, height: 2160, scheme: "dark" },
] as const;
await mkdir(OUT, { recursive: true });
const temp = makeTempDir();
await buildDashboardInto(temp.path);
const browser = await openBrowser();
const world = await openColdWorld(temp.path);
try {
  for (const language of ["zh-CN", "en"]) {
    for (const view of VIEWS) {
      const end = `${view.width}-${view.scheme}-${language === "en" ? "en" : "zh"}`;
      const keep = (page: Page, name: string) => page.screenshot({ path: join(OUT, `cold-${name}-${end}.png`) });
      if (!`cold-${end}`.includes(only)) continue;
      const own = await phoneOf(browser, world, await someone(world), [], { language, ...view });
      const page = await own.open("/shift");
      await page.getByTestId(`call-${SOS}`).waitFor();
      await shellKept(page);
      world.wire.cut();
      await page.getByTestId("nav-residents").click();
      await page.getByTestId("not-opened").waitFor();
      await keep(page, "not-opened");
      world.wire.mend();
      await own.context.close();
      const shared = await phoneOf(browser, world, await aLockedHandset(world), [], { language, ...view });
      const before = await shared.open("/shift");
      await before.getByTestId(`call-${SOS}`).waitFor();
      await shellKept(before);
      await before.close();
      world.wire.cut();
      const after = await shared.open("/shift");
      await after.getByTestId("shift-cold").waitFor();
      await keep(after, "shift");
      const wall = await shared.open("/wall");
      await wall.getByTestId("connection-lost").waitFor();
      await keep(wall, "wall");
      world.wire.mend();
      await shared.context.close();
      const fresh = await phoneOf(browser, world, await someone(world), [], { language, ...view });
      await fresh.context.route(/\/assets\/ShiftPage-.*\.js$/, (route) => route.fulfill({ status: 404 }));
      const blank = await fresh.open("/shift");
      await blank.locator("#starting.failed").waitFor();
      await keep(blank, "starting");
      await fresh.context.close();
    }
  }
} finally {
  await browser.close();
  await world.close();
  temp.remove();
}
