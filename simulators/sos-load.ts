import { setTimeout as pause } from "node:timers/promises";
import type { Clinic } from "./clinic.ts";
import { latencyOf, type Latency } from "./latency.ts";
import { openRawPublisher, type RawPublisher } from "./raw-publisher.ts";
import { inWaves } from "./waves.ts";
import type { SwarmCredential } from "./swarm-connection.ts";
import { mqttAddress } from "./swarm.ts";

export interface SosLoadOptions {
  readonly mqttUrl: string;
  /** A button each, `topic` = its events; every button is pressed once, so each must belong to another resident. */
  readonly buttons: readonly SwarmCredential[];
  /** Receives the webhooks; in this process, so that both ends are read off one clock. */
  readonly clinic: Clinic;
  readonly intervalMs: number;
  /** Waits this long for the last webhooks. */
  readonly settleMs?: number;
}
export interface SosLoadResult {
  readonly sent: number;
  readonly acknowledged: number;
  /** Alerts that reached the clinic, by the time of their press. */
  readonly received: number;
  readonly missing: number;
  readonly duplicates: number;
  /** PUBLISH written → PUBACK read. */
  readonly pubackMs: Latency;
  /** PUBLISH written → last byte of the webhook read. */
  readonly webhookMs: Latency;
}
const SETTLE_MS = 15_000;
const LOOK_MS = 20;

/** Presses the buttons one after the other and matches webhooks by `observedAt`. @throws {AnhuError} when a button cannot sign in */
export async function measureSos(options: SosLoadOptions): Promise<SosLoadResult> {
  const { hostname, port } = mqttAddress(options.mqttUrl);
  const pressedMs = new Map<number, number>();
  const arrivedMs = new Map<number, number>();
  const pubacksMs: number[] = [];
  const undo = options.clinic.onMessage((message, atMs) => {
    if (message.kind === "sos" && pressedMs.has(message.observedAtMs) && !arrivedMs.has(message.observedAtMs)) {
      arrivedMs.set(message.observedAtMs, atMs);
    }
  });
  const publishers: RawPublisher[] = [];
  try {
    await inWaves(options.buttons, async (button) => void publishers.push(await openRawPublisher(hostname, port, button)));
    const acknowledgements: Promise<void>[] = [];
    const startedMs = performance.now();
    let at = 0;
    for (const [index, publisher] of publishers.entries()) {
      await pause(Math.max(0, startedMs + index * options.intervalMs - performance.now()));
      at = Math.max(at + 1, Date.now());
      const { writtenMs, acknowledged } = publisher.publish(JSON.stringify({ at, seq: index + 1, type: "sos", detail: {} }));
      pressedMs.set(at, writtenMs);
      const noted = acknowledged.then((atMs) => void pubacksMs.push(atMs - writtenMs));
      acknowledgements.push(noted.catch(() => undefined));
    }
    const untilMs = performance.now() + (options.settleMs ?? SETTLE_MS);
    while (arrivedMs.size < pressedMs.size && performance.now() < untilMs) await pause(LOOK_MS);
    await Promise.race([Promise.all(acknowledgements), pause(Math.max(0, untilMs - performance.now()))]);
    return {
      sent: pressedMs.size,
      acknowledged: pubacksMs.length,
      received: arrivedMs.size,
      missing: pressedMs.size - arrivedMs.size,
      duplicates: options.clinic.counts.duplicates,
      pubackMs: latencyOf(pubacksMs),
      webhookMs: latencyOf([...arrivedMs].map(([press, atMs]) => atMs - (pressedMs.get(press) ?? atMs))),
    };
  } finally {
    undo();
    for (const publisher of publishers) publisher.close();
  }
}
