import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

const FOUND = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
/** Path of the browser that the machine has; `undefined` when there is none. */
export const CHROMIUM = process.env["ANHU_CHROMIUM"] ?? FOUND.find((path) => existsSync(path));

export function openBrowser(): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error("looking for a browser: none found; install Chromium or set ANHU_CHROMIUM");
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
