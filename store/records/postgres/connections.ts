import { Client, TypeOverrides, types, type ClientConfig, type PoolConfig } from "pg";
import { AnhuError } from "../../../domain/errors.ts";

/** Making one takes so long on a machine that has too much to do; no request waits for that (`PostgresEngine`). */
const CONNECT_WITHIN_MS = 10_000;
export const MOST_CONNECTIONS = 10;
export const LEAST_CONNECTIONS = 3;
const STATEMENT_MS = 5_000;
const LOCK_WAIT_MS = 2_000;
/** A transaction that this process left open ends by itself, and with it its locks. */
const IDLE_IN_TRANSACTION_MS = 10_000;
/** A server that stopped answering in the middle of a statement. */
const ANSWER_WITHIN_MS = STATEMENT_MS + 1_000;
const KEEPALIVE_AFTER_MS = 10_000;
const LEAST_VERSION = 15;

/** Values as the tables have them: numbers, text, bytes in a buffer of their own (they travel to another thread). */
const VALUES = new TypeOverrides();
VALUES.setTypeParser(types.builtins.INT8, Number);
VALUES.setTypeParser(types.builtins.BOOL, (text) => (text === "t" ? 1 : 0));
const readBytes: unknown = types.getTypeParser(types.builtins.BYTEA);
VALUES.setTypeParser(types.builtins.BYTEA, (text) => {
  const bytes: unknown = typeof readBytes === "function" ? Reflect.apply(readBytes, undefined, [text]) : null;
  if (!(bytes instanceof Uint8Array)) throw new TypeError("the driver reads no bytea");
  return new Uint8Array(bytes);
});

function clientConfig(url: string): ClientConfig {
  return {
    connectionString: url,
    application_name: "anhu",
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEPALIVE_AFTER_MS,
    types: VALUES,
  };
}
export function poolConfig(url: string): PoolConfig {
  return {
    ...clientConfig(url),
    max: MOST_CONNECTIONS,
    // Kept open: an alert does not wait for a connection to be made.
    min: LEAST_CONNECTIONS,
    idleTimeoutMillis: 60_000,
    statement_timeout: STATEMENT_MS,
    query_timeout: ANSWER_WITHIN_MS,
    lock_timeout: LOCK_WAIT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    // The statements of a transaction travel together: two round trips instead of one for each.
    pipeline: true,
    verify(client, done) {
      refuseUnfit(client).then(
        () => done(),
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
      );
    },
  };
}
/** A connection of its own, without a limit on statements: for migrations, and to listen. The caller ends it. */
export async function connectAlone(url: string): Promise<Client> {
  const client = new Client(clientConfig(url));
  // Whoever awaits a query hears of it there.
  client.on("error", () => undefined);
  try {
    await client.connect();
    await refuseUnfit(client);
    return client;
  } catch (error) {
    await client.end();
    throw error;
  }
}
const SETTINGS = `SELECT current_setting('server_version_num')::int AS "version", current_setting('fsync') AS "fsync",
  current_setting('server_encoding') AS "encoding", current_setting('full_page_writes') AS "fullPageWrites", current_setting('synchronous_commit') AS "synchronousCommit"`;
interface ServerSettings {
  readonly version: number;
  readonly encoding: string;
  readonly fsync: string;
  readonly fullPageWrites: string;
  readonly synchronousCommit: string;
}
/** What is committed must survive a power cut, so a server that answers before its disk did is refused. @throws {AnhuError} `BAD_CONFIG` */
async function refuseUnfit(client: Pick<Client, "query">): Promise<void> {
  const { rows } = await client.query<ServerSettings>(SETTINGS);
  const found = rows[0];
  if (found === undefined) throw new Error("the server did not say its settings");
  const wrong = [
    ...(found.version < LEAST_VERSION * 10_000 ? [`it is version ${Math.floor(found.version / 10_000)}, older than ${LEAST_VERSION}`] : []),
    ...(found.encoding === "UTF8" ? [] : [`its encoding is ${found.encoding}, not UTF8`]),
    ...(found.fsync === "on" ? [] : [`fsync is ${found.fsync}`]),
    ...(found.fullPageWrites === "on" ? [] : [`full_page_writes is ${found.fullPageWrites}`]),
    ...(found.synchronousCommit === "on" || found.synchronousCommit === "remote_apply"
      ? []
      : [`synchronous_commit is ${found.synchronousCommit}`]),
  ];
  if (wrong.length === 0) return;
  throw new AnhuError(
    "BAD_CONFIG",
    `using PostgreSQL for the records: ${wrong.join(", ")}; the records need version ${LEAST_VERSION} or later, UTF8, with fsync, full_page_writes and synchronous_commit on (docs/operations.md)`,
  );
}
