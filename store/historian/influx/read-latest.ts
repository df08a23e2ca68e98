import { deviceKindInfo } from "../../../domain/device-kinds.ts";
import { SIGN_KEYS, type SignKey } from "../../../domain/signs.ts";
import type { LatestStored } from "../historian-protocol.ts";
import type { InfluxConnection } from "./connection.ts";
import { deviceKinds } from "./device-kinds.ts";
import { identifier, moment, ofDevices } from "./influxql.ts";
import { qualityIn } from "./read-observations.ts";
import { rowsOfSeries } from "./results.ts";
import { measurementOf, qualityField, RECEIVED_FIELD } from "./schema.ts";

const DEVICES_PER_QUERY = 200;

/** The newest value of every sign that each device's kind has, not older than `sinceMs`. */
export async function readLatest(connection: InfluxConnection, deviceIds: readonly string[], sinceMs: number): Promise<LatestStored[]> {
  const kinds = await deviceKinds(connection, deviceIds);
  const signsOf = (deviceId: string): readonly SignKey[] => {
    const kind = kinds.get(deviceId);
    return kind === undefined ? SIGN_KEYS : deviceKindInfo(kind).signs;
  };
  const found = new Map<string, LatestStored>();
  for (const sign of SIGN_KEYS) {
    const having = deviceIds.filter((deviceId) => signsOf(deviceId).includes(sign));
    for (let start = 0; start < having.length; start += DEVICES_PER_QUERY) {
      for (const latest of await newestOfSign(connection, sign, having.slice(start, start + DEVICES_PER_QUERY), sinceMs))
        found.set(`${latest.deviceId} ${sign}`, latest);
    }
  }
  return deviceIds.flatMap((deviceId) => signsOf(deviceId).flatMap((sign) => found.get(`${deviceId} ${sign}`) ?? []));
}
async function newestOfSign(
  connection: InfluxConnection,
  sign: SignKey,
  deviceIds: readonly string[],
  sinceMs: number,
): Promise<readonly LatestStored[]> {
  const [result] = await connection.query(
    `SELECT last(${identifier(sign)}) AS "value", ${identifier(qualityField(sign))} AS "quality", ${identifier(RECEIVED_FIELD)} AS "received"
     FROM ${identifier(measurementOf(sign))} WHERE ${ofDevices(deviceIds)} AND time >= ${moment(sinceMs)} GROUP BY "device"`,
  );
  return (result?.series ?? []).flatMap((series) => {
    const deviceId = series.tags?.["device"];
    const [row] = rowsOfSeries(series);
    if (deviceId === undefined || row === undefined) return [];
    const [atMs, receivedAtMs, value] = [Number(row["time"]), Number(row["received"]), Number(row["value"])];
    return [{ deviceId, sign, atMs, receivedAtMs, value, quality: qualityIn(row["quality"]) }];
  });
}
