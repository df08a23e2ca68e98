import { chromium, type Browser } from "playwright-core";
import { programPath } from "../support/platform.ts";

/** A busy machine takes its time to start one. */
export const LAUNCH_MS = 90_000;

/** The machine's own Chromium without a window; for suites that `need("chromium")`. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: programPath("chromium"),
    timeout: LAUNCH_MS,
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
