import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { build } from "vite";
import { startMock } from "../tests/browser/mock-server.ts";
import { openWholeBrowser } from "../tests/browser/open-browser.ts";
import { median, report, round, type BenchOptions } from "./report.ts";

export interface FirstLoadOptions extends BenchOptions {
  readonly rounds: number;
  /** How many times slower the processor is made. */
  readonly slower: number;
}
/** Seconds until somebody can use the page: it shows what it is for, and no task of 50 ms follows within a second. */
const WANTED_S = { wall: 2.5, family: 2 } as const;
const QUIET_MS = 1_000;
const PAGES = [
  { page: "wall", path: "/wall", shows: ".tile", role: "nurse" },
  { page: "family", path: "/family", shows: "[data-testid=family-state]", role: "family" },
  { page: "alerts", path: "/alerts", shows: "[data-testid^=row-]", role: "nurse" },
] as const;

/** First loads of the main pages on a slowed processor, beside a page of the same texts without any script. */
export async function benchFirstLoad(options: FirstLoadOptions): Promise<void> {
  const dist = mkdtempSync(join(tmpdir(), "anhu-bench-load-"));
  const mock = await buildAndServe(dist);
  const bare = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    response.end(`<!doctype html><meta charset="utf-8"><title>x</title>${"<p class=tile>301 王秀英 心率 71 血氧 97</p>".repeat(36)}`);
  }).listen(0, "127.0.0.1");
  await once(bare, "listening");
  const address = bare.address();
  const bareUrl = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}/`;
  const browser = await openWholeBrowser();
  try {
    const rows: { page: string; interactiveS: number; shownS: number; scriptKb: number }[] = [];
    for (const { page, path, shows, role } of [...PAGES, { page: "bare HTML", path: null, shows: ".tile", role: "nurse" } as const]) {
      mock.beRole(role);
      const loads: Load[] = [];
      for (let index = 0; index < options.rounds; index++)
        loads.push(await load(browser, path === null ? bareUrl : mock.url + path, shows, options.slower));
      rows.push({
        page,
        interactiveS: round(median(loads.map(({ interactiveMs }) => interactiveMs)) / 1_000),
        shownS: round(median(loads.map(({ shownMs }) => shownMs)) / 1_000),
        scriptKb: round(median(loads.map(({ scriptBytes }) => scriptBytes)) / 1_000),
      });
    }
    const seconds = (page: string): number => rows.find((row) => row.page === page)?.interactiveS ?? Number.NaN;
    const verdict = Object.fromEntries(
      Object.entries(WANTED_S).map(([page, wanted]) => [
        page,
        `${seconds(page)} s, wanted ≤ ${wanted}: ${seconds(page) <= wanted ? "met" : "not met"}`,
      ]),
    );
    report("first-load", rows, { rounds: options.rounds, cpuSlowerBy: options.slower, ...verdict }, options);
  } finally {
    await browser.close();
    bare.close();
    await mock.close();
    rmSync(dist, { recursive: true, force: true });
  }
}
async function buildAndServe(outDir: string) {
  const configFile = join(import.meta.dirname, "../dashboard/vite.config.ts");
  await build({ configFile, mode: "production", logLevel: "error", build: { outDir, emptyOutDir: true } });
  return startMock("critical", { dist: outDir });
}
interface Load {
  readonly shownMs: number;
  readonly interactiveMs: number;
  /** Not compressed: the mock compresses nothing; the build says what is sent. */
  readonly scriptBytes: number;
}
async function load(browser: Browser, url: string, shows: string, slower: number): Promise<Load> {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
  const page = await context.newPage();
  await page.addInitScript(`
    window.__long = [];
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) window.__long.push(startTime + duration);
    }).observe({ type: "longtask", buffered: true });
  `);
  const session = await context.newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: slower });
  await page.goto(url, { waitUntil: "commit" });
  await page.locator(shows).first().waitFor();
  const shownMs = Number(await page.evaluate("performance.now()"));
  /** When the last long task ended; a page that lives is never idle, so that a quiet second must do. */
  let last = shownMs;
  for (;;) {
    const [now = 0, ended = 0] = numbers(await page.evaluate("[performance.now(), Math.max(0, ...window.__long)]"));
    last = Math.max(last, ended);
    if (now - last > QUIET_MS) break;
    await page.waitForTimeout(50);
  }
  const scriptBytes = Number(
    await page.evaluate(
      `performance.getEntriesByType("resource").filter((one) => one.name.endsWith(".js")).reduce((sum, one) => sum + one.decodedBodySize, 0)`,
    ),
  );
  await context.close();
  return { shownMs, interactiveMs: last, scriptBytes };
}
const numbers = (value: unknown): readonly number[] => (Array.isArray(value) ? value.map(Number) : []);
