import { join } from "node:path";
import { build, type BuildOptions } from "vite";

/** Builds the dashboard into a folder of its own: a server beside the test goes on serving dashboard/dist. */
export async function buildDashboardInto(outDir: string, more: BuildOptions = {}): Promise<void> {
  const configFile = join(import.meta.dirname, "../../dashboard/vite.config.ts");
  await build({ configFile, mode: "test", logLevel: "error", build: { outDir, emptyOutDir: true, ...more } });
}
/** Where the set-up of the tests built it. */
export function builtDashboard(): string {
  const folder = process.env["TEST_DASHBOARD"];
  if (folder === undefined) throw new Error("finding the dashboard: it was not built; run the tests through vitest");
  return folder;
}
