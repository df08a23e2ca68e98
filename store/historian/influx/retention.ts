import type { Removed, RemovalRequest } from "../historian-protocol.ts";
import { bucketStart, HOUR_MS } from "../rollups.ts";
import type { InfluxConnection } from "./connection.ts";
import type { DirtyHours } from "./dirty-hours.ts";
import { identifier, moment } from "./influxql.ts";
import { deletePoints } from "./delete-points.ts";
import { rowsOf } from "./results.ts";
import { MEASUREMENTS, rollupMeasurement } from "./schema.ts";

/** What is removed at once reaches over this much time: a batch waits for no more. */
const PIECE_MS = 24 * HOUR_MS;

/** Removes one piece of what is older. InfluxDB 3 removes by the retention of its database alone: there nothing is counted. */
export async function removeOlder(connection: InfluxConnection, dirty: DirtyHours, request: RemovalRequest): Promise<Removed> {
  const fromMs = keep(dirty, request);
  if ((await connection.server()).line === 3) return { removed: 0, more: false };
  const names = MEASUREMENTS.map((name) => (request.resolution === "raw" ? name : rollupMeasurement(name, request.resolution)));
  const oldestMs = await oldestBefore(connection, names, fromMs);
  if (oldestMs === null) return { removed: 0, more: false };
  const beforeMs = Math.min(fromMs, bucketStart(oldestMs, PIECE_MS) + PIECE_MS);
  let removed = 0;
  for (const name of names) {
    const count = await countBefore(connection, name, beforeMs);
    if (count > 0) await deletePoints(connection, name, beforeMs);
    removed += count;
  }
  return { removed, more: removed > 0 && beforeMs < fromMs };
}
/** What is about to go is no longer read from the moment that the first of it goes. Returns where it ends. */
function keep(dirty: DirtyHours, { resolution, beforeMs }: RemovalRequest): number {
  const { rawFromMs, minutesFromMs } = dirty.kept;
  const wholeMs = bucketStart(beforeMs, HOUR_MS);
  if (resolution === "1m") {
    const fromMs = Math.max(minutesFromMs, wholeMs);
    if (fromMs > minutesFromMs) dirty.kept = { rawFromMs, minutesFromMs: fromMs };
    return fromMs;
  }
  const oldestDirtyMs = dirty.oldest(Number.MAX_SAFE_INTEGER, 1)[0]?.hourMs ?? Number.POSITIVE_INFINITY;
  const fromMs = Math.max(rawFromMs, Math.min(wholeMs, oldestDirtyMs));
  if (fromMs > rawFromMs) dirty.kept = { rawFromMs: fromMs, minutesFromMs };
  return fromMs;
}
async function oldestBefore(connection: InfluxConnection, names: readonly string[], beforeMs: number): Promise<number | null> {
  const [result] = await connection.query(
    `SELECT * FROM ${names.map(identifier).join(", ")} WHERE time < ${moment(beforeMs)} ORDER BY time ASC LIMIT 1`,
  );
  const times = rowsOf(result).map((row) => Number(row["time"]));
  return times.length === 0 ? null : Math.min(...times);
}
/** Points of raw: each has `received`. Roll-ups: one of each sign, device and bucket. */
async function countBefore(connection: InfluxConnection, name: string, beforeMs: number): Promise<number> {
  const [result] = await connection.query(`SELECT count(*) FROM ${identifier(name)} WHERE time < ${moment(beforeMs)}`);
  const counts = Object.entries(rowsOf(result)[0] ?? {});
  return counts
    .filter(([column]) => column === "count_received" || /^count_\w+_count$/.test(column))
    .reduce((sum, [, count]) => sum + Number(count), 0);
}
