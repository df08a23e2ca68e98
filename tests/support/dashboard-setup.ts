import { ensureDashboard } from "../../app/dashboard-build.ts";

/**
 * Global set-up of the projects whose processes serve the built dashboard: built once, before them, as it is put out. Whoever builds it anew takes
 * its files from under those that serve it.
 */
export default async function setUp(): Promise<void> {
  const { NODE_ENV } = process.env;
  process.env["NODE_ENV"] = "production";
  try {
    await ensureDashboard(() => undefined);
  } finally {
    process.env["NODE_ENV"] = NODE_ENV;
  }
}
