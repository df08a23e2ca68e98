import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import { AnhuError } from "../domain/errors.ts";
import { acknowledgeByLink, type LinkAcknowledgement } from "./clinic-acknowledge.ts";
import { answer, type ClinicBehaviour } from "./clinic-behaviour.ts";
import { parseWebhook, type ClinicMessage } from "./clinic-message.ts";
import { verifyWebhook, type SignatureFault } from "./clinic-signature.ts";

export interface ClinicOptions {
  /** Default 0: any free port. Binds 127.0.0.1 unless `host` says otherwise. */
  readonly port?: number;
  readonly host?: string;
  /** Webhook secrets (`whsec_…`); more can be added when the platform has made them. */
  readonly secrets?: readonly string[];
  readonly behaviour?: ClinicBehaviour;
  /** A doctor answers every raised alert, once, this long after its first arrival (real ms). */
  readonly acknowledge?: { readonly person: string; readonly afterMs: number };
  /** Wall clock for the age of signatures; a simulated one when the server's is. */
  readonly now?: () => number;
}
export interface ClinicCounts {
  requests: number;
  /** Valid signature, id not seen in the last 24 h. */
  messages: number;
  duplicates: number;
  acknowledged: number;
  acknowledgeFailed: number;
  refused: Record<SignatureFault | "badBody", number>;
}
export interface Clinic {
  readonly url: string;
  readonly counts: Readonly<ClinicCounts>;
  /** Distinct messages, oldest first. */
  readonly messages: readonly ClinicMessage[];
  /** Ids of those that came again, once for every time. */
  readonly repeated: readonly string[];
  addSecret(secret: string): void;
  /** For the next `times` requests (default: until changed again); then it accepts. */
  behave(behaviour: ClinicBehaviour, times?: number): void;
  /** Called for every distinct message, with the monotonic time (performance.now) of its last byte. Returns the undo. */
  onMessage(listener: (message: ClinicMessage, arrivedMs: number) => void): () => void;
  /** A doctor acknowledges by the link of the message. */
  acknowledge(message: ClinicMessage, person: string): Promise<LinkAcknowledgement>;
  close(): Promise<void>;
}
const KEEP_IDS_MS = 24 * 60 * 60_000;
const MAX_BODY_BYTES = 64 * 1024;

/** Opens a clinic's webhook receiver. @throws {AnhuError} `PORT_IN_USE` */
export async function startClinic(options: ClinicOptions = {}): Promise<Clinic> {
  const now = options.now ?? Date.now;
  const secrets = [...(options.secrets ?? [])];
  const seenAtMs = new Map<string, number>();
  const messages: ClinicMessage[] = [];
  const repeated: string[] = [];
  const listeners = new Set<(message: ClinicMessage, arrivedMs: number) => void>();
  const timers = new Set<NodeJS.Timeout>();
  const faults = { missingHeader: 0, badTimestamp: 0, oldTimestamp: 0, wrongSignature: 0, badBody: 0 };
  const counts: ClinicCounts = { requests: 0, messages: 0, duplicates: 0, acknowledged: 0, acknowledgeFailed: 0, refused: faults };
  let behaviour: ClinicBehaviour = options.behaviour ?? { type: "accept" };
  let behaveTimes = Infinity;

  function isDuplicate(id: string): boolean {
    const nowMs = now();
    for (const [old, atMs] of seenAtMs) {
      if (nowMs - atMs < KEEP_IDS_MS) break;
      seenAtMs.delete(old);
    }
    const isKnown = seenAtMs.has(id);
    if (!isKnown) seenAtMs.set(id, nowMs);
    return isKnown;
  }
  async function acknowledge(message: ClinicMessage, person: string): Promise<LinkAcknowledgement> {
    const result = await acknowledgeByLink(message.acknowledgeUrl, person);
    if (result.ok) counts.acknowledged++;
    else counts.acknowledgeFailed++;
    return result;
  }
  function take(message: ClinicMessage, arrivedMs: number): void {
    counts.messages++;
    const isFirst = message.type === "alert.raised" && !messages.some((other) => other.alertId === message.alertId);
    messages.push(message);
    for (const listener of listeners) listener(message, arrivedMs);
    const doctor = options.acknowledge;
    if (doctor === undefined || !isFirst) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      void acknowledge(message, doctor.person);
    }, doctor.afterMs);
    timers.add(timer);
  }
  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    counts.requests++;
    const body = await readBody(request);
    const arrivedMs = performance.now();
    const header = (name: string): string | undefined => {
      const value = request.headers[name];
      return typeof value === "string" ? value : undefined;
    };
    const check = verifyWebhook({ secrets, header, body, nowMs: now() });
    if (!check.ok) {
      faults[check.fault]++;
      response.writeHead(401, { "content-type": "application/json" }).end(JSON.stringify({ error: check.fault }));
      return;
    }
    const how = behaveTimes > 0 ? behaviour : { type: "accept" as const };
    behaveTimes--;
    if (how.type === "accept" || how.type === "cut" || how.type === "slowLoris") {
      const message = parseWebhook(check.id, body);
      if (message === null) {
        faults.badBody++;
        response.writeHead(400).end();
        return;
      }
      if (isDuplicate(check.id)) {
        counts.duplicates++;
        repeated.push(check.id);
      } else take(message, arrivedMs);
    }
    answer(how, request, response);
  }
  const server = createServer((request, response) => {
    receive(request, response).catch(() => response.destroy());
  });
  const host = options.host ?? "127.0.0.1";
  server.listen(options.port ?? 0, host);
  await once(server, "listening").catch((cause: unknown) => {
    throw new AnhuError("PORT_IN_USE", `opening the clinic receiver on ${host}:${options.port ?? 0}: choose another port`, { cause });
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : options.port;
  return {
    url: `http://${host}:${port}/webhook`,
    counts,
    messages,
    repeated,
    addSecret: (secret) => void secrets.push(secret),
    behave(next, times = Infinity) {
      behaviour = next;
      behaveTimes = times;
    },
    onMessage(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    acknowledge,
    async close() {
      for (const timer of timers) clearTimeout(timer);
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
/** @throws when the sender breaks off or the body is over 64 KiB */
async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    length += chunk.length;
    if (length > MAX_BODY_BYTES) throw new AnhuError("BAD_INPUT", "receiving a webhook: the body is over 64 KiB");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
