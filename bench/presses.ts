import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { Type, type Static } from "typebox";
import Value from "typebox/value";
import type { BenchHome } from "./anhu.ts";

const PressResult = Type.Object({
  sent: Type.Integer(),
  received: Type.Integer(),
  duplicates: Type.Integer(),
  webhookMs: Type.Object({ p50: Type.Number(), p95: Type.Number(), p99: Type.Number(), max: Type.Number() }),
});
export type PressResult = Static<typeof PressResult>;

/** SOS buttons and their clinic in a process of their own, so that both ends are read off one clock. */
export interface Presses {
  readonly webhookUrl: string;
  /** Presses the buttons of the first `count` residents, once each. May be called once. */
  run(home: BenchHome, count: number): Promise<PressResult>;
  stop(): void;
}
export async function startPresses(gapMs: number): Promise<Presses> {
  const script = new URL("load-sos.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, [script, "--interval-ms", String(gapMs)], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { value: ready } = await lines.next();
  return {
    webhookUrl: String(ready).split("webhook=")[1] ?? "",
    async run(home, count) {
      const devices = home.imported.devices.filter(({ key }) => key.startsWith("sos-")).slice(0, count);
      const secrets = home.imported.clinics.map(({ webhookSecret }) => webhookSecret);
      child.stdin.end(`${JSON.stringify({ mqttUrl: `mqtt://127.0.0.1:${home.anhu.mqttPort}`, secrets, devices })}\n`);
      const { value: line } = await lines.next();
      return Value.Parse(PressResult, JSON.parse(String(line)));
    },
    stop: () => void child.kill(),
  };
}
