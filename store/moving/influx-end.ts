import { Point } from "@influxdata/influxdb-client";
import type { SignKey } from "../../domain/signs.ts";
import { InfluxConnection } from "../historian/influx/connection.ts";
import { deviceKinds } from "../historian/influx/device-kinds.ts";
import { toAnhuError } from "../historian/influx/failure.ts";
import { openInfluxReader } from "../historian/influx/influx-reader.ts";
import { openInfluxWriter, type InfluxWriter } from "../historian/influx/influx-writer.ts";
import { identifier, moment, ofDevices } from "../historian/influx/influxql.ts";
import { REQUEST_LINES } from "../historian/influx/line-sender.ts";
import { prepareDatabase } from "../historian/influx/prepare-database.ts";
import { rowsOf } from "../historian/influx/results.ts";
import {
  DEVICES_MEASUREMENT,
  measurementOf,
  MEASUREMENTS,
  ROLLUP_PARTS,
  rollupField,
  rollupMeasurement,
} from "../historian/influx/schema.ts";
import type { InfluxSettings } from "../historian/influx/settings.ts";
import { StateFile } from "../historian/influx/state-file.ts";
import type { Rollup } from "../historian/rollups.ts";
import type { CopiedDevice, HistorianEnd, RollupPage, RollupResolution } from "./historian-end.ts";

/** An InfluxDB as one end of a copy; makes its database. @throws {AnhuError} `HISTORIAN_UNAVAILABLE`, `BAD_CONFIG` */
export async function openInfluxEnd(settings: InfluxSettings): Promise<HistorianEnd> {
  const connection = new InfluxConnection(settings);
  await reporting(() => prepareDatabase(connection));
  const state = new StateFile(settings.stateFile);
  state.open();
  const reader = openInfluxReader(settings);
  let writer: InfluxWriter | null = null;
  return {
    name: `${settings.url}/${settings.database}`,
    reader,
    writer: () => (writer ??= openInfluxWriter(settings, () => undefined)),
    devices: () => reporting(() => readDevices(connection)),
    kept: () => state.kept(),
    keep: (kept) => state.saveKept(kept),
    rollups: (page) => reporting(() => readRollups(connection, page)),
    writeRollups: (device, sign, resolution, rollups) =>
      reporting(async () => {
        const lines = rollups.flatMap((rollup) => lineOf(device, sign, resolution, rollup));
        for (let start = 0; start < lines.length; start += REQUEST_LINES) await connection.write(lines.slice(start, start + REQUEST_LINES));
      }),
    async close() {
      writer?.close();
      await reader.close();
      connection.close();
      state.close();
    },
  };
}
async function readDevices(connection: InfluxConnection) {
  const names = [DEVICES_MEASUREMENT, ...MEASUREMENTS, ...MEASUREMENTS.map((name) => rollupMeasurement(name, "1h"))];
  const ids = new Set<string>();
  for (const name of names) {
    const [result] = await connection.query(`SHOW TAG VALUES FROM ${identifier(name)} WITH KEY = "device"`);
    for (const { value } of rowsOf(result)) ids.add(String(value));
  }
  const kinds = await deviceKinds(connection, [...ids]);
  return [...ids].sort().map((id) => ({ id, kind: kinds.get(id) ?? null }));
}
async function readRollups(connection: InfluxConnection, page: RollupPage): Promise<Rollup[]> {
  const { deviceId, sign, resolution, afterMs, beforeMs, limit } = page;
  const fields = ROLLUP_PARTS.map((part) => `${identifier(rollupField(sign, part))} AS ${identifier(part)}`).join(", ");
  const [result] = await connection.query(
    `SELECT ${fields} FROM ${identifier(rollupMeasurement(measurementOf(sign), resolution))} WHERE ${ofDevices([deviceId])}
     AND time > ${moment(Math.max(-1, afterMs))} AND time < ${moment(beforeMs)} AND ${identifier(rollupField(sign, "count"))} > 0
     ORDER BY time ASC LIMIT ${limit}`,
  );
  return rowsOf(result).map((row) => ({
    atMs: Number(row["time"]),
    count: Number(row["count"]),
    min: Number(row["min"]),
    max: Number(row["max"]),
    sum: Number(row["sum"]),
    last: Number(row["last"]),
    coveredMs: Number(row["covered"]),
  }));
}
/** Points of one series and time become one in InfluxDB, with the fields of all signs. */
function lineOf({ id, facilityId }: CopiedDevice, sign: SignKey, resolution: RollupResolution, rollup: Rollup): string[] {
  const { atMs, count, coveredMs, min, max, sum, last } = rollup;
  const point = new Point(rollupMeasurement(measurementOf(sign), resolution)).tag("facility", facilityId).tag("device", id).timestamp(atMs);
  point.intField(rollupField(sign, "count"), count).intField(rollupField(sign, "covered"), coveredMs);
  point.floatField(rollupField(sign, "min"), min).floatField(rollupField(sign, "max"), max);
  point.floatField(rollupField(sign, "sum"), sum).floatField(rollupField(sign, "last"), last);
  return [point.toLineProtocol({ convertTime: String }) ?? []].flat();
}
/** A failure as the rest of Anhu knows it. */
async function reporting<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toAnhuError(error);
  }
}
