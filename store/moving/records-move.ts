import { AnhuError, errorText } from "../../domain/errors.ts";
import type { LongWork } from "../long-work.ts";
import type { RecordsEngine } from "../records/engine.ts";
import type { SqlValue } from "../sql-values.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { countOf, quoted, readTables, rowsOf, type Table } from "./tables.ts";

/** Rows of one transaction of the target. */
const ROWS_PER_BATCH = 500;
/** In the target until the move is complete: how far each table is. */
const PROGRESS_TABLE = "moving_up";

export interface RecordsMove {
  readonly source: RecordsEngine;
  /** Migrated to the same schema. */
  readonly target: RecordsEngine;
  /** For messages; without a password. */
  readonly targetName: string;
}
export interface MovedTable {
  readonly table: string;
  readonly rows: number;
}
/**
 * Copies all tables of the embedded records into an empty database, in batches. How far a table is stands in the target, written with the
 * rows: a run that was ended anywhere goes on in the next. In the end every row is read again on both sides.
 * @throws {AnhuError} `CONFLICT` when the target holds other rows, or rows differ in the end; `RECORDS_UNAVAILABLE` while it is away
 */
export async function moveRecords(move: RecordsMove, work: LongWork): Promise<readonly MovedTable[]> {
  const doing = `moving the records to ${move.targetName}`;
  try {
    const tables = await readTables(move.source);
    const done = await readProgress(move, tables, doing);
    const total = (await Promise.all(tables.map(({ name }) => countOf(move.source, name)))).reduce((sum, n) => sum + n, 0);
    let moved = 0;
    const onRows = (rows: number): void => {
      moved += rows;
      work.onProgress({ what: "moving", done: moved, total, unit: "rows" });
    };
    for (const table of tables) {
      onRows(done.get(table.name)?.rows ?? 0);
      await moveTable(move, table, done.get(table.name)?.lastRow ?? 0, onRows, work.signal);
    }
    const compared = await compare(move, tables, total, doing, work);
    await move.target.query(`DROP TABLE ${PROGRESS_TABLE}`, []);
    return compared;
  } catch (error) {
    if (error instanceof AnhuError && error.retryable) {
      throw new AnhuError(error.code, `${doing}: ${errorText(error)}; run the same command again, it goes on where it stopped`, {
        cause: error,
      });
    }
    throw error;
  }
}
interface TableProgress {
  readonly lastRow: number;
  readonly rows: number;
}
/** What an earlier run has moved. Rows of anybody else are not mixed with ours. */
async function readProgress(
  { target, targetName }: RecordsMove,
  tables: readonly Table[],
  doing: string,
): Promise<ReadonlyMap<string, TableProgress>> {
  await target.query(
    `CREATE TABLE IF NOT EXISTS ${PROGRESS_TABLE} (table_name text PRIMARY KEY, last_row bigint NOT NULL, moved bigint NOT NULL)`,
    [],
  );
  const known = new Map(
    (await rowsOf(target, `SELECT table_name, last_row, moved FROM ${PROGRESS_TABLE}`)).map((row) => [
      String(row["table_name"]),
      { lastRow: Number(row["last_row"]), rows: Number(row["moved"]) },
    ]),
  );
  for (const { name } of tables) {
    const found = await countOf(target, name);
    const expected = known.get(name)?.rows ?? 0;
    if (found === expected) continue;
    if (known.size === 0) await target.query(`DROP TABLE ${PROGRESS_TABLE}`, []);
    throw new AnhuError(
      "CONFLICT",
      `${doing}: it holds other data (${found} rows in ${name} instead of ${expected}), perhaps because a server was started on it; name an empty database, or empty ${targetName} and begin again`,
    );
  }
  return known;
}
async function moveTable(
  { source, target }: RecordsMove,
  { name, columns }: Table,
  from: number,
  onRows: (rows: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const list = columns.map(quoted).join(", ");
  const insert = `INSERT INTO ${quoted(name)} (${list}) VALUES (${columns.map((_, index) => `$${index + 1}`).join(", ")})`;
  const remember = `INSERT INTO ${PROGRESS_TABLE} (table_name, last_row, moved) VALUES ($1, $2, $3) ON CONFLICT (table_name)
    DO UPDATE SET last_row = excluded.last_row, moved = ${PROGRESS_TABLE}.moved + excluded.moved`;
  for (let lastRow = from; ;) {
    signal.throwIfAborted();
    const page = await rowsOf(source, `SELECT rowid AS "rowid", ${list} FROM ${quoted(name)} WHERE rowid > ? ORDER BY rowid LIMIT ?`, [
      lastRow,
      ROWS_PER_BATCH,
    ]);
    if (page.length === 0) return;
    lastRow = Number(page.at(-1)?.["rowid"]);
    await target.write([
      { sql: insert, each: page.map((row) => columns.map((column): SqlValue => row[column] ?? null)), rows: null },
      { sql: remember, each: [[name, lastRow, page.length]], rows: 1 },
    ]);
    onRows(page.length);
  }
}
/** Every row of every table, on both sides. */
async function compare(
  { source, target, targetName }: RecordsMove,
  tables: readonly Table[],
  total: number,
  doing: string,
  work: LongWork,
): Promise<readonly MovedTable[]> {
  let done = 0;
  const onRows = (rows: number): void => {
    work.signal.throwIfAborted();
    done += rows;
    work.onProgress({ what: "comparing", done, total: 2 * total, unit: "rows" });
  };
  const compared: MovedTable[] = [];
  for (const table of tables) {
    const ours = await fingerprintOf({ type: "sqlite", engine: source }, table, onRows);
    const theirs = await fingerprintOf({ type: "postgres", engine: target }, table, onRows);
    if (ours.rows !== theirs.rows || ours.sum !== theirs.sum) {
      throw new AnhuError(
        "CONFLICT",
        `${doing}: ${table.name} differs in the end (${ours.rows} rows here, ${theirs.rows} there); it was changed meanwhile on one side. Empty ${targetName} and begin again with the server stopped`,
      );
    }
    compared.push({ table: table.name, rows: ours.rows });
  }
  return compared;
}
