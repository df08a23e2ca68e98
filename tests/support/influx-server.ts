import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../app/free-port.ts";
import { signalChild, until } from "./machine.ts";
import { programPath } from "./platform.ts";

export interface InfluxServer {
  readonly url: string;
  /** `-host` of `influxd backup` and `influxd restore`. */
  readonly backupAddress: string;
  readonly child: ChildProcess;
  /** Rows of one InfluxQL statement, as records. */
  rows(database: string, influxql: string): Promise<readonly Record<string, unknown>[]>;
  write(database: string, lines: string): Promise<void>;
  /** SIGTERM, or another signal: `SIGSTOP` makes it hang, `SIGCONT` go on. Resolves when it has ended, where it ends. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again on the same port with the same data. */
  restart(): Promise<void>;
  /** Ends it and removes its data. */
  close(): Promise<void>;
}
export interface InfluxServerOptions {
  /** Asks for a name and a password. */
  readonly auth?: boolean;
}
/** Debian's InfluxDB 1.6 on a free port, with a directory of its own; `need("influxd")` first. */
export async function startInfluxServer({ auth = false }: InfluxServerOptions = {}): Promise<InfluxServer> {
  const dir = mkdtempSync(join(tmpdir(), "anhu-influx-"));
  const [port, rpcPort] = [await freePort("127.0.0.1"), await freePort("127.0.0.1")];
  const url = `http://127.0.0.1:${port}`;
  const config = join(dir, "influxdb.conf");
  writeFileSync(config, configOf(dir, port, rpcPort, auth));
  let child = await start(config, url);

  async function ask(path: string, body: URLSearchParams | string): Promise<string> {
    const response = await fetch(`${url}${path}`, { method: "POST", body });
    const text = await response.text();
    if (!response.ok) throw new Error(`InfluxDB answers ${response.status}: ${text}`);
    return text;
  }
  const kill = (signal: NodeJS.Signals = "SIGTERM"): Promise<void> => signalChild(child, signal);
  return {
    url,
    backupAddress: `127.0.0.1:${rpcPort}`,
    get child() {
      return child;
    },
    async rows(database, influxql) {
      const text = await ask("/query", new URLSearchParams({ db: database, epoch: "ms", q: influxql }));
      const { results } = JSON.parse(text) as {
        results: { error?: string; series?: { columns: string[]; values: unknown[][] }[] }[];
      };
      if (results[0]?.error !== undefined) throw new Error(results[0].error);
      return (results[0]?.series ?? []).flatMap(({ columns, values }) =>
        values.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]]))),
      );
    },
    async write(database, lines) {
      await ask(`/write?db=${database}&precision=ms`, lines);
    },
    kill,
    async restart() {
      child = await start(config, url);
    },
    async close() {
      await kill("SIGKILL");
      rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function start(config: string, url: string): Promise<ChildProcess> {
  const child = spawn(programPath("influxd"), ["-config", config], { stdio: ["ignore", "ignore", "pipe"] });
  const output: string[] = [];
  child.stderr?.on("data", (chunk: Buffer) => output.push(chunk.toString()));
  const isUp = async () => {
    if (child.exitCode !== null) throw new Error(`influxd ended with ${child.exitCode}: ${output.join("")}`);
    return (await fetch(`${url}/ping`)).ok;
  };
  try {
    await until(isUp, { deadlineMs: 30_000, what: "influxd to answer" });
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
  return child;
}
function configOf(dir: string, port: number, rpcPort: number, auth: boolean): string {
  return `
reporting-disabled = true
bind-address = "127.0.0.1:${rpcPort}"
[meta]
  dir = "${dir}/meta"
  logging-enabled = false
[data]
  dir = "${dir}/data"
  wal-dir = "${dir}/wal"
  query-log-enabled = false
  cache-max-memory-size = "1g"
  cache-snapshot-memory-size = "64m"
[coordinator]
  max-concurrent-queries = 0
[retention]
  enabled = false
[monitor]
  store-enabled = false
[subscriber]
  enabled = false
[http]
  bind-address = "127.0.0.1:${port}"
  auth-enabled = ${auth}
  log-enabled = false
  suppress-write-log = true
  max-row-limit = 0
[continuous_queries]
  enabled = false
[logging]
  level = "error"
  suppress-logo = true
`;
}
