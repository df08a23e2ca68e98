import type { HistorianReader } from "../store/historian/engine.ts";
import { openHistorian, type HistorianStore } from "../store/historian/historian.ts";
import { benchDevices, fill, START_MS, WATCHED } from "./query-fill.ts";
import { startBenchHistorian, type BenchHistorian } from "./query-historian.ts";
import { report, round } from "./report.ts";

export interface QueryBenchOptions {
  readonly json: boolean;
  readonly historian: "sqlite" | "influx";
  readonly days: number;
  /** Devices beside the one that is asked for. */
  readonly others: number;
  /** Of each kind. */
  readonly queries: number;
}
const WIDTHS = [300, 1_000, 2_000] as const;
const DAY_MS = 86_400_000;
const WANTED_MS = { sqlite: 150, influx: 100 } as const;
const WORKER = new URL("../app/workers/historian-worker.ts", import.meta.url);

/** A chart of 30 days of a 10 s heart rate, from the roll-ups and, as the peer, from the readings themselves; bytes on the disk. */
export async function benchQuery(options: QueryBenchOptions): Promise<void> {
  const bench = await startBenchHistorian(options.historian);
  try {
    const filled = await withStore(bench, (historian) => timed(() => fill(historian, benchDevices(options.others), options.days)));
    const rawBytes = bench.bytes();
    // Nothing is rolled up yet: the same question scans the readings.
    const scans = await measure(bench, options);
    const rolled = await withStore(bench, (historian) => timed(() => rollUpAll(historian, options)));
    const allBytes = bench.bytes();
    const charts = await measure(bench, options);
    const rows: Record<string, string | number>[] = charts.map((chart, index) => {
      const { cold, warm } = scans[index] ?? { cold: [], warm: [] };
      return { ...chart.shape, ...figures("chart", chart), ...figures("rawScan", { cold, warm }) };
    });
    const worst = Math.max(...charts.flatMap(({ cold, warm }) => [percentile(cold, 0.99), percentile(warm, 0.99)]));
    const summary = {
      worstP99Ms: worst,
      wanted: `at most ${WANTED_MS[options.historian]} ms`,
      coldMeans: charts[0]?.isCold === true ? "nothing of the files in memory" : "a new connection; the machine keeps the files in memory",
      messages: filled.result.messages,
      readings: filled.result.values,
      storedPerS: Math.round(filled.result.messages / filled.seconds),
      rolledUpHours: rolled.result,
      rollUpSeconds: round(rolled.seconds),
      rawBytesPerReading: round(rawBytes / filled.result.values),
      rollUpBytesPerReading: round((allBytes - rawBytes) / filled.result.values),
      ...options,
    };
    report("query", rows, summary, options);
  } finally {
    await bench.close();
  }
}
async function withStore<T>(bench: BenchHistorian, work: (historian: HistorianStore) => Promise<T>): Promise<T> {
  const historian = await openHistorian({ engine: bench.engine, worker: WORKER });
  try {
    return await work(historian);
  } finally {
    await historian.close();
  }
}
async function timed<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly seconds: number }> {
  const startedMs = performance.now();
  const result = await work();
  return { result, seconds: (performance.now() - startedMs) / 1_000 };
}
async function rollUpAll(historian: HistorianStore, { days }: QueryBenchOptions): Promise<number> {
  for (let total = 0; ;) {
    const { rebuilt, more } = await historian.rollUp({ nowMs: START_MS + (days + 1) * DAY_MS });
    total += rebuilt;
    if (!more) return total;
  }
}

interface Measured {
  readonly shape: { readonly points: number; readonly resolution: string; readonly buckets: number };
  readonly cold: readonly number[];
  readonly warm: readonly number[];
  readonly isCold: boolean;
}
async function measure(bench: BenchHistorian, { queries, days }: QueryBenchOptions): Promise<readonly Measured[]> {
  const measured: Measured[] = [];
  for (const points of WIDTHS) {
    const ask = (reader: HistorianReader) =>
      reader.series({
        periods: [{ deviceId: WATCHED, fromMs: 0, toMs: null }],
        ...{ sign: "heartRate", fromMs: START_MS, toMs: START_MS + days * DAY_MS, points },
      });
    let isCold = true;
    const cold: number[] = [];
    for (let query = 0; query < queries; query++) {
      isCold = (await bench.chill()) && isCold;
      const reader = bench.openReader();
      cold.push(1_000 * (await timed(async () => ask(reader))).seconds);
      await reader.close();
    }
    const reader = bench.openReader();
    const answer = await ask(reader);
    const warm: number[] = [];
    for (let query = 0; query < queries; query++) warm.push(1_000 * (await timed(async () => ask(reader))).seconds);
    await reader.close();
    measured.push({ shape: { points, resolution: answer.resolution, buckets: answer.points.length }, cold, warm, isCold });
  }
  return measured;
}
function figures(name: string, { cold, warm }: Pick<Measured, "cold" | "warm">): Record<string, number> {
  return {
    [`${name}WarmP50Ms`]: percentile(warm, 0.5),
    [`${name}WarmP99Ms`]: percentile(warm, 0.99),
    [`${name}ColdP50Ms`]: percentile(cold, 0.5),
    [`${name}ColdP99Ms`]: percentile(cold, 0.99),
  };
}
function percentile(values: readonly number[], share: number): number {
  return round(values.toSorted((a, b) => a - b)[Math.ceil(share * values.length) - 1] ?? Number.NaN);
}
