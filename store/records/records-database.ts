import { CamelCasePlugin, Kysely, type Compilable } from "kysely";
import type { Delivery } from "../../domain/delivery.ts";
import type { SendClaim } from "../../domain/send-claim.ts";
import { sqlValues, type SqlValue } from "../sql-values.ts";
import type { WorkerClient } from "../worker.ts";
import { recordsDialect } from "./dialect.ts";
import type { EngineType, WriteOutcome } from "./engine.ts";
import type { RecordsProtocol, WriteStatement } from "./records-protocol.ts";
import type { SnapshotTable, Tables } from "./tables.ts";

/** What every file of the records works with. */
export interface RecordsDatabase {
  /** Reads, and writes of one statement. */
  readonly db: Kysely<Tables>;
  /**
   * One transaction in one message. `written: false`: a statement did not change the rows that were expected, nothing was written.
   * @throws {AnhuError} `RECORDS_UNAVAILABLE` (retryable), `CONFLICT` (unique), `NOT_FOUND` (foreign key)
   */
  write(statements: readonly WriteStatement[], deliveries?: readonly Delivery[], claim?: SendClaim): Promise<WriteOutcome>;
  /** The local snapshot must be read again. */
  changed(table: SnapshotTable): void;
}

export function makeRecordsDatabase(
  type: EngineType,
  worker: WorkerClient<RecordsProtocol>,
  changed: (table: SnapshotTable) => void,
): RecordsDatabase {
  return {
    db: new Kysely<Tables>({
      dialect: recordsDialect({
        type,
        execute: (sql, parameters) => worker.request("query", { sql, parameters }),
        hasTransactions: false,
      }),
      plugins: [new CamelCasePlugin()],
    }),
    write: (statements, deliveries = [], claim) =>
      worker.request("write", { statements, deliveries, ...(claim === undefined ? {} : { claim }) }),
    changed,
  };
}

/** A statement of a write. `rows`: how many it must change, else the write is rolled back. */
export function statement(query: Compilable, rows: number | null = null): WriteStatement {
  const { sql, parameters } = query.compile();
  return { sql, each: [sqlValues(parameters)], rows };
}
/** The same statement for many lists of parameters, compiled once. */
export function statementForEach(query: Compilable, each: readonly (readonly SqlValue[])[]): WriteStatement {
  return { sql: query.compile().sql, each, rows: null };
}
export function flag(value: boolean): number {
  return value ? 1 : 0;
}
