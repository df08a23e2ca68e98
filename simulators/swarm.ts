import { AnhuError } from "../domain/errors.ts";
import { latencyOf, type Latency } from "./latency.ts";
import { openSwarmConnection, type SwarmConnection, type SwarmCredential } from "./swarm-connection.ts";
import { swarmSeq } from "./swarm-payload.ts";
import { inWaves } from "./waves.ts";

export interface SwarmOptions {
  /** `mqtt://host:port`; plain TCP. */
  readonly mqttUrl: string;
  /** One connection for each. */
  readonly credentials: readonly SwarmCredential[];
  /** Messages in flight on a connection at most. */
  readonly window: number;
  /** Messages that each connection sends. */
  readonly messages: number;
  /** `at` of the first message, then `atStepMs` later each; without it the wall clock, made to grow by ≥ 1 ms. */
  readonly startAtMs?: number;
  readonly atStepMs?: number;
  /** Stops early: what is in flight stays unacknowledged. */
  readonly signal?: AbortSignal;
  /** Every PUBACK, as (position of the credential, `seq` of the message). */
  readonly onAcknowledged?: (connection: number, seq: number) => void;
}
/** What a run did. `acknowledged === connections × messages` and `failures` empty means that it ended as asked. */
export interface SwarmResult {
  readonly connections: number;
  readonly window: number;
  readonly messages: number;
  readonly sent: number;
  readonly acknowledged: number;
  /** PUBACKs for packet ids that were not in flight. */
  readonly unexpected: number;
  readonly failures: readonly string[];
  /** From the first PUBLISH to the last PUBACK. */
  readonly seconds: number;
  readonly perSecond: number;
  /** From write to PUBACK. */
  readonly latencyMs: Latency;
  /** CPU of this process during the run. */
  readonly cpuSeconds: number;
}
/**
 * Bounded MQTT load: all connections sign in first, then all publish, QoS 1, a fixed count, and it ends.
 * @throws {AnhuError} `SERVER_UNREACHABLE` or `UNAUTHENTICATED` when a connection could not sign in; `BAD_INPUT` for a bad URL
 */
export async function runSwarm(options: SwarmOptions): Promise<SwarmResult> {
  const { hostname, port } = mqttAddress(options.mqttUrl);
  const durationsMs = new Float64Array(options.credentials.length * options.messages);
  let acknowledged = 0;
  const connections: SwarmConnection[] = [];
  async function open(credential: SwarmCredential): Promise<void> {
    const connection = connections.length;
    const opened = openSwarmConnection({
      host: hostname,
      port,
      credential,
      window: options.window,
      messages: options.messages,
      at: atSource(options),
      acknowledged(index, tookMs) {
        durationsMs[acknowledged++] = tookMs;
        options.onAcknowledged?.(connection, swarmSeq(index));
      },
    });
    connections.push(opened);
    await opened.ready;
  }
  const stop = (): void => connections.forEach((connection) => connection.destroy());
  options.signal?.addEventListener("abort", stop);
  try {
    await inWaves(options.credentials, open);
    const cpu = process.cpuUsage();
    const startedMs = performance.now();
    const ends = await Promise.all(connections.map((connection) => connection.run()));
    const seconds = (performance.now() - startedMs) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    return {
      connections: connections.length,
      window: options.window,
      messages: options.messages,
      sent: connections.reduce((sum, connection) => sum + connection.sent(), 0),
      acknowledged,
      unexpected: connections.reduce((sum, connection) => sum + connection.unexpected(), 0),
      failures: ends.filter((end) => end !== null),
      seconds,
      perSecond: Math.round(acknowledged / seconds),
      latencyMs: latencyOf(durationsMs.subarray(0, acknowledged)),
      cpuSeconds: (user + system) / 1e6,
    };
  } catch (error) {
    stop();
    throw error;
  } finally {
    options.signal?.removeEventListener("abort", stop);
  }
}
function atSource(options: SwarmOptions): (index: number, beforeMs: number) => number {
  const { startAtMs, atStepMs = 1_000 } = options;
  if (startAtMs !== undefined) return (index) => startAtMs + index * atStepMs;
  return (_index, beforeMs) => Math.max(beforeMs + 1, Date.now());
}
/** @throws {AnhuError} `BAD_INPUT` unless the URL is `mqtt://host:port` */
export function mqttAddress(mqttUrl: string): { hostname: string; port: number } {
  const url = URL.parse(mqttUrl);
  if (url === null || url.protocol !== "mqtt:" || url.hostname === "") {
    throw new AnhuError("BAD_INPUT", `reading the MQTT address: ${mqttUrl} is not mqtt://host:port`);
  }
  return { hostname: url.hostname, port: url.port === "" ? 1883 : Number(url.port) };
}
