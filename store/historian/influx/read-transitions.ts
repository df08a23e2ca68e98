import type { SignKey } from "../../../domain/signs.ts";
import type { Transition, TransitionsRequest } from "../historian-protocol.ts";
import type { InfluxConnection } from "./connection.ts";
import { hasValue, isGood } from "./good.ts";
import { during, identifier, moment, ofDevices } from "./influxql.ts";
import { rowsOf } from "./results.ts";
import { measurementOf } from "./schema.ts";

const ROWS_PER_QUERY = 10_000;

/** Good values that differ from the good value before them, oldest first, at most `limit`. */
export async function readTransitions(connection: InfluxConnection, request: TransitionsRequest): Promise<Transition[]> {
  const found: Transition[] = [];
  for (const deviceId of request.deviceIds)
    for (const sign of request.signs) found.push(...(await transitionsOf(connection, deviceId, sign, request)));
  return found.sort((a, b) => a.atMs - b.atMs).slice(0, request.limit);
}
async function transitionsOf(
  connection: InfluxConnection,
  deviceId: string,
  sign: SignKey,
  { fromMs, toMs, limit }: TransitionsRequest,
): Promise<Transition[]> {
  const select = `SELECT ${identifier(sign)} FROM ${identifier(measurementOf(sign))} WHERE ${ofDevices([deviceId])} AND ${hasValue(sign)} AND ${isGood(sign)}`;
  const page = (from: number) => `${select} AND ${during(from, toMs)} ORDER BY time ASC LIMIT ${ROWS_PER_QUERY}`;
  const [before, first] = await connection.query(`${select} AND time < ${moment(fromMs)} ORDER BY time DESC LIMIT 1; ${page(fromMs)}`);
  let earlier: number | null = rowsOf(before).map((row) => Number(row[sign]))[0] ?? null;
  const found: Transition[] = [];
  for (let rows = rowsOf(first); ;) {
    for (const row of rows) {
      const value = Number(row[sign]);
      if (value !== earlier) found.push({ deviceId, sign, atMs: Number(row["time"]), value });
      earlier = value;
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < ROWS_PER_QUERY || found.length >= limit) return found;
    rows = rowsOf((await connection.query(page(Number(last["time"]) + 1)))[0]);
  }
}
