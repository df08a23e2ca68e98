import type { DeviceMessage } from "../domain/device-message.ts";
import type { Publish } from "../domain/publish.ts";
import { eventHash, hasOwnTime, payloadHash } from "./identity.ts";

const HOUR_MS = 3_600_000;
/** Copies with DUP set are recognised this long after the first (DESIGN "Identity of a publish"). */
export const COPY_WITHIN_MS = 10 * 60_000;
/** Identities of events are remembered this long. */
export const EVENT_KEPT_MS = 24 * HOUR_MS;

/** Keys with a value, forgotten after `keepMs`, the oldest first when there are more than `maxEntries`. Time never runs back in it. */
class Window {
  readonly #entries = new Map<string, { readonly value: string; readonly atMs: number }>();
  readonly #keepMs: number;
  readonly #maxEntries: number;

  constructor(keepMs: number, maxEntries: number) {
    this.#keepMs = keepMs;
    this.#maxEntries = maxEntries;
  }
  /** The value that was noted first, unless it is too old by `nowMs`. */
  get(key: string, nowMs: number): string | undefined {
    const entry = this.#entries.get(key);
    return entry !== undefined && nowMs - entry.atMs <= this.#keepMs ? entry.value : undefined;
  }
  set(key: string, value: string, nowMs: number): void {
    this.#entries.delete(key);
    this.#entries.set(key, { value, atMs: nowMs });
    for (const [oldest, { atMs }] of this.#entries) {
      if (this.#entries.size <= this.#maxEntries && nowMs - atMs <= this.#keepMs) break;
      this.#entries.delete(oldest);
    }
  }
  get size(): number {
    return this.#entries.size;
  }
  *[Symbol.iterator](): Generator<readonly [key: string, value: string, atMs: number]> {
    for (const [key, { value, atMs }] of this.#entries) yield [key, value, atMs];
  }
}

/**
 * Finds the copies of a publish that carries no time of its own: same sender, topic, packet id and payload, DUP set, within
 * `COPY_WITHIN_MS` of the first. Note a publish *after* its commit: then a copy may be acknowledged without being kept.
 * After a start, note every publish of the journal that is younger than `COPY_WITHIN_MS` (rows must stay that long).
 * When more than `maxEntries` come in that time the oldest are forgotten: for such devices the promise is at least once.
 */
export class DuplicateWindow {
  readonly #seen: Window;

  constructor(maxEntries = 200_000) {
    this.#seen = new Window(COPY_WITHIN_MS, maxEntries);
  }
  isCopy(publish: Publish): boolean {
    return publish.dup && publish.packetId !== null && this.#seen.get(keyOf(publish), publish.receivedAtMs) !== undefined;
  }
  /** Publishes whose messages all carry their own time cost nothing: their identity tells copies apart. */
  note(publish: Publish, messages: readonly Pick<DeviceMessage, "deviceAtMs">[]): void {
    if (publish.packetId === null || messages.every(({ deviceAtMs }) => hasOwnTime(deviceAtMs))) return;
    this.#seen.set(keyOf(publish), "", publish.receivedAtMs);
  }
  get size(): number {
    return this.#seen.size;
  }
}
function keyOf({ principal, topic, packetId, payload }: Publish): string {
  return `${principal.id} ${packetId} ${topic} ${payloadHash(payload)}`;
}

/** Identities of events with the hash of what they said and when; plain data, to be stored with the rule states. */
export type RecentEventState = readonly (readonly [identity: string, hash: string, receivedAtMs: number])[];

/**
 * Tells whether an event came before: `repeated` (a device that sends again, a retained message after a reconnect) or
 * `conflicting` (same identity, other content: the first wins, this one belongs into the quarantine).
 * Its state goes with the cursor: at a start, import it and `note` the events of the journal behind the cursor.
 */
export class RecentEvents {
  readonly #seen: Window;

  constructor(state: RecentEventState = [], maxEntries = 50_000) {
    this.#seen = new Window(EVENT_KEPT_MS, maxEntries);
    for (const [identity, hash, atMs] of state) this.#seen.set(identity, hash, atMs);
  }
  note(message: Pick<DeviceMessage, "identity" | "receivedAtMs"> & { readonly event: NonNullable<DeviceMessage["event"]> }): RecentEvent {
    const hash = eventHash(message.event);
    const before = this.#seen.get(message.identity, message.receivedAtMs);
    if (before === undefined) {
      this.#seen.set(message.identity, hash, message.receivedAtMs);
      return "new";
    }
    return before === hash ? "repeated" : "conflicting";
  }
  export(): RecentEventState {
    return [...this.#seen];
  }
}
export type RecentEvent = "new" | "repeated" | "conflicting";
