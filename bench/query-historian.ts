import { execFileSync } from "node:child_process";
import { existsSync, globSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { HistorianReader } from "../store/historian/engine.ts";
import type { HistorianEngine } from "../store/historian/historian-protocol.ts";
import { openInfluxReader } from "../store/historian/influx/influx-reader.ts";
import { openSqliteReader } from "../store/historian/sqlite/queries.ts";
import { startInfluxServer } from "../tests/support/influx-server.ts";

/** A historian of the benchmark's own, empty, with the files that it fills. */
export interface BenchHistorian {
  readonly engine: HistorianEngine;
  /** As the server's reading thread has it. */
  openReader(): HistorianReader;
  /** Bytes in its files; nobody may be writing. */
  bytes(): number;
  /** Makes the next question a cold one: nothing of the files in memory. Returns whether the machine could do that. */
  chill(): Promise<boolean>;
  close(): Promise<void>;
}
export async function startBenchHistorian(name: "sqlite" | "influx"): Promise<BenchHistorian> {
  const dir = mkdtempSync(join(tmpdir(), "anhu-bench-query-"));
  const remove = () => rmSync(dir, { recursive: true, force: true });
  if (name === "sqlite") {
    const file = join(dir, "historian.db");
    return {
      engine: { type: "sqlite", file },
      openReader: () => openSqliteReader(file),
      bytes: () => bytesIn(dir),
      chill: async () => dropCache(dir),
      close: async () => remove(),
    };
  }
  const influx = await startInfluxServer();
  const engine: HistorianEngine & { readonly type: "influx" } = {
    type: "influx",
    url: influx.url,
    ...{ token: null, org: null, bucket: "bench", database: "bench", retentionPolicy: null, timeoutMs: 60_000 },
    stateFile: join(dir, "state.db"),
  };
  const dataDir = dirname(influx.child.spawnargs.find((argument) => argument.endsWith(".conf")) ?? dir);
  return {
    engine,
    openReader: () => openInfluxReader(engine),
    bytes: () => bytesIn(dataDir),
    async chill() {
      await influx.kill();
      const isCold = dropCache(dataDir);
      await influx.restart();
      return isCold;
    },
    async close() {
      await influx.close();
      remove();
    },
  };
}
function filesIn(dir: string): string[] {
  return globSync(join(dir, "**/*")).filter((path) => existsSync(path) && statSync(path).isFile());
}
function bytesIn(dir: string): number {
  return filesIn(dir).reduce((sum, file) => sum + statSync(file).size, 0);
}
/** Asks the kernel to forget what it holds of the files (GNU dd: posix_fadvise). */
function dropCache(dir: string): boolean {
  try {
    for (const file of filesIn(dir)) execFileSync("dd", [`if=${file}`, "iflag=nocache", "count=0", "status=none"], { stdio: "ignore" });
    return true;
  } catch (error) {
    process.stderr.write(`the files stay in the memory of the machine: ${String(error)}\n`);
    return false;
  }
}
