import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { buildDashboardInto } from "../tests/browser/dashboard-build.ts";
import { openWholeBrowser } from "../tests/browser/open-browser.ts";
import { report, round, type BenchOptions } from "./report.ts";
import { measure, type WallFigures } from "./wall/measure.ts";

export interface WallBenchOptions extends BenchOptions {
  /** Of measuring, for each page and size. */
  readonly minutes: number;
  readonly tiles: number;
}
type WallRow = WallFigures & { readonly page: string; readonly size: string };
const SIZES = [
  { width: 1920, height: 1080, wanted: { framesPerSecond: 45, busyPercent: 30, heapMb: 10 } },
  { width: 3840, height: 2160, wanted: { framesPerSecond: 30, busyPercent: null, heapMb: 10 } },
] as const;
const PAGES = [
  { page: "bare DOM", path: "/peer" },
  { page: "wall", path: "/wall" },
] as const;

/**
 * Every tile changes once a second, sparkline included: frames a second, how busy the main thread is, and what the heap gains, beside a
 * page of bare DOM with the same numbers. Chromium draws in software.
 */
export async function benchWall(options: WallBenchOptions): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), "anhu-bench-wall-"));
  let server: ChildProcess | undefined;
  let browser: Browser | undefined;
  try {
    await buildDashboardInto(dir);
    server = fork(join(import.meta.dirname, "wall/serve.ts"), [dir, String(options.tiles)]);
    const [url] = await once(server, "message", { signal: AbortSignal.timeout(30_000) });
    browser = await openWholeBrowser();
    const rows: WallRow[] = [];
    for (const { width, height } of SIZES) {
      for (const { page, path } of PAGES) {
        const figures = await measure(browser, `${String(url)}${path}`, { width, height, tiles: options.tiles, minutes: options.minutes });
        rows.push({ page, size: `${width}×${height}`, ...figures });
      }
    }
    report(
      "wall",
      rows.map((row) => ({ ...row })),
      { tiles: options.tiles, minutes: options.minutes, ...verdict(rows) },
      options,
    );
  } finally {
    await browser?.close();
    server?.kill();
    rmSync(dir, { recursive: true, force: true });
  }
}
/** The wall beside its peer, and whether it reached what is wanted on a quiet machine. */
function verdict(rows: readonly WallRow[]) {
  return Object.fromEntries(
    SIZES.map(({ width, height, wanted }) => {
      const size = `${width}×${height}`;
      const of = (page: string) => rows.find((row) => row.page === page && row.size === size);
      const [peer, wall] = [of("bare DOM"), of("wall")];
      if (peer === undefined || wall === undefined) return [size, null];
      const isReached =
        wall.framesPerSecond >= wanted.framesPerSecond &&
        (wanted.busyPercent === null || wall.busyPercent < wanted.busyPercent) &&
        wall.heapGrowthMb < wanted.heapMb;
      const framesRatio = round(wall.framesPerSecond / peer.framesPerSecond);
      return [size, { framesRatio, busyRatio: round(wall.busyPercent / peer.busyPercent), wanted, isReached }];
    }),
  );
}
