import {
  CompiledQuery,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from "kysely";

export type SqlValue = null | number | bigint | string | Uint8Array;
export interface SqlResult {
  readonly rows: readonly unknown[];
  readonly changes: number;
}
/** Runs one statement wherever the database is: in this thread, or by a message to its worker. */
export type ExecuteSql = (sql: string, parameters: readonly SqlValue[]) => SqlResult | Promise<SqlResult>;

export interface SqliteDialectOptions {
  readonly execute: ExecuteSql;
  /** Only where nobody else uses the connection: migrations in the worker. Elsewhere a transaction is one message. */
  readonly hasTransactions: boolean;
}

/** Kysely on `node:sqlite`: compiled queries go to `execute`. */
export function sqliteDialect(options: SqliteDialectOptions): Dialect {
  return {
    createAdapter: () => (options.hasTransactions ? new TransactionalDdlAdapter() : new SqliteAdapter()),
    createDriver: () => new SqliteDriver(options),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** SQLite rolls back CREATE TABLE with its transaction, so a migration that fails half-way leaves nothing. */
class TransactionalDdlAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class SqliteDriver implements Driver {
  readonly #connection: SqliteConnection;
  readonly #hasTransactions: boolean;

  constructor(options: SqliteDialectOptions) {
    this.#connection = new SqliteConnection(options.execute);
    this.#hasTransactions = options.hasTransactions;
  }
  async init(): Promise<void> {}
  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }
  async beginTransaction(): Promise<void> {
    await this.#transaction("BEGIN IMMEDIATE");
  }
  async commitTransaction(): Promise<void> {
    await this.#transaction("COMMIT");
  }
  async rollbackTransaction(): Promise<void> {
    await this.#transaction("ROLLBACK");
  }
  async releaseConnection(): Promise<void> {}
  async destroy(): Promise<void> {}

  async #transaction(sql: string): Promise<void> {
    if (!this.#hasTransactions) throw new Error("the records have no interactive transactions: a write is one list of statements");
    await this.#connection.executeQuery(CompiledQuery.raw(sql));
  }
}

class SqliteConnection implements DatabaseConnection {
  readonly #execute: ExecuteSql;
  constructor(execute: ExecuteSql) {
    this.#execute = execute;
  }
  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, changes } = await this.#execute(query.sql, sqlValues(query.parameters));
    // Kysely derived R from the query and the table types; a driver only passes the rows through.
    return { rows: rows as R[], numAffectedRows: BigInt(changes) };
  }
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error("rows are not streamed from the records: read a page");
  }
}

/** @throws {TypeError} for what SQLite cannot hold (a boolean, a date): say 0 or 1, or milliseconds */
export function sqlValues(values: readonly unknown[]): SqlValue[] {
  return values.map((value) => {
    if (value === null || typeof value === "number" || typeof value === "string" || typeof value === "bigint") return value;
    if (value instanceof Uint8Array) return value;
    throw new TypeError(`a ${typeof value} cannot be stored; booleans are 0 or 1, times are milliseconds`);
  });
}
