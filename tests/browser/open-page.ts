import type { Browser, Page } from "playwright-core";
import { expect } from "vitest";

export const FAULTS = /Content Security Policy|\[intlify\]|\[Vue warn\]/;

export interface PageOptions {
  readonly language?: string;
  /** px; 1,280 unless told. */
  readonly width?: number;
  /** px; 844 unless told. */
  readonly height?: number;
  readonly reducedMotion?: "reduce";
  /**
   * The page has its service worker: for what is tested of it. Without one, what a test holds back or answers itself cannot slip past it in the
   * moment in which the worker takes the page over.
   */
  readonly worker?: boolean;
  readonly cookie?: { readonly name: string; readonly value: string };
}
/** Opens an address and waits until it has loaded; what the page complains of goes into `complaints`. */
export async function openPage(browser: Browser, address: string, complaints: string[], options: PageOptions = {}): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: options.height ?? 844 },
    reducedMotion: options.reducedMotion ?? "reduce",
    serviceWorkers: options.worker === true ? "allow" : "block",
  });
  if (options.cookie !== undefined) await context.addCookies([{ ...options.cookie, url: new URL(address).origin }]);
  await context.addInitScript((language) => localStorage.setItem("anhu.language", language), options.language ?? "zh-CN");
  const page = await context.newPage();
  const complain = (text: string) => void complaints.push(`${new URL(address).pathname}: ${text}`);
  page.on("pageerror", (error) => complain(error.message));
  page.on("console", (message) => {
    if (FAULTS.test(message.text())) complain(message.text());
  });
  await page.goto(address);
  await page.locator("main").waitFor();
  await expect.poll(() => page.locator(".note.loading").count(), { timeout: 30_000 }).toBe(0);
  return page;
}
