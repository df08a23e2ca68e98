import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { ApiClient } from "../../app/client.ts";
import { readSettings } from "../../app/config.ts";
import { PatientClient } from "./patient-client.ts";
import { serverStores } from "./server-stores.ts";

export interface AnhuProcess {
  readonly child: ChildProcess;
  readonly httpUrl: string;
  readonly mqttPort: number;
  readonly dataDir: string;
  readonly api: ApiClient;
  /** Lines of the log and of standard error, for a failing test. */
  readonly output: readonly string[];
  kill(signal: NodeJS.Signals): Promise<void>;
}
export interface AnhuProcessOptions {
  readonly dataDir?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** Command in front of node, e.g. strace. */
  readonly wrap?: readonly string[];
  readonly mqttPort?: number;
  readonly httpPort?: number;
}
const READY_WITHIN_MS = 90_000;

/** What runs behind a wrapping command, which may swallow signals itself. */
export function wrappedPids(wrapper: ChildProcess): readonly number[] {
  return readFileSync(`/proc/${wrapper.pid}/task/${wrapper.pid}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number);
}

/**
 * `anhu start` as a process of its own, on free ports and an own data directory; resolves when it prints `ready`. In the project "servers"
 * with databases of its own on PostgreSQL and InfluxDB.
 */
export async function startAnhuProcess(options: AnhuProcessOptions = {}): Promise<AnhuProcess> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), "anhu-"));
  const env = {
    PATH: process.env["PATH"] ?? "",
    ANHU_DATA_DIR: dataDir,
    ANHU_HTTP_HOST: "127.0.0.1",
    ANHU_MQTT_HOST: "127.0.0.1",
    ANHU_HTTP_PORT: String(options.httpPort ?? 0),
    ANHU_MQTT_PORT: String(options.mqttPort ?? 0),
    ANHU_LOG_LEVEL: "warn",
    ...(await serverStores(dataDir)),
    ...options.env,
  };
  const main = new URL("../../app/main.ts", import.meta.url).pathname;
  const [command = process.execPath, ...rest] = [...(options.wrap ?? []), process.execPath, main, "start", ...(options.args ?? [])];
  const child = spawn(command, rest, { env, stdio: ["ignore", "pipe", "pipe"] });
  const output: string[] = [];
  const ready = Promise.withResolvers<{ http: string; mqtt: number }>();
  createInterface({ input: child.stdout }).on("line", (line) => {
    output.push(line);
    const match = /ready http=(\S+) mqtt=\S*?:(\d+)/.exec(line);
    if (match?.[1] !== undefined) ready.resolve({ http: match[1], mqtt: Number(match[2]) });
  });
  createInterface({ input: child.stderr }).on("line", (line) => output.push(line));
  child.once("exit", (code) => ready.reject(new Error(`anhu start ended with ${code} before it was ready:\n${output.join("\n")}`)));
  const timer = setTimeout(
    () => ready.reject(new Error(`anhu start was not ready within ${READY_WITHIN_MS} ms:\n${output.join("\n")}`)),
    READY_WITHIN_MS,
  );
  const { http, mqtt } = await ready.promise
    .catch((error: unknown) => {
      child.kill("SIGKILL");
      throw error;
    })
    .finally(() => clearTimeout(timer));
  return {
    child,
    httpUrl: http,
    mqttPort: mqtt,
    dataDir,
    api: new PatientClient(readSettings({ ANHU_URL: http, ANHU_DATA_DIR: dataDir })),
    output,
    async kill(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      if (options.wrap === undefined) child.kill(signal);
      else wrappedPids(child).forEach((pid) => process.kill(pid, signal));
      await gone;
    },
  };
}
