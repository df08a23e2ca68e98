export interface ListenOptions {
  readonly host: string;
  /** 0 = any free port. */
  readonly port: number;
}
export interface TlsListenOptions extends ListenOptions {
  /** PEM. */
  readonly key: string | Buffer;
  readonly cert: string | Buffer;
}
export interface BrokerOptions {
  readonly tcp?: ListenOptions;
  /** MQTT over WebSocket, subprotocol `mqtt`. */
  readonly ws?: ListenOptions;
  readonly tls?: TlsListenOptions;
  /** Publishes per second of one device or gateway before telemetry is answered late; `perSecond` 0 = off. */
  readonly deviceRate?: { readonly perSecond: number; readonly burst: number };
  /** Log-ins of one id per minute before it is refused for a minute; 0 = off. Closing a connection for a storage fault does not count. */
  readonly connectsPerMinute?: number;
  /** Sockets of one address that may be signing in at the same time; more wait in line. 0 = off (behind a proxy). */
  readonly unauthenticatedPerAddress?: number;
}

/** Settings of aedes that RELIABILITY §6 asks for; each undoes a default that stalls, floods or refuses real devices. */
export const AEDES_SETTINGS = {
  concurrency: 0,
  drainTimeout: 3_000,
  connectTimeout: 5_000,
  keepaliveLimit: 0,
  queueLimit: 10,
  maxInflightInbound: 100,
  maxTopicLevels: 24,
} as const;

export const LIMITS = {
  /** Remaining length of the CONNECT packet, and of every later packet, bytes. */
  connectFrame: 1_024,
  frame: 65_536,
  /** One WebSocket message may carry several packets, or a part of one. */
  webSocketMessage: 262_144,
  /** Until a connection must have signed in, ms. */
  signInMs: 5_000,
  /** Sockets of one address that may wait for their turn to sign in, and how long, ms: silent ones before them are cut first. */
  waitMs: 10_000,
  waitingPerAddress: 1_000,
  /** Unanswered publishes of one connection, and their bytes, before it is read no further. */
  unanswered: 1_000,
  unansweredBytes: 262_144,
  /** Unread answers before a device that does not read is cut, bytes. */
  unreadAnswerBytes: 262_144,
  /** A publish over the rate is answered this much later, ms. */
  overRateDelayMs: 1_000,
  /** From the first publish that could not be kept until its connection is closed, ms. */
  closeAfterUnkeptMs: 1_000,
  /** Publishes outside the own prefix within a minute that end in a ban, and how long it lasts, ms. */
  foreignPublishes: 10,
  banMs: 60_000,
  /** Commands that one device may have waiting, and their size, bytes. */
  waitingCommands: 1_000,
  commandBytes: 16_384,
  /** Filters of one gateway. */
  filters: 100,
  /** Retained messages of one gateway: count and bytes together; of a device: its status. */
  retainedTopics: 1_000,
  retainedBytes: 4_194_304,
  retainedStatusBytes: 1_024,
} as const;

export const DEFAULTS = {
  deviceRate: { perSecond: 200, burst: 2_000 },
  /** A device that reconnects every two seconds, as mqtt.js does at its default pace while a link is bad, stays below it. */
  connectsPerMinute: 30,
  unauthenticatedPerAddress: 50,
} as const;
