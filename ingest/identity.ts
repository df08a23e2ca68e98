import { hash } from "node:crypto";
import type { DecodedMessage } from "../domain/device-message.ts";
import type { Publish } from "../domain/publish.ts";
import { EARLIEST_DEVICE_TIME_MS } from "../domain/time.ts";

/** 128 bits of SHA-256 over payload bytes, as text: two different payloads of one device never share it by chance. */
export function payloadHash(payload: Uint8Array): string {
  return hash("sha256", payload, "hex").slice(0, 32);
}
/** Device time that can tell two messages apart. A clock that starts again in 1970 at every boot cannot. */
export function hasOwnTime(atMs: number | null): atMs is number {
  return atMs !== null && atMs >= EARLIEST_DEVICE_TIME_MS;
}
/**
 * Identity of one message (DESIGN "Identity of a publish"), computed from what the device sent:
 * (device, seq, at), else (device, at, hash of payload, position in the publish), else unique by packet id, hash and
 * receive time. The last kind is the first copy's own: further copies with DUP set are found by `DuplicateWindow`
 * before they are kept, so that a replay, which sees first copies only, computes the same.
 * `source` is the device id, or gateway and address for a device that nobody registered.
 */
export function identityOf(publish: Publish, source: string, decoded: Pick<DecodedMessage, "atMs" | "seq">, position: number): string {
  const { atMs, seq } = decoded;
  if (hasOwnTime(atMs) && seq !== null) return `s:${source}:${seq}:${atMs}`;
  const content = `${payloadHash(publish.payload)}:${position}`;
  if (hasOwnTime(atMs)) return `a:${source}:${atMs}:${content}`;
  return `p:${source}:${publish.packetId ?? "-"}:${content}:${publish.receivedAtMs}`;
}
/** Hash of what an event says, to tell a copy from another event under the same identity. */
export function eventHash(event: NonNullable<DecodedMessage["event"]>): string {
  return payloadHash(Buffer.from(JSON.stringify([event.type, event.detail])));
}
