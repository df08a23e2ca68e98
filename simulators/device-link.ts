import { connect, type IClientOptions, type MqttClient } from "mqtt";

/** One message for the platform, as it will be sent and, if unacknowledged, sent again: byte for byte the same. */
export interface OutgoingMessage {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
}
export interface DeviceLinkOptions {
  readonly mqttUrl: string;
  readonly username: string;
  readonly password: string;
  /** Sent by the broker when the connection breaks. */
  readonly will?: OutgoingMessage;
  /** Published first after every connect. */
  readonly greeting?: OutgoingMessage;
  /** Published before a clean end. */
  readonly farewell?: OutgoingMessage;
  /** One filter, non-overlapping (aedes delivers overlapping filters at the lower QoS). */
  readonly subscribe?: string;
  readonly onMessage?: (topic: string, payload: Buffer) => void;
  /** First pause before a new attempt; doubles up to 30 times as much. */
  readonly reconnectMs?: number;
  /** At most this many unacknowledged messages are kept; then the oldest is dropped and counted. */
  readonly keep?: number;
  /** Unacknowledged messages on the way at once. Default 20. */
  readonly window?: number;
}
export interface DeviceLink {
  readonly isConnected: boolean;
  /** Kept until the PUBACK, across any number of connections. */
  send(message: OutgoingMessage): void;
  readonly counts: { readonly sent: number; readonly acknowledged: number; readonly resent: number; readonly dropped: number };
  readonly unacknowledged: number;
  /** Why the last attempt to connect failed; `null` once connected. */
  readonly lastError: string | null;
  /** Resolves when everything sent so far is acknowledged (or dropped). */
  drained(): Promise<void>;
  /** Breaks the socket without DISCONNECT, as a failing radio does; reconnects. */
  breakConnection(): void;
  close(): Promise<void>;
}
interface Kept {
  readonly message: OutgoingMessage;
  sentIn: MqttClient | null;
  tries: number;
}
const WINDOW = 20;
const KEEPALIVE_S = 30;
const CONNECT_TIMEOUT_MS = 10_000;
/** A server that acknowledges nothing does not hold up the end longer. */
const END_WITHIN_MS = 1_000;

/**
 * A device's side of MQTT with a journal of its own. mqtt.js keeps what was published offline in RAM only and drops its queue on a
 * second disconnect during replay; so each attempt is a fresh client, nothing is queued in it, and the journal here sends again
 * whatever has no PUBACK.
 */
export function openDeviceLink(options: DeviceLinkOptions): DeviceLink {
  const journal = new Set<Kept>();
  const counts = { sent: 0, acknowledged: 0, resent: 0, dropped: 0 };
  const firstPauseMs = options.reconnectMs ?? 500;
  let client: MqttClient | null = null;
  let inFlight = 0;
  let lastError: string | null = null;
  let isConnected = false;
  let isClosed = false;
  let pauseMs = firstPauseMs;
  let timer: NodeJS.Timeout | undefined;
  let waiting: (() => void)[] = [];

  function settle(): void {
    if (journal.size > 0) return;
    const resolved = waiting;
    waiting = [];
    for (const resolve of resolved) resolve();
  }
  function pump(): void {
    const current = client;
    if (current === null || !isConnected) return;
    for (const kept of journal) {
      if (inFlight >= (options.window ?? WINDOW)) return;
      if (kept.sentIn === current) continue;
      kept.sentIn = current;
      if (kept.tries++ > 0) counts.resent++;
      inFlight++;
      const { topic, payload, retain } = kept.message;
      current.publish(topic, payload, { qos: 1, retain }, (error) => {
        if (error || client !== current) return;
        inFlight--;
        if (journal.delete(kept)) counts.acknowledged++;
        settle();
        pump();
      });
    }
  }
  function retry(): void {
    if (isClosed) return;
    timer = setTimeout(attempt, pauseMs);
    pauseMs = Math.min(pauseMs * 2, firstPauseMs * 30);
  }
  function attempt(): void {
    const settings: IClientOptions = {
      clientId: options.username,
      username: options.username,
      password: options.password,
      protocolVersion: 4,
      clean: true,
      reconnectPeriod: 0,
      connectTimeout: CONNECT_TIMEOUT_MS,
      keepalive: KEEPALIVE_S,
      queueQoSZero: false,
      resubscribe: false,
    };
    if (options.will !== undefined) settings.will = { ...options.will, payload: Buffer.from(options.will.payload), qos: 1 };
    const next = connect(options.mqttUrl, settings);
    client = next;
    inFlight = 0;
    next.on("connect", () => {
      isConnected = true;
      lastError = null;
      pauseMs = firstPauseMs;
      if (options.subscribe !== undefined) next.subscribe(options.subscribe, { qos: 1 });
      if (options.greeting !== undefined)
        next.publish(options.greeting.topic, options.greeting.payload, { qos: 1, retain: options.greeting.retain });
      pump();
    });
    next.on("message", (topic, payload) => options.onMessage?.(topic, payload));
    next.on("error", (error) => {
      lastError = error.message;
      next.end(true);
    });
    next.once("close", () => {
      if (client !== next) return;
      client = null;
      isConnected = false;
      next.end(true);
      retry();
    });
  }
  attempt();
  return {
    get isConnected() {
      return isConnected;
    },
    get unacknowledged() {
      return journal.size;
    },
    get lastError() {
      return lastError;
    },
    counts,
    send(message) {
      counts.sent++;
      journal.add({ message, sentIn: null, tries: 0 });
      if (journal.size > (options.keep ?? 100_000)) {
        const [oldest] = journal;
        if (oldest !== undefined) journal.delete(oldest);
        counts.dropped++;
      }
      pump();
    },
    drained: () => (journal.size === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    breakConnection: () => client?.stream.destroy(),
    async close() {
      isClosed = true;
      clearTimeout(timer);
      const last = client;
      if (last === null) return;
      const { farewell } = options;
      if (isConnected && farewell !== undefined) {
        await within(END_WITHIN_MS, (done) => last.publish(farewell.topic, farewell.payload, { qos: 1, retain: farewell.retain }, done));
      }
      client = null;
      isConnected = false;
      await within(END_WITHIN_MS, (done) => {
        if (last.stream.destroyed) return done();
        last.stream.once("close", done);
        last.end(!last.connected);
      });
      last.stream.destroy();
    },
  };
}
/** Resolves when the work calls back, or after `ms`. */
function within(ms: number, work: (done: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    work(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
