import { buildDashboardInto } from "../browser/dashboard-build.ts";
import { makeTempDir } from "./machine.ts";

/** Global set-up of the project "screens": the dashboard is built once for all its tests, found by `builtDashboard`. */
export default async function setUp(): Promise<() => void> {
  const temp = makeTempDir();
  await buildDashboardInto(temp.path);
  process.env["TEST_DASHBOARD"] = temp.path;
  return () => temp.remove();
}
