import type { SqlValue } from "../sql-values.ts";
import type { RecordsEngine } from "../records/engine.ts";

export type Row = Readonly<Record<string, SqlValue>>;
/** A table of the records, as the embedded file describes it. */
export interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  /** Columns of its primary key. */
  readonly key: readonly string[];
}

/** All tables of the embedded records, those that others refer to first; without the migrator's own. */
export async function readTables(source: RecordsEngine): Promise<readonly Table[]> {
  const names = (
    await rowsOf(
      source,
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'kysely_%' ORDER BY name",
    )
  ).map(({ name }) => String(name));
  const tables = await Promise.all(
    names.map(async (name) => {
      const columns = await rowsOf(source, "SELECT name, pk FROM pragma_table_info(?) ORDER BY cid", [name]);
      const references = await rowsOf(source, 'SELECT DISTINCT "table" AS name FROM pragma_foreign_key_list(?)', [name]);
      return {
        name,
        columns: columns.map((column) => String(column["name"])),
        key: columns.filter(({ pk }) => Number(pk) > 0).map((column) => String(column["name"])),
        references: references.map((reference) => String(reference["name"])).filter((other) => other !== name),
      };
    }),
  );
  return inOrder(tables);
}
/** Whatever a row refers to is there before it. */
function inOrder<T extends Table & { readonly references: readonly string[] }>(tables: readonly T[]): readonly T[] {
  const placed = new Set<string>();
  const ordered: T[] = [];
  while (ordered.length < tables.length) {
    const next = tables.filter(({ name, references }) => !placed.has(name) && references.every((other) => placed.has(other)));
    if (next.length === 0) throw new Error("tables refer to each other in a circle");
    for (const table of next) {
      placed.add(table.name);
      ordered.push(table);
    }
  }
  return ordered;
}
/** All rows of a query, on any engine. */
export async function rowsOf(engine: RecordsEngine, sql: string, parameters: readonly SqlValue[] = []): Promise<readonly Row[]> {
  const { rows } = await engine.query(sql, parameters);
  // An engine answers with plain rows of what SQL holds.
  return rows as readonly Row[];
}
export async function countOf(engine: RecordsEngine, table: string): Promise<number> {
  const [row] = await rowsOf(engine, `SELECT count(*) AS n FROM ${quoted(table)}`);
  return Number(row?.["n"]);
}
export function quoted(name: string): string {
  return `"${name}"`;
}
