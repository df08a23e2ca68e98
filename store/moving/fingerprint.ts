import { createHash } from "node:crypto";
import type { EngineType, RecordsEngine } from "../records/engine.ts";
import type { SqlValue } from "../sql-values.ts";
import { quoted, rowsOf, type Row, type Table } from "./tables.ts";

const ROWS_PER_PAGE = 2_000;
const MODULUS = 2n ** 64n;

/** An engine and the SQL that it speaks. */
export interface Side {
  readonly type: EngineType;
  readonly engine: RecordsEngine;
}
export interface Fingerprint {
  readonly rows: number;
  /** Sum of the rows' hashes: equal for equal rows in any order. */
  readonly sum: bigint;
}
/** What a table holds, read through in pages; the same on every engine. `onRows`: after each page, how many it had. */
export async function fingerprintOf({ engine, type }: Side, table: Table, onRows: (rows: number) => void): Promise<Fingerprint> {
  let rows = 0;
  let sum = 0n;
  for (let after: readonly SqlValue[] | null = null; ;) {
    const page = await readPage(engine, type, table, after);
    for (const row of page) sum = (sum + hashOf(row, table)) % MODULUS;
    rows += page.length;
    onRows(page.length);
    const last = page.at(-1);
    if (last === undefined || page.length < ROWS_PER_PAGE) return { rows, sum };
    after = table.key.map((column) => last[column] ?? null);
  }
}
function readPage(
  engine: RecordsEngine,
  type: EngineType,
  { name, columns, key }: Table,
  after: readonly SqlValue[] | null,
): Promise<readonly Row[]> {
  const keys = key.map(quoted).join(", ");
  const marks = key.map((_, index) => (type === "postgres" ? `$${index + 1}` : "?")).join(", ");
  const behind = after === null ? "" : `WHERE (${keys}) > (${marks})`;
  return rowsOf(
    engine,
    `SELECT ${columns.map(quoted).join(", ")} FROM ${quoted(name)} ${behind} ORDER BY ${keys} LIMIT ${ROWS_PER_PAGE}`,
    after ?? [],
  );
}
function hashOf(row: Row, { columns }: Table): bigint {
  const text = JSON.stringify(columns.map((column) => portable(row[column] ?? null)));
  return createHash("sha256").update(text).digest().readBigUInt64BE();
}
/** As every engine gives it back. Text of PostgreSQL holds no U+0000. */
function portable(value: SqlValue): unknown {
  if (value instanceof Uint8Array) return { hex: Buffer.from(value).toString("hex") };
  if (typeof value === "bigint") return Number(value);
  return typeof value === "string" ? value.replaceAll("\0", "\uFFFD") : value;
}
