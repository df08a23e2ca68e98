import {
  CompiledQuery,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type DataTypeNode,
  type Dialect,
  type Driver,
  type QueryResult,
} from "kysely";
import { sqlValues, type SqlResult, type SqlValue } from "../sql-values.ts";
import type { EngineType } from "./engine.ts";

/** Runs one statement wherever the database is: in this thread, or by a message to its worker. */
export type ExecuteSql = (sql: string, parameters: readonly SqlValue[]) => SqlResult | Promise<SqlResult>;

export interface RecordsDialectOptions {
  readonly type: EngineType;
  readonly execute: ExecuteSql;
  /** Only where nobody else uses the connection: migrations in the worker. Elsewhere a transaction is one message. */
  readonly hasTransactions: boolean;
}

/** Kysely on the records: queries are compiled for the engine and go to `execute`. */
export function recordsDialect(options: RecordsDialectOptions): Dialect {
  const driver = () => new ExecutingDriver(options);
  if (options.type === "postgres") {
    return {
      createAdapter: () => new MigratedUnderLockAdapter(),
      createDriver: driver,
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new RecordsPostgresCompiler(),
    };
  }
  return {
    createAdapter: () => (options.hasTransactions ? new TransactionalDdlAdapter() : new SqliteAdapter()),
    createDriver: driver,
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
/** Whoever migrates PostgreSQL holds a lock around all of it, the making of the migration tables too. */
class MigratedUnderLockAdapter extends PostgresAdapter {
  override async acquireMigrationLock(): Promise<void> {}
  override async releaseMigrationLock(): Promise<void> {}
}
/** The migrations' types in PostgreSQL. Text is compared byte by byte, as SQLite does: pages are cut in that order. */
class RecordsPostgresCompiler extends PostgresQueryCompiler {
  protected override visitDataType(node: DataTypeNode): void {
    if (node.dataType === "blob") this.append("bytea");
    else if (node.dataType === "text") this.append('text collate "C"');
    else super.visitDataType(node);
  }
}

class ExecutingDriver implements Driver {
  readonly #connection: ExecutingConnection;
  readonly #hasTransactions: boolean;
  readonly #begin: string;

  constructor(options: RecordsDialectOptions) {
    this.#connection = new ExecutingConnection(options.execute);
    this.#hasTransactions = options.hasTransactions;
    this.#begin = options.type === "sqlite" ? "BEGIN IMMEDIATE" : "BEGIN";
  }
  async init(): Promise<void> {}
  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }
  async beginTransaction(): Promise<void> {
    await this.#transaction(this.#begin);
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

class ExecutingConnection implements DatabaseConnection {
  readonly #execute: ExecuteSql;
  constructor(execute: ExecuteSql) {
    this.#execute = execute;
  }
  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, changes } = await this.#execute(query.sql, sqlValues(query.parameters.map(asFlag)));
    // Kysely derived R from the query and the table types; a driver only passes the rows through.
    return { rows: rows as R[], numAffectedRows: BigInt(changes) };
  }
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error("rows are not streamed from the records: read a page");
  }
}
/** Kysely's own look at PostgreSQL's catalogue asks with booleans, which the server reads from 0 and 1. */
function asFlag(value: unknown): unknown {
  return typeof value === "boolean" ? Number(value) : value;
}
