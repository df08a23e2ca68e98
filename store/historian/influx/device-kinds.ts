import { DEVICE_KIND_KEYS, type DeviceKind } from "../../../domain/device-kinds.ts";
import type { InfluxConnection } from "./connection.ts";
import { identifier, ofDevices } from "./influxql.ts";
import { rowsOfSeries } from "./results.ts";
import { DEVICES_MEASUREMENT, KIND_FIELD } from "./schema.ts";

const DEVICES_PER_QUERY = 200;

/** Kinds of the devices as they were stored last; one that this version does not know is absent. */
export async function deviceKinds(connection: InfluxConnection, deviceIds: readonly string[]): Promise<ReadonlyMap<string, DeviceKind>> {
  const kinds = new Map<string, DeviceKind>();
  for (let start = 0; start < deviceIds.length; start += DEVICES_PER_QUERY) {
    const some = deviceIds.slice(start, start + DEVICES_PER_QUERY);
    const [result] = await connection.query(
      `SELECT last(${identifier(KIND_FIELD)}) AS "kind" FROM ${identifier(DEVICES_MEASUREMENT)} WHERE ${ofDevices(some)} GROUP BY "device"`,
    );
    for (const series of result?.series ?? []) {
      const id = series.tags?.["device"];
      const kind = DEVICE_KIND_KEYS.find((key) => key === rowsOfSeries(series)[0]?.["kind"]);
      if (id !== undefined && kind !== undefined) kinds.set(id, kind);
    }
  }
  return kinds;
}
