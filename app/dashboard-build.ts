import { existsSync, globSync, statSync } from "node:fs";
import { join } from "node:path";
import { AnhuError, errorText } from "../domain/errors.ts";

const ROOT = join(import.meta.dirname, "..");
export const DASHBOARD_DIR = join(ROOT, "dashboard/dist");
const SOURCES = ["dashboard/**/*.{ts,vue,css,html}", "domain/**/*.ts"];

/** Builds the dashboard when its sources are newer than what was built. @throws {AnhuError} `BAD_CONFIG` when it cannot be built */
export async function ensureDashboard(say: (line: string) => void): Promise<void> {
  if (!isOutdated()) return;
  say("building the dashboard …");
  try {
    const { build } = await import("vite");
    await build({ root: join(ROOT, "dashboard"), configFile: join(ROOT, "dashboard/vite.config.ts"), logLevel: "error" });
  } catch (error) {
    throw new AnhuError("BAD_CONFIG", `building the dashboard: ${errorText(error)}; run \`npm ci\` and try again`, { cause: error });
  }
}
function isOutdated(): boolean {
  const built = join(DASHBOARD_DIR, "index.html");
  if (!existsSync(built)) return true;
  const builtMs = statSync(built).mtimeMs;
  return SOURCES.flatMap((pattern) => globSync(pattern, { cwd: ROOT, exclude: ["dashboard/dist/**"] })).some(
    (file) => statSync(join(ROOT, file)).mtimeMs > builtMs,
  );
}
