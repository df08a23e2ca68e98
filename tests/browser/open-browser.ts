import { chromium, type Browser } from "playwright-core";
import { findProgram, programPath } from "../support/platform.ts";

/** A busy machine takes its time to start one. */
export const LAUNCH_MS = 90_000;

/**
 * The machine's own Chromium without a window; for suites that `need("chromium")`. Where its engine is packed without the windows of a browser it is
 * that one: a page opens at a quarter of the CPU.
 */
export function openBrowser(): Promise<Browser> {
  return launch(findProgram("headlessShell") ?? programPath("chromium"));
}
/** The browser that people have, whole: for journeys, pushes, service workers, and for figures. */
export function openWholeBrowser(): Promise<Browser> {
  return launch(programPath("chromium"));
}
function launch(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
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
