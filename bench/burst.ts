import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { rmSync } from "node:fs";
import { Type, type Static } from "typebox";
import Value from "typebox/value";
import { HomeImported } from "../domain/home-document.ts";
import { makeBenchDocument } from "../simulators/home-document.ts";
import { startAnhuProcess } from "../tests/support/anhu-process.ts";
import { makeTempDir } from "../tests/support/machine.ts";
import { report, round } from "./report.ts";

const BurstResult = Type.Object({
  sent: Type.Integer(),
  received: Type.Integer(),
  twice: Type.Integer(),
  allPushedMs: Type.Union([Type.Integer(), Type.Null()]),
  webhookMs: Type.Object({ p50: Type.Number(), p95: Type.Number(), p99: Type.Number(), max: Type.Number() }),
});
export type BurstResult = Static<typeof BurstResult>;

export interface BurstBenchOptions {
  readonly json: boolean;
  readonly alerts: number;
  readonly clinics: number;
  readonly rounds: number;
}
/** All alerts in one turn, each to the clinic of its home; buttons and clinics in a process of their own. */
export async function benchBurst(options: BurstBenchOptions): Promise<void> {
  const rows = [];
  for (let done = 0; done < options.rounds; done += 1) {
    const { sent, received, twice, allPushedMs, webhookMs } = await runBurst(options);
    rows.push({
      ...{ alerts: sent, clinics: options.clinics, received, twice, allPushedMs: allPushedMs ?? "not all" },
      ...{ p50Ms: round(webhookMs.p50), p99Ms: round(webhookMs.p99), maxMs: round(webhookMs.max) },
    });
  }
  const most = rows.reduce((sum, { allPushedMs }) => Math.max(sum, Number(allPushedMs)), 0);
  report("burst", rows, { slowestAllPushedMs: most, twice: rows.reduce((sum, { twice }) => sum + twice, 0) }, options);
}
/** One burst on a server of its own. */
export async function runBurst({ alerts, clinics }: Pick<BurstBenchOptions, "alerts" | "clinics">): Promise<BurstResult> {
  const script = new URL("load-burst.ts", import.meta.url).pathname;
  const load = spawn(process.execPath, [script, "--clinics", String(clinics)], { stdio: ["pipe", "pipe", "inherit"] });
  const temp = makeTempDir("anhu-bench-");
  const anhu = await startAnhuProcess({ dataDir: temp.path });
  try {
    const lines = createInterface({ input: load.stdout })[Symbol.asyncIterator]();
    const { value: ready } = await lines.next();
    const homes = [];
    for (const [index, webhookUrl] of (String(ready).split("webhooks=")[1] ?? "").split(",").entries()) {
      const home = makeBenchDocument({ residents: Math.ceil(alerts / clinics), webhookUrl });
      const document = { ...home, facility: { ...home.facility, name: `${home.facility.name} ${index + 1}` } };
      const imported = Value.Parse(HomeImported, await anhu.api.post("/import", document));
      const devices = imported.devices.filter(({ key }) => key.startsWith("sos-"));
      homes.push({ secret: imported.clinics[0]?.webhookSecret ?? "", devices });
    }
    load.stdin.end(`${JSON.stringify({ mqttUrl: `mqtt://127.0.0.1:${anhu.mqttPort}`, homes })}\n`);
    const { value: line } = await lines.next();
    return Value.Parse(BurstResult, JSON.parse(String(line)));
  } finally {
    load.kill();
    await anhu.kill("SIGKILL");
    rmSync(temp.path, { recursive: true, force: true });
  }
}
