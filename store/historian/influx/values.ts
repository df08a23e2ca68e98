import type { SignKey } from "../../../domain/signs.ts";
import type { TimeRange } from "../series-plan.ts";
import type { InfluxConnection } from "./connection.ts";
import { during, identifier, ofDevices } from "./influxql.ts";
import { rowsOf } from "./results.ts";
import { measurementOf, qualityField } from "./schema.ts";

const ROWS_PER_QUERY = 10_000;

/** A value of one sign of one device. */
export interface StoredValue {
  readonly atMs: number;
  readonly value: number;
  readonly isGood: boolean;
}
/** Condition for points that have a value of the sign, whatever its quality. */
export function hasValue(sign: SignKey): string {
  return `(${identifier(sign)} >= 0 OR ${identifier(sign)} < 0)`;
}
/** All values of a range in order of time, a page at a time. */
export async function* valuesIn(
  connection: InfluxConnection,
  deviceId: string,
  sign: SignKey,
  { fromMs, toMs }: TimeRange,
): AsyncGenerator<readonly StoredValue[]> {
  for (let start = fromMs; ;) {
    const page = await ask(connection, deviceId, sign, `${during(start, toMs)} AND ${hasValue(sign)} ORDER BY time ASC`, ROWS_PER_QUERY);
    yield page;
    const last = page.at(-1);
    if (last === undefined || page.length < ROWS_PER_QUERY) return;
    start = last.atMs + 1;
  }
}
/** The newest good value before a time. */
export async function goodBefore(
  connection: InfluxConnection,
  deviceId: string,
  sign: SignKey,
  beforeMs: number,
): Promise<StoredValue | undefined> {
  for (let [end, rows] = [beforeMs, 1]; ; rows = ROWS_PER_QUERY) {
    const range = during(Number.NEGATIVE_INFINITY, end);
    const page = await ask(connection, deviceId, sign, `${range} AND ${hasValue(sign)} ORDER BY time DESC`, rows);
    const found = page.find(({ isGood }) => isGood);
    const last = page.at(-1);
    if (found !== undefined || last === undefined || page.length < rows) return found;
    end = last.atMs;
  }
}
async function ask(connection: InfluxConnection, deviceId: string, sign: SignKey, rest: string, limit: number): Promise<StoredValue[]> {
  const [result] = await connection.query(
    `SELECT ${identifier(sign)}, ${identifier(qualityField(sign))} FROM ${identifier(measurementOf(sign))}
     WHERE ${ofDevices([deviceId])} AND ${rest} LIMIT ${limit}`,
  );
  return rowsOf(result).map((row) => ({
    atMs: Number(row["time"]),
    value: Number(row[sign]),
    isGood: (row[qualityField(sign)] ?? null) === null,
  }));
}
