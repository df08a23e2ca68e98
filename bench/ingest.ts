import { setTimeout as delay } from "node:timers/promises";
import { startBenchHome } from "./anhu.ts";
import { runLoad, type LoadOptions, type LoadRun } from "./load.ts";
import { startScript } from "./processes.ts";
import { median, report, round } from "./report.ts";

export interface IngestBenchOptions extends LoadOptions {
  readonly json: boolean;
  /** How often every side is measured, in alternating order. */
  readonly pairs: number;
}
const CATCH_UP_WITHIN_MS = 120_000;

/** Acknowledged messages a second, QoS 1, five signs a message, default rules on, beside bare aedes in the same run. */
export async function benchIngest(options: IngestBenchOptions): Promise<void> {
  const rows: Record<string, number>[] = [];
  for (let pair = 0; pair < options.pairs; pair++) {
    const runs: { aedes?: LoadRun; anhu?: LoadRun & { readonly caughtUpS: number } } = {};
    for (const side of pair % 2 === 0 ? (["aedes", "anhu"] as const) : (["anhu", "aedes"] as const)) {
      if (side === "aedes") runs.aedes = await runAedes(options);
      else runs.anhu = await runAnhu(options);
    }
    const { aedes, anhu } = runs;
    if (aedes === undefined || anhu === undefined) continue;
    rows.push({
      pair: pair + 1,
      aedesPerS: aedes.perSecond,
      anhuPerS: anhu.perSecond,
      ratio: round(anhu.perSecond / aedes.perSecond),
      aedesP99Ms: round(aedes.p99),
      anhuP99Ms: round(anhu.p99),
      historianCaughtUpS: round(anhu.caughtUpS),
    });
  }
  const ratios = rows.map(({ ratio }) => ratio ?? Number.NaN);
  const lags = rows.map(({ historianCaughtUpS }) => historianCaughtUpS ?? Number.NaN);
  report("ingest", rows, { ratioMedian: median(ratios), historianCaughtUpSMax: Math.max(...lags), ...options }, options);
}
/** The warm-up, then the timed load. */
async function load(mqttPort: number, options: LoadOptions, credentials: readonly string[]): Promise<LoadRun> {
  await runLoad(mqttPort, options, credentials, options.warmUp);
  return await runLoad(mqttPort, options, credentials, options.messages);
}
export async function runAedes(options: LoadOptions): Promise<LoadRun> {
  const broker = await startScript("bench/bare-aedes.ts", []);
  try {
    return await load(Number(broker.ready.split("mqtt=")[1]), options, ["--bare"]);
  } finally {
    await broker.stop();
  }
}
async function runAnhu(options: LoadOptions): Promise<LoadRun & { readonly caughtUpS: number }> {
  const home = await startBenchHome(options.connections, "http://127.0.0.1:9/unused");
  try {
    const result = await load(home.anhu.mqttPort, options, ["--credentials", home.credentialsFile]);
    const endedMs = performance.now();
    while ((await home.historianLagRows()) > 1) {
      if (performance.now() - endedMs > CATCH_UP_WITHIN_MS) throw new Error("the historian did not catch up");
      await delay(100);
    }
    return { ...result, caughtUpS: (performance.now() - endedMs) / 1000 };
  } finally {
    await home.close();
  }
}
