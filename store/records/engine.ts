import type { Delivery, DeliveryAttempt } from "../../domain/delivery.ts";
import type { SqlResult, SqlValue } from "../sql-values.ts";
import type { DeliveryLedger, SendingLoopHandle } from "./delivery-ledger.ts";
import type { WriteStatement } from "./records-protocol.ts";

type Eventually<T> = T | Promise<T>;

/** Where the records are: a file of this machine, or a PostgreSQL server by its URL. The URL holds a password: it is never shown. */
export type EngineChoice = { readonly type: "sqlite"; readonly file: string } | { readonly type: "postgres"; readonly url: string };
export type EngineType = EngineChoice["type"];

export interface WriteOutcome {
  readonly written: boolean;
  /** Rows that each statement changed. */
  readonly changes: readonly number[];
}
/** What the records' thread asks of an engine. Requests may overlap where they are answered by a promise. */
export interface RecordsEngine {
  /**
   * Resolves when the schema is there; until then every call fails at once.
   * @throws {AnhuError} when it cannot be prepared: at once for what no waiting mends, else after `withinMs`
   */
  ready(withinMs: number): Eventually<void>;
  /** One statement, in a transaction of its own. @throws {AnhuError} `RECORDS_UNAVAILABLE`, `CONFLICT`, `NOT_FOUND` */
  query(sql: string, parameters: readonly SqlValue[]): Eventually<SqlResult>;
  /** All statements in one transaction, or none of them. @throws as `query` */
  write(statements: readonly WriteStatement[]): Eventually<WriteOutcome>;
  close(): Eventually<void>;
}
/** How deliveries get from the transaction that wrote them to a sending loop, and how they are found again after a crash. */
export interface Outbox {
  readonly ledger: DeliveryLedger;
  /** Statements behind those that write these deliveries, in one transaction: no other process may send them. */
  claims(deliveries: readonly Delivery[]): readonly WriteStatement[];
  /** Those of the written deliveries that the loop here is to send, by what `claims` changed; `isHere: false`: the main thread sends all. */
  claimed(deliveries: readonly Delivery[], changes: readonly number[], isHere: boolean): readonly Delivery[];
  /** An attempt of the loop on the main thread gets its row, and the loop here never gets the delivery. `false`: it has it already. */
  attempted(attempt: DeliveryAttempt, isLast: boolean): boolean;
  /** The loop runs: what other processes left behind may be handed to it too. */
  started(loop: SendingLoopHandle): void;
  close(): Eventually<void>;
}
