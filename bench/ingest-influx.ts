import { availableParallelism } from "node:os";
import { errorText } from "../domain/errors.ts";
import { startInfluxServer } from "../tests/support/influx-server.ts";
import { startBenchHome } from "./anhu.ts";
import { cpuSeconds } from "./cpu.ts";
import { runAedes, type IngestBenchOptions } from "./ingest.ts";
import { messagesOf, runLoad, type LoadOptions, type LoadRun } from "./load.ts";
import { startMosquitto } from "./peer/mosquitto.ts";
import { fetchNodeRed, startNodeRed } from "./peer/node-red.ts";
import { median, report, round } from "./report.ts";
import { untilStored, type InfluxTarget } from "./stored.ts";

interface StoredRun extends LoadRun {
  /** From the last PUBACK until all could be counted in InfluxDB. */
  readonly afterS: number;
  /** Messages a second, from the first PUBLISH until all could be counted. */
  readonly storedPerS: number;
  /** Acknowledged messages that never could be counted. */
  readonly lost: number;
  /** Microseconds of a core for each message: what the machine has for a second is 1,000,000 × its cores. */
  readonly cpuUs: { readonly load: number; readonly server: number; readonly store: number };
}
/** Processes of one side. */
interface Side {
  readonly server: readonly number[];
  readonly store: number;
}
const DATABASE = "bench";
const STORED_WANTED = 3;
const SIDES = ["aedes", "anhu", "peer"] as const;

/**
 * Acknowledged and stored messages a second on InfluxDB, beside (a) bare aedes, which acknowledges and stores nothing, and (b) Mosquitto →
 * Node-RED → InfluxDB. Every side gets the same load and every storing side an empty InfluxDB of its own.
 */
export async function benchIngestInflux(options: IngestBenchOptions): Promise<void> {
  const sides = (await hasPeer()) ? SIDES : SIDES.filter((side) => side !== "peer");
  const rows: Record<string, number>[] = [];
  for (let pair = 0; pair < options.pairs; pair++) {
    const runs: { aedes?: LoadRun; anhu?: StoredRun; peer?: StoredRun } = {};
    for (let turn = 0; turn < sides.length; turn++) {
      const side = sides[(pair + turn) % sides.length];
      if (side === "aedes") runs.aedes = await runAedes(options);
      else if (side === "anhu") runs.anhu = await runAnhu(options);
      else runs.peer = await runPeer(options);
    }
    const { aedes, anhu, peer } = runs;
    if (aedes === undefined || anhu === undefined) continue;
    rows.push({
      pair: pair + 1,
      aedesPerS: aedes.perSecond,
      anhuPerS: anhu.perSecond,
      acknowledgedRatio: round(anhu.perSecond / aedes.perSecond),
      anhuP99Ms: round(anhu.p99),
      anhuStoredPerS: Math.round(anhu.storedPerS),
      anhuStoredAfterS: round(anhu.afterS),
      anhuLost: anhu.lost,
      ...cpuRow("anhu", anhu),
      ...(peer === undefined ? {} : besidePeer(anhu, peer)),
    });
  }
  const middle = (name: string) => median(rows.map((row) => row[name] ?? Number.NaN));
  const summary = {
    storedRatioMedian: middle("storedRatio"),
    storedRatioWanted: `at least ${STORED_WANTED} × (b) Mosquitto → Node-RED → InfluxDB`,
    acknowledgedRatioMedian: middle("acknowledgedRatio"),
    acknowledgedRatioWanted: "at least 0.5 × (a) bare aedes",
    cpuUsForStoredWanted: round((1e6 * availableParallelism()) / (STORED_WANTED * middle("peerStoredPerS"))),
    ...options,
  };
  report("ingest --historian influx", rows, summary, options);
}
function besidePeer(anhu: StoredRun, peer: StoredRun) {
  return {
    peerPerS: peer.perSecond,
    peerStoredPerS: Math.round(peer.storedPerS),
    peerStoredAfterS: round(peer.afterS),
    peerLost: peer.lost,
    ...cpuRow("peer", peer),
    storedRatio: round(anhu.storedPerS / peer.storedPerS),
  };
}
function cpuRow(side: string, { cpuUs }: StoredRun) {
  return { [`${side}LoadUs`]: cpuUs.load, [`${side}ServerUs`]: cpuUs.server, [`${side}StoreUs`]: cpuUs.store };
}
/** Where Node-RED cannot be fetched the others are measured without it. */
async function hasPeer(): Promise<boolean> {
  try {
    await fetchNodeRed();
    return true;
  } catch (error) {
    process.stderr.write(`${errorText(error)}; the rest is measured\n`);
    return false;
  }
}
async function runAnhu(options: LoadOptions): Promise<StoredRun> {
  await using started = new AsyncDisposableStack();
  const influx = started.adopt(await startInfluxServer(), (one) => one.close());
  const env = { ANHU_HISTORIAN_URL: influx.url, ANHU_HISTORIAN_DATABASE: DATABASE };
  const home = started.adopt(await startBenchHome(options.connections, "http://127.0.0.1:9/unused", env), (one) => one.close());
  return await loadAndCount(
    home.anhu.mqttPort,
    options,
    ["--credentials", home.credentialsFile],
    { url: influx.url, database: DATABASE },
    { server: [home.anhu.child.pid ?? 0], store: influx.child.pid ?? 0 },
  );
}
async function runPeer(options: LoadOptions): Promise<StoredRun> {
  await using started = new AsyncDisposableStack();
  const influx = started.adopt(await startInfluxServer(), (one) => one.close());
  await influx.rows("", `CREATE DATABASE "${DATABASE}"`);
  const mosquitto = started.adopt(await startMosquitto(), stop);
  const nodeRed = started.adopt(
    await startNodeRed({ mqttPort: mosquitto.port, influxPort: Number(new URL(influx.url).port), database: DATABASE }),
    stop,
  );
  const run = await loadAndCount(
    mosquitto.port,
    options,
    ["--bare"],
    { url: influx.url, database: DATABASE },
    { server: [mosquitto.pid, nodeRed.pid], store: influx.child.pid ?? 0 },
  );
  for (const failure of nodeRed.failures().slice(0, 3)) process.stderr.write(`the peer: ${failure}\n`);
  return run;
}
const stop = (one: { stop(): Promise<void> }) => one.stop();
/** The warm-up until it is stored, then the timed load. */
async function loadAndCount(
  mqttPort: number,
  options: LoadOptions,
  credentials: readonly string[],
  target: InfluxTarget,
  side: Side,
): Promise<StoredRun> {
  const [warmUp, messages] = [messagesOf(options.warmUp, options), messagesOf(options.messages, options)];
  await runLoad(mqttPort, options, credentials, options.warmUp);
  const before = await untilStored(target, warmUp);
  const used = () => ({ server: side.server.reduce((sum, pid) => sum + cpuSeconds(pid), 0), store: cpuSeconds(side.store) });
  const usedBefore = used();
  const run = await runLoad(mqttPort, options, credentials, options.messages);
  const { stored, seconds } = await untilStored(target, before.stored + messages);
  const usedAfter = used();
  const added = stored - before.stored;
  const perMessage = (cpu: number) => round((1e6 * cpu) / messages);
  return {
    ...run,
    afterS: seconds,
    storedPerS: added / (run.seconds + seconds),
    lost: warmUp + messages - stored,
    cpuUs: {
      load: perMessage(run.cpuSeconds),
      server: perMessage(usedAfter.server - usedBefore.server),
      store: perMessage(usedAfter.store - usedBefore.store),
    },
  };
}
