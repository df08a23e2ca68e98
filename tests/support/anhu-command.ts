import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AnhuProcess } from "./anhu-process.ts";
import { storesOf } from "./server-stores.ts";

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}
const COMPILED = join(tmpdir(), "anhu-compiled");
const MAIN = new URL("../../app/main.ts", import.meta.url).pathname;

/** What a command says when the server refused because the machine is busy; nothing was done then. */
const BUSY = "the server has too much to do right now";
const PATIENCE_MS = 60_000;

/**
 * The `anhu` command as a process of its own, with nothing in its environment but `env`, the PATH and the databases of its data directory;
 * `uid`: as this user. It is run again where a busy machine made the server refuse for a moment.
 */
export async function runAnhu(args: readonly string[], env: Readonly<Record<string, string>> = {}, uid?: number): Promise<CommandResult> {
  for (const end = performance.now() + PATIENCE_MS; ;) {
    const result = await runOnce(args, env, uid);
    if (result.code === 0 || !result.stderr.includes(BUSY) || performance.now() >= end) return result;
  }
}
async function runOnce(args: readonly string[], env: Readonly<Record<string, string>>, uid: number | undefined): Promise<CommandResult> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    // The command is compiled once for all of the tests that run it.
    env: { PATH: process.env["PATH"] ?? "", NODE_COMPILE_CACHE: COMPILED, ...storesOf(dataDirOf(args) ?? env["ANHU_DATA_DIR"]), ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 120_000,
    killSignal: "SIGKILL",
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout, stderr };
}
function dataDirOf(args: readonly string[]): string | undefined {
  const at = args.indexOf("--data-dir");
  return at < 0 ? undefined : args[at + 1];
}
/** As an engineer beside the server: `ANHU_URL` and the token file of its data directory. @throws when the command fails */
export async function askAnhu(server: Pick<AnhuProcess, "httpUrl" | "dataDir">, ...args: readonly string[]): Promise<unknown> {
  const { code, stdout, stderr } = await runAnhu([...args, "--json"], { ANHU_URL: server.httpUrl, ANHU_DATA_DIR: server.dataDir });
  if (code !== 0) throw new Error(`anhu ${args.join(" ")} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}
