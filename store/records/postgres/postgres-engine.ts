import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { Pool, type PoolClient, type QueryResult } from "pg";
import { AnhuError, errorText } from "../../../domain/errors.ts";
import type { SqlResult, SqlValue } from "../../sql-values.ts";
import type { RecordsEngine, WriteOutcome } from "../engine.ts";
import { migrateRecords } from "../migrate.ts";
import type { WriteStatement } from "../records-protocol.ts";
import { connectAlone, LEAST_CONNECTIONS, MOST_CONNECTIONS, poolConfig } from "./connections.ts";
import { isConnectionLost, postgresFailure } from "./failures.ts";

const TRY_AGAIN_MS = 1_000;
/** How often it is said that the server is still waited for, in tries and in time. */
const SAY_EVERY = 5;
const SAY_EVERY_MS = 5_000;
/** A request fails in about a second while the server is away: it waits no longer for a connection, free or new. */
const CONNECTION_WITHIN_MS = 900;
/** Statements on the wire at once: the limits of time count from when one is sent. */
const MOST_ON_THE_WIRE = 200;
/** Of two processes that start, one migrates and the other waits. Any number that nobody else uses. */
const MIGRATION_LOCK = "7234051096612041";

/** The records on a PostgreSQL server, in their worker. Connections are made when they are needed and again after they were lost. */
export class PostgresEngine implements RecordsEngine {
  readonly url: string;
  readonly #report: (message: string) => void;
  readonly #pool: Pool;
  readonly #prepared = Promise.withResolvers<void>();
  readonly #closing = new AbortController();
  #isReady = false;
  #failure: unknown = new AnhuError("RECORDS_UNAVAILABLE", "using the records: they are being prepared; try again", { retryable: true });
  /** The server was away when this engine was opened. */
  wasAway = false;

  constructor(url: string, report: (message: string) => void) {
    this.url = url;
    this.#report = report;
    this.#pool = new Pool(poolConfig(url));
    // A connection that rested was lost; the next request makes another.
    this.#pool.on("error", () => undefined);
  }
  /** Begins to prepare, until it works. */
  start(): void {
    // Whoever waits in `ready` hears of it, and nobody else has to.
    this.#prepared.promise.catch(() => undefined);
    void this.#prepare();
  }
  async ready(withinMs: number): Promise<void> {
    const waiting = new AbortController();
    const tooLong = delay(withinMs, undefined, { signal: waiting.signal }).then(() => {
      throw this.#failure;
    });
    tooLong.catch(() => undefined);
    await Promise.race([this.#prepared.promise, tooLong]).finally(() => waiting.abort());
  }
  query(sql: string, parameters: readonly SqlValue[]): Promise<SqlResult> {
    return this.#withClient(async (client) => resultOf(await send(client, sql, parameters)));
  }
  write(statements: readonly WriteStatement[]): Promise<WriteOutcome> {
    return this.#withClient(async (client) => {
      try {
        const [, { changes, failed }] = await Promise.all([client.query("BEGIN"), runAll(client, statements)]);
        const missed = statements.findIndex(({ rows }, index) => rows !== null && rows !== changes[index]);
        // Statements behind the one that missed ran as well, and what they met does not count.
        if (failed !== null && (missed === -1 || failed.index <= missed)) throw failed.error;
        await client.query(missed === -1 ? "COMMIT" : "ROLLBACK");
        return { written: missed === -1, changes };
      } catch (error) {
        // All that was sent is answered: the connection is clean after this.
        if (!isConnectionLost(error)) await client.query("ROLLBACK");
        throw error;
      }
    });
  }
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#pool.end();
  }

  async #prepare(): Promise<void> {
    for (let attempt = 0; !this.#closing.signal.aborted; attempt += 1) {
      const saying = setInterval(
        () => this.#report("preparing the records: waiting for PostgreSQL to answer; see that it runs and can be reached"),
        SAY_EVERY_MS,
      );
      try {
        await migrateUnderLock(this.url);
        await this.#fillPool();
        this.#isReady = true;
        this.#prepared.resolve();
        return;
      } catch (error) {
        this.wasAway = true;
        this.#failure = postgresFailure(error);
        const isPassing = this.#failure instanceof AnhuError && this.#failure.retryable;
        if (!isPassing) this.#prepared.reject(this.#failure);
        if (attempt % SAY_EVERY === 0) this.#report(`preparing the records: ${errorText(this.#failure)}`);
        await delay(TRY_AGAIN_MS, undefined, { signal: this.#closing.signal }).catch(() => undefined);
      } finally {
        clearInterval(saying);
      }
    }
  }
  /** Whoever starts asks for much at once, and finds the connections made, however long that takes. */
  async #fillPool(): Promise<void> {
    const made = await Promise.allSettled(Array.from({ length: MOST_CONNECTIONS }, () => this.#pool.connect()));
    const failed = made.filter((one) => one.status === "rejected");
    for (const one of made) if (one.status === "fulfilled") one.value.release();
    if (made.length - failed.length < LEAST_CONNECTIONS) throw failed[0]?.reason;
  }
  /** A connection that comes too late for this request serves the next. */
  #connect(): Promise<PoolClient> {
    return new Promise((resolve, reject) => {
      let isLate = false;
      const tooLate = setTimeout(() => {
        isLate = true;
        reject(new Error(`no connection within ${CONNECTION_WITHIN_MS} ms`));
      }, CONNECTION_WITHIN_MS);
      this.#pool
        .connect()
        .then((client) => (isLate ? client.release() : resolve(client)), reject)
        .finally(() => clearTimeout(tooLate));
    });
  }
  async #withClient<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    if (!this.#isReady) throw this.#failure;
    const client = await this.#connect().catch((error: unknown) => {
      throw postgresFailure(error);
    });
    let isLost = false;
    const onError = () => (isLost = true);
    client.on("error", onError);
    try {
      return await work(client);
    } catch (error) {
      isLost ||= isConnectionLost(error);
      throw postgresFailure(error);
    } finally {
      client.off("error", onError);
      client.release(isLost);
    }
  }
}
interface Ran {
  /** Rows that each statement changed. */
  readonly changes: readonly number[];
  readonly failed: { readonly index: number; readonly error: unknown } | null;
}
/** Resolves when all that was sent is answered; nothing more is sent after a failure. */
async function runAll(client: PoolClient, statements: readonly WriteStatement[]): Promise<Ran> {
  const changes = statements.map(() => 0);
  const runs = statements.flatMap(({ sql, each }, index) => {
    const name = each.length > 1 ? nameOf(sql) : undefined;
    return each.map((parameters) => ({ sql, name, parameters, index }));
  });
  for (let start = 0; start < runs.length; start += MOST_ON_THE_WIRE) {
    const sent = runs.slice(start, start + MOST_ON_THE_WIRE);
    const outcomes = await Promise.allSettled(sent.map(({ sql, name, parameters }) => send(client, sql, parameters, name)));
    for (const [place, outcome] of outcomes.entries()) {
      const index = sent[place]?.index ?? 0;
      if (outcome.status === "rejected") return { changes, failed: { index, error: outcome.reason } };
      changes[index] = (changes[index] ?? 0) + resultOf(outcome.value).changes;
    }
  }
  return { changes, failed: null };
}
/** A statement that runs often in one transaction is parsed once for each connection. */
function nameOf(sql: string): string {
  return createHash("sha256").update(sql).digest("hex").slice(0, 32);
}
function send(client: Pick<PoolClient, "query">, text: string, parameters: readonly SqlValue[], name?: string): Promise<QueryResult> {
  // Text of PostgreSQL cannot hold U+0000, which a device may have sent.
  const values = parameters.map((value) => (typeof value === "string" ? value.replaceAll("\0", "\uFFFD") : value));
  return client.query(name === undefined ? { text, values } : { name, text, values });
}
function resultOf({ command, rows, rowCount }: QueryResult): SqlResult {
  return { rows, changes: command === "SELECT" ? 0 : (rowCount ?? 0) };
}
async function migrateUnderLock(url: string): Promise<void> {
  const client = await connectAlone(url);
  try {
    // Given back with the connection.
    await client.query(`SELECT pg_advisory_lock(${MIGRATION_LOCK})`);
    await migrateRecords("postgres", async (sql, parameters) => resultOf(await send(client, sql, parameters)));
  } finally {
    await client.end();
  }
}
