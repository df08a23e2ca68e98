import type { Browser, Page } from "playwright-core";
import { expect } from "vitest";
import type { FakeApi } from "../api/fakes.ts";
import { signIn } from "../api/world.ts";
import type { PageOptions } from "./open-page.ts";

const FAULTS = /Content Security Policy|\[intlify\]|\[Vue warn\]/;

/** A page of the real server, signed in as that person; what the page complains of goes into `complaints`. */
export async function openSignedIn(
  browser: Browser,
  world: FakeApi,
  who: string,
  path: string,
  complaints: string[],
  { language = "zh-CN", width = 1280 }: PageOptions = {},
): Promise<Page> {
  const { headers } = await signIn(world, who);
  const [name = "", value = ""] = (headers["cookie"] ?? "").split("=");
  const context = await browser.newContext({ viewport: { width, height: 900 }, reducedMotion: "reduce" });
  await context.addCookies([{ name, value: decodeURIComponent(value), url: world.url }]);
  await context.addInitScript((chosen) => localStorage.setItem("anhu.language", chosen), language);
  const page = await context.newPage();
  page.on("pageerror", (error) => void complaints.push(`${path}: ${error.message}`));
  page.on("console", (message) => {
    if (FAULTS.test(message.text())) complaints.push(`${path}: ${message.text()}`);
  });
  await page.goto(world.url + path);
  await page.locator("main").waitFor();
  await expect.poll(() => page.locator(".note.loading").count(), { timeout: 30_000 }).toBe(0);
  return page;
}
