import type { InfluxConnection } from "./connection.ts";
import { identifier, moment, ofDevices } from "./influxql.ts";
import type { BatchMessage } from "./messages.ts";
import { rowsOfSeries } from "./results.ts";
import { MEASUREMENTS, RECEIVED_FIELD, type Measurement } from "./schema.ts";
import { isSignKey, type SignKey } from "../../../domain/signs.ts";

const DEVICES_PER_QUERY = 200;
/** InfluxDB 3 Core asks no more than 432 files of ten minutes for one question. */
const LOOK_BACK_MS = 70 * 3_600_000;
const RANGES_PER_QUERY = 100;
/** Times this close are asked for as one range. */
const RANGE_GAP_MS = 60_000;
/** A range is cut here: it may hold a point per millisecond. */
const RANGE_MS = 600_000;
const ALL = MEASUREMENTS.map(identifier).join(", ");

/** What is stored at one (device, at). */
export interface StoredPoint {
  readonly values: Map<SignKey, number>;
  readonly measurements: Set<Measurement>;
}
/**
 * A time of each device after which nothing is stored of it. 3 Core does not answer over more than about three days: there a device of which
 * nothing was stored since has the time from which on was asked, and what is older is looked up.
 */
export async function newestStored(
  connection: InfluxConnection,
  deviceIds: readonly string[],
  nowMs: number,
): Promise<ReadonlyMap<string, number>> {
  const sinceMs = (await connection.server()).line === 3 ? nowMs - LOOK_BACK_MS : null;
  const since = sinceMs === null ? "" : ` AND time >= ${moment(sinceMs)}`;
  const newest = new Map<string, number>(deviceIds.map((id) => [id, sinceMs ?? Number.NEGATIVE_INFINITY]));
  for (let start = 0; start < deviceIds.length; start += DEVICES_PER_QUERY) {
    const some = deviceIds.slice(start, start + DEVICES_PER_QUERY);
    const [result] = await connection.query(
      `SELECT ${identifier(RECEIVED_FIELD)} FROM ${ALL} WHERE ${ofDevices(some)}${since} GROUP BY "device" ORDER BY time DESC LIMIT 1`,
    );
    for (const series of result?.series ?? []) {
      const id = series.tags?.["device"];
      const [row] = rowsOfSeries(series);
      if (id !== undefined && row !== undefined) newest.set(id, Math.max(Number(row["time"]), newest.get(id) ?? -Infinity));
    }
  }
  return newest;
}

/** What is stored at the very times of the messages. */
export class StoredValues {
  readonly #points = new Map<string, Map<number, StoredPoint>>();

  at(deviceId: string, atMs: number): StoredPoint {
    const ofDevice = this.#points.get(deviceId) ?? new Map<number, StoredPoint>();
    this.#points.set(deviceId, ofDevice);
    const point = ofDevice.get(atMs) ?? { values: new Map(), measurements: new Set() };
    ofDevice.set(atMs, point);
    return point;
  }
  static async of(connection: InfluxConnection, messages: readonly BatchMessage[]): Promise<StoredValues> {
    const stored = new StoredValues();
    const ranges = rangesOf(messages);
    for (let start = 0; start < ranges.length; start += RANGES_PER_QUERY) {
      const some = ranges.slice(start, start + RANGES_PER_QUERY);
      const results = await connection.query(
        some
          .map(({ deviceId, fromMs, toMs }) => {
            const range = `time >= ${moment(fromMs)} AND time <= ${moment(toMs)}`;
            return `SELECT * FROM ${ALL} WHERE ${ofDevices([deviceId])} AND ${range}`;
          })
          .join("; "),
      );
      some.forEach(({ deviceId, times }, index) => {
        for (const series of results[index]?.series ?? []) {
          const measurement = MEASUREMENTS.find((name) => name === series.name);
          if (measurement === undefined) continue;
          for (const row of rowsOfSeries(series)) {
            const atMs = Number(row["time"]);
            if (!times.has(atMs)) continue;
            const point = stored.at(deviceId, atMs);
            point.measurements.add(measurement);
            for (const [column, cell] of Object.entries(row))
              if (isSignKey(column) && typeof cell === "number") point.values.set(column, cell);
          }
        }
      });
    }
    return stored;
  }
}
interface Range {
  readonly deviceId: string;
  readonly fromMs: number;
  toMs: number;
  readonly times: Set<number>;
}
/** The times of the messages as few ranges per device. */
function rangesOf(messages: readonly BatchMessage[]): readonly Range[] {
  const byDevice = Map.groupBy(messages, ({ device }) => device.id);
  return [...byDevice].flatMap(([deviceId, ofDevice]) => {
    const ranges: Range[] = [];
    for (const atMs of [...new Set(ofDevice.map((message) => message.atMs))].toSorted((a, b) => a - b)) {
      const last = ranges.at(-1);
      if (last !== undefined && atMs - last.toMs <= RANGE_GAP_MS && atMs - last.fromMs <= RANGE_MS) {
        last.toMs = atMs;
        last.times.add(atMs);
      } else ranges.push({ deviceId, fromMs: atMs, toMs: atMs, times: new Set([atMs]) });
    }
    return ranges;
  });
}
