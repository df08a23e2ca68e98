import { setTimeout as delay } from "node:timers/promises";
import { Type } from "typebox";
import Value from "typebox/value";
import { startBenchHome } from "./anhu.ts";
import { runForJson, startScript } from "./processes.ts";
import { median, report } from "./report.ts";

const Result = Type.Object({
  acknowledged: Type.Integer(),
  perSecond: Type.Number(),
  failures: Type.Array(Type.String()),
  latencyMs: Type.Object({ p50: Type.Number(), p99: Type.Number() }),
});
export interface IngestBenchOptions {
  readonly json: boolean;
  readonly pairs: number;
  readonly connections: number;
  readonly messages: number;
  readonly window: number;
  /** Messages before the timed ones, on both sides: servers run for months, not for five seconds. */
  readonly warmUp: number;
}
interface Run {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly caughtUpS: number;
}
const CATCH_UP_WITHIN_MS = 120_000;

/** Acknowledged messages a second, QoS 1, five signs a message, default rules on, beside bare aedes in the same run. */
export async function benchIngest(options: IngestBenchOptions): Promise<void> {
  const rows: Record<string, number>[] = [];
  for (let pair = 0; pair < options.pairs; pair++) {
    const runs: { aedes?: Run; anhu?: Run } = {};
    for (const side of pair % 2 === 0 ? (["aedes", "anhu"] as const) : (["anhu", "aedes"] as const)) {
      runs[side] = side === "aedes" ? await runAedes(options) : await runAnhu(options);
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
async function load(mqttPort: number, options: IngestBenchOptions, credentials: readonly string[]) {
  await loadOnce(mqttPort, options, credentials, options.warmUp);
  return await loadOnce(mqttPort, options, credentials, options.messages);
}
async function loadOnce(mqttPort: number, options: IngestBenchOptions, credentials: readonly string[], total: number) {
  const messages = Math.ceil(total / options.connections);
  const result = Value.Parse(
    Result,
    await runForJson("bench/load-ingest.ts", [
      ...["--mqtt", `mqtt://127.0.0.1:${mqttPort}`, "--connections", String(options.connections)],
      ...["--window", String(options.window), "--messages", String(messages), ...credentials],
    ]),
  );
  if (result.failures.length > 0 || result.acknowledged !== messages * options.connections) {
    throw new Error(`the load did not end as asked: ${result.acknowledged} acknowledged, ${result.failures.slice(0, 3).join("; ")}`);
  }
  return { perSecond: result.perSecond, p50: result.latencyMs.p50, p99: result.latencyMs.p99 };
}
async function runAedes(options: IngestBenchOptions): Promise<Run> {
  const broker = await startScript("bench/bare-aedes.ts", []);
  try {
    return { ...(await load(Number(broker.ready.split("mqtt=")[1]), options, ["--bare"])), caughtUpS: 0 };
  } finally {
    await broker.stop();
  }
}
async function runAnhu(options: IngestBenchOptions): Promise<Run> {
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
const round = (value: number): number => Math.round(value * 100) / 100;
