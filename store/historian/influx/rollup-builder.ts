import { Point } from "@influxdata/influxdb-client";
import { signIntervalMs, type DeviceKind } from "../../../domain/device-kinds.ts";
import { isSignKey, type SignKey } from "../../../domain/signs.ts";
import { combineRollups, HOUR_MS, rollUpMinutes, type Rollup, type RollupReading } from "../rollups.ts";
import type { InfluxConnection } from "./connection.ts";
import { deviceKinds } from "./device-kinds.ts";
import { during, identifier, ofDevices } from "./influxql.ts";
import { REQUEST_LINES } from "./line-sender.ts";
import { rowsOf, type Result } from "./results.ts";
import { MEASUREMENTS, qualityField, rollupField, rollupMeasurement, type Measurement } from "./schema.ts";
import type { DirtyHour } from "./state-file.ts";

/**
 * Writes the roll-ups of these hours from their raw points. What was written before is written over: raw points of a dirty hour only ever
 * become more, so no bucket of it disappears.
 */
export async function buildRollups(connection: InfluxConnection, hours: readonly DirtyHour[]): Promise<void> {
  const kinds = await deviceKinds(connection, [...new Set(hours.map(({ deviceId }) => deviceId))]);
  const from = MEASUREMENTS.map(identifier).join(", ");
  const results = await connection.query(
    hours
      .map(({ deviceId, hourMs }) => `SELECT * FROM ${from} WHERE ${ofDevices([deviceId])} AND ${during(hourMs, hourMs + HOUR_MS)}`)
      .join("; "),
  );
  const lines = hours.flatMap(({ deviceId }, index) => linesOf(deviceId, kinds.get(deviceId), results[index]));
  for (let start = 0; start < lines.length; start += REQUEST_LINES) await connection.write(lines.slice(start, start + REQUEST_LINES));
}

function linesOf(deviceId: string, kind: DeviceKind | undefined, result: Result | undefined): string[] {
  const lines: string[] = [];
  for (const series of result?.series ?? []) {
    const measurement = MEASUREMENTS.find((name) => name === series.name);
    if (measurement === undefined) continue;
    const rows = rowsOf({ series: [series] });
    const facilityId = rows[0]?.["facility"];
    const points = new RollupPoints(measurement, String(facilityId ?? ""), deviceId);
    for (const sign of series.columns.filter(isSignKey)) {
      const readings = rows.flatMap((row): RollupReading[] => {
        const value = row[sign];
        return typeof value === "number" ? [{ atMs: Number(row["time"]), value, isGood: (row[qualityField(sign)] ?? null) === null }] : [];
      });
      const minutes = rollUpMinutes(readings, kind === undefined ? null : signIntervalMs(kind, sign));
      for (const minute of minutes) points.add("1m", sign, minute);
      for (const hour of combineRollups(minutes, HOUR_MS)) points.add("1h", sign, hour);
    }
    lines.push(...points.lines());
  }
  return lines;
}

/** A point per bucket, with the roll-ups of all signs of its measurement. */
class RollupPoints {
  readonly #points = new Map<string, Point>();
  readonly #pointAt: (resolution: "1m" | "1h", atMs: number) => Point;

  constructor(measurement: Measurement, facilityId: string, deviceId: string) {
    this.#pointAt = (resolution, atMs) =>
      new Point(rollupMeasurement(measurement, resolution)).tag("facility", facilityId).tag("device", deviceId).timestamp(atMs);
  }
  add(resolution: "1m" | "1h", sign: SignKey, { atMs, count, min, max, sum, last, coveredMs }: Rollup): void {
    const key = `${resolution} ${atMs}`;
    const point = this.#points.get(key) ?? this.#pointAt(resolution, atMs);
    this.#points.set(key, point);
    point.intField(rollupField(sign, "count"), count).intField(rollupField(sign, "covered"), coveredMs);
    point.floatField(rollupField(sign, "min"), min).floatField(rollupField(sign, "max"), max);
    point.floatField(rollupField(sign, "sum"), sum).floatField(rollupField(sign, "last"), last);
  }
  lines(): string[] {
    return [...this.#points.values()].flatMap((point) => point.toLineProtocol({ convertTime: String }) ?? []);
  }
}
