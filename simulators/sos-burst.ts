import { setTimeout as pause } from "node:timers/promises";
import type { Clinic } from "./clinic.ts";
import { latencyOf, type Latency } from "./latency.ts";
import { openRawPublisher, type RawPublisher } from "./raw-publisher.ts";
import type { SwarmCredential } from "./swarm-connection.ts";
import { mqttAddress } from "./swarm.ts";
import { inWaves } from "./waves.ts";

export interface SosBurstOptions {
  readonly mqttUrl: string;
  /** A home's buttons, each of another resident, with the clinic that hears of them; in this process, so that both ends are read off one clock. */
  readonly homes: readonly { readonly buttons: readonly SwarmCredential[]; readonly clinic: Clinic }[];
  /** Waits this long for the last push. */
  readonly settleMs?: number;
  /** Then waits this long for a push that comes twice. */
  readonly lingerMs?: number;
}
export interface SosBurstResult {
  readonly sent: number;
  /** Presses that their own clinic was told of. */
  readonly received: number;
  /** Told again, under the same id or another. */
  readonly twice: number;
  /** First PUBLISH written → last byte of the last push read; `null`: not all arrived. */
  readonly allPushedMs: number | null;
  /** PUBLISH written → last byte of its push read. */
  readonly webhookMs: Latency;
}
const SETTLE_MS = 30_000;
const LINGER_MS = 3_000;
const LOOK_MS = 10;

/** Presses all buttons in one turn and matches pushes by `observedAt`. @throws {AnhuError} when a button cannot sign in */
export async function measureSosBurst(options: SosBurstOptions): Promise<SosBurstResult> {
  const { hostname, port } = mqttAddress(options.mqttUrl);
  const pressed = new Map<number, { readonly clinic: Clinic; readonly writtenMs: number }>();
  const arrivedMs = new Map<number, number>();
  let another = 0;
  const undo = options.homes.map(({ clinic }) =>
    clinic.onMessage(({ type, kind, observedAtMs }, atMs) => {
      if (kind !== "sos" || type !== "alert.raised" || pressed.get(observedAtMs)?.clinic !== clinic) return;
      if (arrivedMs.has(observedAtMs)) another += 1;
      else arrivedMs.set(observedAtMs, atMs);
    }),
  );
  const publishers: { readonly publisher: RawPublisher; readonly clinic: Clinic }[] = [];
  try {
    const buttons = options.homes.flatMap((home) => home.buttons.map((button) => ({ button, clinic: home.clinic })));
    await inWaves(buttons, async ({ button, clinic }) => {
      publishers.push({ publisher: await openRawPublisher(hostname, port, button), clinic });
    });
    const before = options.homes.reduce((sum, { clinic }) => sum + clinic.repeated.length, 0);
    const firstAt = Date.now() - publishers.length;
    const acknowledged: Promise<unknown>[] = [];
    for (const [index, { publisher, clinic }] of publishers.entries()) {
      const at = firstAt + index;
      const published = publisher.publish(JSON.stringify({ at, seq: 1, type: "sos", detail: {} }));
      pressed.set(at, { clinic, writtenMs: published.writtenMs });
      acknowledged.push(published.acknowledged.catch(() => undefined));
    }
    const startedMs = Math.min(...[...pressed.values()].map(({ writtenMs }) => writtenMs));
    const untilMs = performance.now() + (options.settleMs ?? SETTLE_MS);
    while (arrivedMs.size < pressed.size && performance.now() < untilMs) await pause(LOOK_MS);
    const lastMs = Math.max(...arrivedMs.values());
    await Promise.race([Promise.all(acknowledged), pause(options.lingerMs ?? LINGER_MS)]);
    await pause(options.lingerMs ?? LINGER_MS);
    const repeated = options.homes.reduce((sum, { clinic }) => sum + clinic.repeated.length, 0) - before;
    return {
      sent: pressed.size,
      received: arrivedMs.size,
      twice: repeated + another,
      allPushedMs: arrivedMs.size === pressed.size ? Math.round(lastMs - startedMs) : null,
      webhookMs: latencyOf([...arrivedMs].map(([at, atMs]) => atMs - (pressed.get(at)?.writtenMs ?? atMs))),
    };
  } finally {
    for (const end of undo) end();
    for (const { publisher } of publishers) publisher.close();
  }
}
