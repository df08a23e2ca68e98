import type { Browser, CDPSession } from "playwright-core";
import { round } from "../report.ts";

export interface WallFigures {
  /** Animation frames that the main thread was given. */
  readonly framesPerSecond: number;
  /** Longest time between two of them, ms. */
  readonly worstGapMs: number;
  /** Processor time of the page's main thread, share of the time. */
  readonly busyPercent: number;
  readonly scriptPercent: number;
  readonly stylePercent: number;
  readonly layoutPercent: number;
  /** Of the JavaScript heap, after collecting garbage before and after, MB. */
  readonly heapGrowthMb: number;
  readonly nodes: number;
}
export interface Measuring {
  readonly width: number;
  readonly height: number;
  readonly tiles: number;
  readonly minutes: number;
}
const WARM_UP_MS = 10_000;
/** Counts frames from within; the same on both pages. */
const COUNT_FRAMES = `(() => {
  const counted = (window.frameCount = { frames: 0, worst: 0, last: performance.now() });
  const step = (now) => {
    counted.frames++;
    counted.worst = Math.max(counted.worst, now - counted.last);
    counted.last = now;
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})()`;

export async function measure(browser: Browser, address: string, { width, height, tiles, minutes }: Measuring): Promise<WallFigures> {
  const context = await browser.newContext({ viewport: { width, height } });
  try {
    const page = await context.newPage();
    page.on("pageerror", (error) => process.stderr.write(`${address}: ${error.message}\n`));
    await page.goto(address);
    await page.waitForFunction(`document.querySelectorAll("[data-testid^=tile-]").length === ${tiles}`, null, { timeout: 60_000 });
    const devtools = await context.newCDPSession(page);
    // Processor time: what other programs of the machine take is not the page's.
    await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
    await page.evaluate(COUNT_FRAMES);
    await page.waitForTimeout(WARM_UP_MS);
    await devtools.send("HeapProfiler.collectGarbage");
    await page.evaluate("Object.assign(window.frameCount, { frames: 0, worst: 0 })");
    const before = await metricsOf(devtools);
    const beganMs = performance.now();
    await page.waitForTimeout(minutes * 60_000);
    const after = await metricsOf(devtools);
    const seconds = (performance.now() - beganMs) / 1000;
    const counted: unknown = await page.evaluate("window.frameCount");
    await devtools.send("HeapProfiler.collectGarbage");
    const settled = await metricsOf(devtools);
    const share = (name: string) => round((100 * (after.of(name) - before.of(name))) / seconds);
    return {
      framesPerSecond: round(numberOf(counted, "frames") / seconds),
      worstGapMs: Math.round(numberOf(counted, "worst")),
      busyPercent: share("TaskDuration"),
      scriptPercent: share("ScriptDuration"),
      stylePercent: share("RecalcStyleDuration"),
      layoutPercent: share("LayoutDuration"),
      heapGrowthMb: round((settled.of("JSHeapUsedSize") - before.of("JSHeapUsedSize")) / 1_000_000),
      nodes: after.of("Nodes"),
    };
  } finally {
    await context.close();
  }
}
async function metricsOf(devtools: CDPSession) {
  const { metrics } = await devtools.send("Performance.getMetrics");
  return { of: (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN };
}
function numberOf(record: unknown, key: string): number {
  const value: unknown = typeof record === "object" && record !== null ? Reflect.get(record, key) : undefined;
  return typeof value === "number" ? value : Number.NaN;
}
