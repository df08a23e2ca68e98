import { execFile, execFileSync, spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { Client } from "pg";
import { freePort } from "../../app/free-port.ts";
import { signalChild, until } from "./machine.ts";
import { programPath } from "./platform.ts";

export interface PostgresServer {
  /** Of the database `postgres`, as its superuser, with the password. */
  readonly url: string;
  readonly child: ChildProcess;
  /** What it wrote to its log. */
  readonly output: readonly string[];
  /** A database of the test's own, empty or as the one at the URL `like` is, to which nobody is connected; its URL. */
  createDatabase(like?: string): Promise<string>;
  /** Rows of one statement, as its superuser. */
  rows(url: string, sql: string, parameters?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
  /** SIGINT (which ends it at once, in order), or another signal: `SIGKILL` as in a crash, `SIGSTOP` makes the postmaster hang. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again on the same port with the same data; `settings`: other ones, e.g. `{ fsync: "off" }`. */
  restart(settings?: Readonly<Record<string, string>>): Promise<void>;
  /** Ends it and removes its data. */
  close(): Promise<void>;
}
const PASSWORD = "a:wrist@band/7";
/** Nothing of this runs as root: PostgreSQL refuses that. */
type User = { readonly uid: number; readonly gid: number } | Record<string, never>;

/** PostgreSQL on a free port of 127.0.0.1, with a directory of its own; `need("postgres")` first. Text is ordered as in English. */
export async function startPostgresServer(settings: Readonly<Record<string, string>> = {}): Promise<PostgresServer> {
  const user = serverUser();
  const dir = mkdtempSync(join(tmpdir(), "anhu-postgres-"));
  if (user.uid !== undefined) chownSync(dir, user.uid, user.gid);
  chmodSync(dir, 0o700);
  const data = join(dir, "data");
  await initialise(dir, data, user);
  const port = await freePort("127.0.0.1");
  const urlOf = (database: string) => `postgres://postgres:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/${database}`;
  const url = urlOf("postgres");
  const output: string[] = [];

  async function start(more: Readonly<Record<string, string>>): Promise<ChildProcess> {
    const all = { listen_addresses: "127.0.0.1", port, unix_socket_directories: dir, shared_buffers: "32MB", ...settings, ...more };
    const child = spawn(
      programPath("postgres"),
      ["-D", data, ...Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
      { ...user, cwd: dir, stdio: ["ignore", "ignore", "pipe"] },
    );
    child.stderr?.on("data", (chunk: Buffer) => output.push(chunk.toString()));
    const isUp = async () => child.exitCode !== null || (await rows(url, "SELECT true AS up"))[0]?.["up"] === true;
    try {
      await until(isUp, { deadlineMs: 30_000, what: "PostgreSQL to answer" });
    } catch (error) {
      child.kill("SIGKILL");
      throw error;
    }
    if (child.exitCode !== null) throw new Error(`postgres ended with ${child.exitCode}: ${output.slice(-3).join("")}`);
    return child;
  }
  let child = await start({}).catch((error: unknown) => {
    rmSync(dir, { recursive: true, force: true });
    throw error;
  });
  const kill = (signal: NodeJS.Signals = "SIGINT"): Promise<void> => signalChild(child, signal);
  return {
    url,
    get child() {
      return child;
    },
    output,
    async createDatabase(like) {
      const name = `anhu_${randomBytes(6).toString("hex")}`;
      await rows(url, like === undefined ? `CREATE DATABASE ${name}` : `CREATE DATABASE ${name} TEMPLATE ${basename(like)}`);
      return urlOf(name);
    },
    rows,
    kill,
    async restart(more = {}) {
      await kill();
      // After a SIGKILL its processes still hold the shared memory for a moment.
      child = await until(() => start(more), { deadlineMs: 20_000, what: "PostgreSQL to start again" });
    },
    async close() {
      await kill("SIGKILL");
      rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}
async function rows(url: string, sql: string, parameters: readonly unknown[] = []): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return (await client.query(sql, [...parameters])).rows;
  } finally {
    await client.end();
  }
}
async function initialise(dir: string, data: string, user: User): Promise<void> {
  const passwordFile = join(dir, "password");
  writeFileSync(passwordFile, PASSWORD);
  if (user.uid !== undefined) chownSync(passwordFile, user.uid, user.gid);
  const initdb = join(dirname(realpathSync(programPath("postgres"))), "initdb");
  // Only the empty cluster is not synced; the server itself is as careful as in production.
  const flags = ["--no-sync", "--encoding=UTF8", "--locale=C", "--locale-provider=icu", "--icu-locale=en-US", "--auth=scram-sha-256"];
  await promisify(execFile)(initdb, ["-D", data, "-U", "postgres", `--pwfile=${passwordFile}`, ...flags], { ...user, cwd: dir });
}
function serverUser(): User {
  if (process.getuid?.() !== 0) return {};
  const idOf = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return { uid: idOf("-u"), gid: idOf("-g") };
}
