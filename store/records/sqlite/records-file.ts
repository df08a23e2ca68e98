import type { DatabaseSync, StatementSync } from "node:sqlite";
import { AnhuError, errorText } from "../../../domain/errors.ts";
import type { SqlResult, SqlValue } from "../../sql-values.ts";
import { openSqlite, sqliteFault } from "../../sqlite-file.ts";
import type { RecordsEngine } from "../engine.ts";
import type { WriteStatement } from "../records-protocol.ts";

/** Prepared statements that are kept. */
const STATEMENT_CACHE = 500;

interface Prepared {
  readonly statement: StatementSync;
  readonly returnsRows: boolean;
}
/** The records' database, in its worker. Opened again by itself after an I/O error. */
export class RecordsFile implements RecordsEngine {
  readonly #file: string;
  readonly #prepared = new Map<string, Prepared>();
  #db: DatabaseSync | null = null;

  constructor(file: string) {
    this.#file = file;
  }

  /** The file is migrated before anybody asks. */
  ready(): void {}

  /** One statement, in a transaction of its own. */
  query(sql: string, parameters: readonly SqlValue[]): SqlResult {
    return this.#guarded(() => this.#run(sql, parameters));
  }

  /** All statements in one transaction, or none of them. */
  write(statements: readonly WriteStatement[]): { written: boolean; changes: number[] } {
    return this.#guarded((db) => {
      db.exec("BEGIN IMMEDIATE");
      const changes: number[] = [];
      for (const { sql, each, rows } of statements) {
        const changed = each.reduce((sum, parameters) => sum + this.#run(sql, parameters).changes, 0);
        changes.push(changed);
        if (rows === null || rows === changed) continue;
        db.exec("ROLLBACK");
        return { written: false, changes };
      }
      db.exec("COMMIT");
      return { written: true, changes };
    });
  }

  close(): void {
    this.#prepared.clear();
    this.#db?.close();
    this.#db = null;
  }

  #run(sql: string, parameters: readonly SqlValue[]): SqlResult {
    const { statement, returnsRows } = this.#prepare(sql);
    if (returnsRows) return { rows: statement.all(...parameters), changes: 0 };
    return { rows: [], changes: Number(statement.run(...parameters).changes) };
  }

  #prepare(sql: string): Prepared {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    const statement = this.#open().prepare(sql);
    const prepared = { statement, returnsRows: statement.columns().length > 0 };
    if (this.#prepared.size >= STATEMENT_CACHE) this.#prepared.clear();
    this.#prepared.set(sql, prepared);
    return prepared;
  }

  #open(): DatabaseSync {
    this.#db ??= openSqlite(this.#file, { synchronous: "FULL", code: "RECORDS_UNAVAILABLE" });
    return this.#db;
  }

  #guarded<T>(work: (db: DatabaseSync) => T): T {
    const db = this.#open();
    try {
      return work(db);
    } catch (error) {
      if (db.isOpen && db.isTransaction) db.exec("ROLLBACK");
      throw this.#failure(error);
    }
  }

  #failure(error: unknown): unknown {
    const fault = sqliteFault(error);
    if (fault === null) return error;
    // Messages of SQLite name tables and columns, never values.
    if (fault === "unique")
      return new AnhuError("CONFLICT", `writing the records: it exists already (${errorText(error)}); choose another`);
    if (fault === "foreignKey")
      return new AnhuError("NOT_FOUND", "writing the records: something that it belongs to does not exist; add that first");
    if (fault === "broken") this.close();
    return new AnhuError(
      "RECORDS_UNAVAILABLE",
      `using the records: ${errorText(error)}; free disk space or end what locks the file, then try again`,
      {
        retryable: fault !== "constraint" && fault !== "statement",
      },
    );
  }
}
