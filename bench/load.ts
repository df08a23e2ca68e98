import { Type } from "typebox";
import Value from "typebox/value";
import { runForJson } from "./processes.ts";

const Result = Type.Object({
  acknowledged: Type.Integer(),
  perSecond: Type.Number(),
  seconds: Type.Number(),
  failures: Type.Array(Type.String()),
  latencyMs: Type.Object({ p50: Type.Number(), p99: Type.Number() }),
  cpuSeconds: Type.Number(),
});
export interface LoadOptions {
  readonly connections: number;
  readonly messages: number;
  readonly window: number;
  /** Messages before the timed ones, on every side: servers run for months, not for five seconds. */
  readonly warmUp: number;
}
export interface LoadRun {
  /** Acknowledged a second. */
  readonly perSecond: number;
  /** From the first PUBLISH to the last PUBACK. */
  readonly seconds: number;
  readonly p50: number;
  readonly p99: number;
  /** Seconds of a core that the load itself used. */
  readonly cpuSeconds: number;
}
/** Messages that a run of `total` sends: the same number on every connection. */
export function messagesOf(total: number, { connections }: Pick<LoadOptions, "connections">): number {
  return Math.ceil(total / connections) * connections;
}
/** One load of `total` messages in a process of its own. @throws when not all were acknowledged */
export async function runLoad(mqttPort: number, options: LoadOptions, credentials: readonly string[], total: number): Promise<LoadRun> {
  const messages = messagesOf(total, options);
  const result = Value.Parse(
    Result,
    await runForJson("bench/load-ingest.ts", [
      ...["--mqtt", `mqtt://127.0.0.1:${mqttPort}`, "--connections", String(options.connections)],
      ...["--window", String(options.window), "--messages", String(messages / options.connections), ...credentials],
    ]),
  );
  if (result.failures.length > 0 || result.acknowledged !== messages) {
    throw new Error(`the load did not end as asked: ${result.acknowledged} acknowledged, ${result.failures.slice(0, 3).join("; ")}`);
  }
  const { perSecond, seconds, latencyMs, cpuSeconds } = result;
  return { perSecond, seconds, p50: latencyMs.p50, p99: latencyMs.p99, cpuSeconds };
}
