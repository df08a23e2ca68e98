import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** Runs a script of this repository in a process of its own; resolves with its last line, read as JSON. */
export async function runForJson(script: string, args: readonly string[]): Promise<unknown> {
  const child = spawnScript(script, args);
  let last = "";
  createInterface({ input: child.stdout! }).on("line", (line) => (last = line));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`${script} ended with ${code}: ${last}`);
  return JSON.parse(last);
}
/** Starts a script that prints `ready …`; resolves with that line. */
export async function startScript(script: string, args: readonly string[]): Promise<{ readonly ready: string; stop(): Promise<void> }> {
  const child = spawnScript(script, args);
  const lines = createInterface({ input: child.stdout! });
  for await (const line of lines) {
    if (!line.startsWith("ready ")) continue;
    return {
      ready: line,
      async stop() {
        if (child.exitCode !== null) return;
        const gone = once(child, "exit");
        child.kill("SIGTERM");
        await gone;
      },
    };
  }
  throw new Error(`${script} ended before it was ready`);
}
function spawnScript(script: string, args: readonly string[]): ChildProcess {
  const path = new URL(`../${script}`, import.meta.url).pathname;
  return spawn(process.execPath, [path, ...args], { stdio: ["ignore", "pipe", "inherit"] });
}
