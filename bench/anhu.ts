import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Value from "typebox/value";
import { HomeImported } from "../domain/home-document.ts";
import { makeBenchDocument } from "../simulators/home-document.ts";
import { startAnhuProcess, type AnhuProcess } from "../tests/support/anhu-process.ts";

export interface BenchHome {
  readonly anhu: AnhuProcess;
  readonly imported: HomeImported;
  /** File that the load reads its credentials from. */
  readonly credentialsFile: string;
  /** Rows of the journal that the historian has not stored yet. */
  historianLagRows(): Promise<number>;
  close(): Promise<void>;
}
/** A server of its own on an empty data directory, with residents, wristbands and SOS buttons, default rules on; `env`: its other settings. */
export async function startBenchHome(
  residents: number,
  webhookUrl: string,
  env: Readonly<Record<string, string>> = {},
): Promise<BenchHome> {
  const dataDir = mkdtempSync(join(tmpdir(), "anhu-bench-"));
  const anhu = await startAnhuProcess({ dataDir, env });
  const imported = Value.Parse(HomeImported, await anhu.api.post("/import", makeBenchDocument({ residents, webhookUrl })));
  const credentialsFile = join(dataDir, "credentials.json");
  const wristbands = imported.devices.filter(({ key }) => key.startsWith("wristband-"));
  writeFileSync(credentialsFile, JSON.stringify(wristbands), { mode: 0o600 });
  return {
    anhu,
    imported,
    credentialsFile,
    async historianLagRows() {
      const text = await (await fetch(`${anhu.httpUrl}/metrics`)).text();
      const [, rows] = /^anhu_historian_lag_rows (\S+)$/m.exec(text) ?? [];
      return Number(rows);
    },
    async close() {
      await anhu.kill("SIGKILL");
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
