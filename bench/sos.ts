import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { Type } from "typebox";
import Value from "typebox/value";
import { until } from "../tests/support/machine.ts";
import { startBenchHome, type BenchHome } from "./anhu.ts";
import { startPresses } from "./presses.ts";
import { report } from "./report.ts";

const LOAD_CONNECTIONS = 200;
/** More than the load can send while the SOS last; it is stopped when they are through. */
const LOAD_MESSAGES = 2_000_000;

export interface SosBenchOptions {
  readonly json: boolean;
  readonly count: number;
  readonly gap: number;
}
/** PUBLISH of an SOS to its webhook, sender and receiver in their own process: idle, and with the ingest load lasting throughout. */
export async function benchSos(options: SosBenchOptions): Promise<void> {
  const rows = [];
  for (const isLoaded of [false, true]) {
    const { sent, received, duplicates, webhookMs, loadPerS } = await run(options, isLoaded);
    rows.push({
      load: isLoaded ? "ingest" : "idle",
      sent,
      received,
      duplicates,
      p50Ms: webhookMs.p50,
      p95Ms: webhookMs.p95,
      p99Ms: webhookMs.p99,
      maxMs: webhookMs.max,
      loadPerS,
    });
  }
  report("sos", rows, { idleP99Ms: rows[0]?.p99Ms, loadedP99Ms: rows[1]?.p99Ms }, options);
}
async function run({ count, gap }: SosBenchOptions, isLoaded: boolean) {
  const presses = await startPresses(gap);
  const home = await startBenchHome(Math.max(count, LOAD_CONNECTIONS), presses.webhookUrl);
  const load = isLoaded ? startLoad(home) : null;
  try {
    if (load !== null) await underWay(home);
    const result = await presses.run(home, count);
    const loadPerS = load === null ? 0 : await load.stop();
    return { ...result, loadPerS };
  } finally {
    presses.stop();
    await home.close();
  }
}
/** Waits until the load is being acknowledged. */
async function underWay(home: BenchHome): Promise<void> {
  const isUnderWay = async () => {
    const text = await (await fetch(`${home.anhu.httpUrl}/metrics`)).text();
    const [, kept] = /^anhu_mqtt_publishes_total\{answer="kept"\} (\S+)$/m.exec(text) ?? [];
    return Number(kept) > 20_000;
  };
  await until(isUnderWay, { deadlineMs: 30_000, what: "the load to get under way" });
}
function startLoad(home: BenchHome): { stop(): Promise<number> } {
  const script = new URL("load-ingest.ts", import.meta.url).pathname;
  const args = ["--mqtt", `mqtt://127.0.0.1:${home.anhu.mqttPort}`, "--credentials", home.credentialsFile];
  const child = spawn(process.execPath, [script, ...args, "--messages", String(LOAD_MESSAGES / LOAD_CONNECTIONS)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  return {
    async stop() {
      const lines = createInterface({ input: child.stdout });
      if (child.exitCode !== null) throw new Error("the load ended before the SOS did: give it more messages");
      child.kill("SIGTERM");
      const [line]: unknown[] = await once(lines, "line");
      return Value.Parse(Type.Object({ perSecond: Type.Number() }), JSON.parse(String(line))).perSecond;
    },
  };
}
