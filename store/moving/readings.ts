import { hash } from "node:crypto";
import { QUALITIES } from "../../domain/observation.ts";
import { SIGN_KEYS, type SignKey } from "../../domain/signs.ts";
import type { HistorianReader } from "../historian/engine.ts";
import type { StoredObservation } from "../historian/historian-protocol.ts";
import type { RollupPage, RollupResolution, HistorianEnd } from "./historian-end.ts";
import type { Rollup } from "../historian/rollups.ts";

const VALUES_PER_PAGE = 5_000;
const MODULUS = 2n ** 64n;

/** Everything of one device behind `afterMs`, in order of time, in pieces that never split a millisecond. */
export async function* readingsOf(
  reader: HistorianReader,
  deviceId: string,
  afterMs: number,
): AsyncGenerator<readonly StoredObservation[]> {
  const streams = SIGN_KEYS.map((sign) => ({ sign, waiting: [] as readonly StoredObservation[], readToMs: afterMs, isDone: false }));
  for (;;) {
    await Promise.all(
      streams.map(async (stream) => {
        if (stream.isDone || stream.waiting.length > 0) return;
        const periods = [{ deviceId, fromMs: 0, toMs: null }];
        const range = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, afterMs: stream.readToMs };
        stream.waiting = await reader.observations({ periods, sign: stream.sign, ...range, limit: VALUES_PER_PAGE });
        stream.readToMs = stream.waiting.at(-1)?.at ?? stream.readToMs;
        stream.isDone = stream.waiting.length < VALUES_PER_PAGE;
      }),
    );
    // Up to here every sign has been read.
    const wholeToMs = Math.min(...streams.map(({ isDone, readToMs }) => (isDone ? Number.POSITIVE_INFINITY : readToMs)));
    const piece: StoredObservation[] = [];
    for (const stream of streams) {
      const end = stream.waiting.findIndex(({ at }) => at > wholeToMs);
      const count = end === -1 ? stream.waiting.length : end;
      for (const reading of stream.waiting.slice(0, count)) piece.push(reading);
      stream.waiting = stream.waiting.slice(count);
    }
    if (piece.length > 0) yield piece.sort((a, b) => a.at - b.at);
    if (wholeToMs === Number.POSITIVE_INFINITY) return;
  }
}
/** Roll-ups of one sign from which the readings are gone, oldest first, in pieces. */
export async function* rollupsOf(end: HistorianEnd, wanted: Omit<RollupPage, "afterMs" | "limit">): AsyncGenerator<readonly Rollup[]> {
  for (let afterMs = Number.NEGATIVE_INFINITY; ;) {
    const page = await end.rollups({ ...wanted, afterMs, limit: VALUES_PER_PAGE });
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    afterMs = last.atMs;
  }
}
/** How many values, and the sum of their hashes: equal for equal values in any order. */
export interface Tally {
  readonly count: number;
  /** Decimal: it is kept as JSON. */
  readonly sum: string;
}
/** By sign, or by `sign/1m` and `sign/1h` for roll-ups. */
export type Tallies = Readonly<Record<string, Tally>>;

export function withReadings(tallies: Tallies, readings: readonly StoredObservation[]): Tallies {
  return withHashes(
    tallies,
    readings.map(({ sign, at, value, quality }) => [sign, hashOf(at, value, QUALITIES.indexOf(quality))] as const),
  );
}
export function withRollups(tallies: Tallies, sign: SignKey, resolution: RollupResolution, rollups: readonly Rollup[]): Tallies {
  return withHashes(
    tallies,
    rollups.map(
      ({ atMs, count, min, max, sum, last, coveredMs }) =>
        [`${sign}/${resolution}`, hashOf(atMs, count, min, max, sum, last, coveredMs)] as const,
    ),
  );
}
function withHashes(tallies: Tallies, entries: readonly (readonly [key: string, hash: bigint])[]): Tallies {
  const sums = new Map(Object.entries(tallies).map(([key, { count, sum }]) => [key, { count, sum: BigInt(sum) }]));
  for (const [key, value] of entries) {
    const { count, sum } = sums.get(key) ?? { count: 0, sum: 0n };
    sums.set(key, { count: count + 1, sum: (sum + value) % MODULUS });
  }
  return Object.fromEntries([...sums].map(([key, { count, sum }]) => [key, { count, sum: String(sum) }]));
}
function hashOf(...numbers: readonly number[]): bigint {
  return hash("sha256", new Uint8Array(new Float64Array(numbers).buffer), "buffer").readBigUInt64BE();
}
