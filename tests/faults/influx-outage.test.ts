import { afterEach, expect, it } from "vitest";
import { startBenchHome } from "../../bench/anhu.ts";
import { runLoad } from "../../bench/load.ts";
import { startPresses } from "../../bench/presses.ts";
import { startAnhuProcess } from "../support/anhu-process.ts";
import { startInfluxServer, type InfluxServer } from "../support/influx-server.ts";
import { until } from "../support/machine.ts";
import { watchMemory } from "../support/memory.ts";
import { measured, need, rounds } from "../support/platform.ts";
import { startUnrulyProxy, type UnrulyProxy } from "../support/unruly-proxy.ts";

/** The soak queues up a million messages and has this machine for itself; `npm test` shares it. */
const IN_SOAK = rounds() > 3;
const WARM_UP = IN_SOAK ? 100_000 : 10_000;
const MESSAGES = IN_SOAK ? 1_000_000 : 20_000;
const PRESSES = IN_SOAK ? 200 : 20;
const PRESS_GAP_MS = IN_SOAK ? 200 : 100;
const SOS_P99_MS = IN_SOAK ? 100 : 5_000;
const MORE_MEMORY_MB = 100;
const DRAINED_WITHIN_MS = 5 * 60_000;
const LOAD = { connections: 200, window: 10, messages: MESSAGES, warmUp: WARM_UP };
const FEW = 50;
const UNUSED_URL = "http://127.0.0.1:9/unused";
const DATABASE = "outage";
const SIGNS = ["heartRate", "spo2", "respiratoryRate", "bodyTemperature", "steps"];

interface Place {
  readonly influx: InfluxServer;
  readonly proxy: UnrulyProxy;
}
interface Outage {
  readonly name: string;
  begin(place: Place): unknown;
  end(place: Place): unknown;
}
const OUTAGES: readonly Outage[] = [
  { name: "is stopped", begin: ({ influx }) => influx.kill("SIGKILL"), end: ({ influx }) => influx.restart() },
  { name: "hangs", begin: ({ influx }) => influx.kill("SIGSTOP"), end: ({ influx }) => influx.kill("SIGCONT") },
  { name: "answers 503", begin: ({ proxy }) => proxy.answer(503), end: ({ proxy }) => proxy.answer(null) },
];
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
/** Points that hold each sign. */
async function countStored(influx: InfluxServer): Promise<Readonly<Record<string, number>>> {
  const [row = {}] = await influx.rows(DATABASE, 'SELECT COUNT(*) FROM "vitals"');
  return Object.fromEntries(SIGNS.map((sign) => [sign, Number(row[`count_${sign}`] ?? 0)]));
}
const all = (count: number) => Object.fromEntries(SIGNS.map((sign) => [sign, count]));

need("influxd")(`InfluxDB away while ${MESSAGES} messages of ${SIGNS.length} readings come in`, () => {
  it.each(OUTAGES)(
    "it $name: emergencies go out, memory stays, and after its return everything is there once",
    { timeout: 1_800_000 },
    async (outage) => {
      const influx = await startInfluxServer();
      closing.push(() => influx.close());
      const proxy = await startUnrulyProxy(influx.url);
      closing.push(() => proxy.close());
      const presses = await startPresses(PRESS_GAP_MS);
      closing.push(() => presses.stop());
      const env = { ANHU_HISTORIAN_URL: outage.name === "answers 503" ? proxy.url : influx.url, ANHU_HISTORIAN_DATABASE: DATABASE };
      const home = await startBenchHome(LOAD.connections, presses.webhookUrl, env);
      closing.push(() => home.close());
      const memory = watchMemory(home.anhu.child.pid ?? 0);
      closing.push(() => memory.stop());
      const credentials = ["--credentials", home.credentialsFile];
      /** Counting costs InfluxDB as much as storing: it is asked once the journal says that nothing is left. */
      const stored = async (count: number) => {
        const isDrained = async () => (await home.historianLagRows()) <= 1;
        await until(isDrained, { deadlineMs: DRAINED_WITHIN_MS, everyMs: 200, what: "the journal to be drained" });
        const drainedMs = performance.now();
        const isThere = async () => (await countStored(influx))["heartRate"] === count;
        await until(isThere, { everyMs: 1_000, what: `${count} messages to be stored` }).catch(async (error: unknown) => {
          throw new Error(`stored of ${count}: ${JSON.stringify(await countStored(influx))}`, { cause: error });
        });
        return drainedMs;
      };

      await runLoad(home.anhu.mqttPort, LOAD, credentials, WARM_UP);
      await stored(WARM_UP);
      const usualMb = memory.peakMb();

      await outage.begin({ influx, proxy });
      // Fails unless every message is acknowledged.
      const [load, sos] = await Promise.all([runLoad(home.anhu.mqttPort, LOAD, credentials, MESSAGES), presses.run(home, PRESSES)]);
      expect(await home.historianLagRows()).toBeGreaterThan(1);
      const moreMb = memory.peakMb() - usualMb;

      await outage.end({ influx, proxy });
      const returnedMs = performance.now();
      const drainedS = ((await stored(WARM_UP + MESSAGES)) - returnedMs) / 1_000;
      measured(`InfluxDB ${outage.name}`, {
        messages: MESSAGES,
        acknowledgedPerS: load.perSecond,
        sosP50Ms: sos.webhookMs.p50,
        sosP99Ms: sos.webhookMs.p99,
        moreMb: Math.round(moreMb),
        moreMbDrained: Math.round(memory.peakMb() - usualMb),
        drainedS: Math.round(drainedS * 10) / 10,
      });
      expect(await countStored(influx)).toEqual(all(WARM_UP + MESSAGES));
      expect(sos.received).toBe(PRESSES);
      expect(sos.webhookMs.p99).toBeLessThanOrEqual(SOS_P99_MS);
      expect(moreMb).toBeLessThan(MORE_MEMORY_MB);
    },
  );
  it("a server that starts again while it hangs listens, and stores when it answers", { timeout: 120_000 }, async () => {
    const influx = await startInfluxServer();
    closing.push(() => influx.close());
    const env = { ANHU_HISTORIAN_URL: influx.url, ANHU_HISTORIAN_DATABASE: DATABASE };
    const home = await startBenchHome(1, UNUSED_URL, env);
    closing.push(() => home.close());
    const load = (port: number) => runLoad(port, { ...LOAD, connections: 1 }, ["--credentials", home.credentialsFile], FEW);
    const stored = (count: number) =>
      until(async () => (await countStored(influx))["heartRate"] === count, {
        deadlineMs: 60_000,
        everyMs: 500,
        what: `${count} messages`,
      });
    await load(home.anhu.mqttPort);
    await stored(FEW);
    await home.anhu.kill("SIGTERM");

    await influx.kill("SIGSTOP");
    // Fails unless it listens while InfluxDB still hangs.
    const again = await startAnhuProcess({ dataDir: home.anhu.dataDir, env });
    closing.push(() => again.kill("SIGKILL"));
    await load(again.mqttPort);
    await influx.kill("SIGCONT");
    await stored(2 * FEW);
  });
});
