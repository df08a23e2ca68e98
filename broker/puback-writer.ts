import type { Session } from "./session.ts";
import { LIMITS } from "./options.ts";

const PUBACK = 0x40;
const PUBACK_BYTES = 4;

/**
 * Writes the PUBACKs of one turn of the loop as one buffer per connection: a group commit answers many publishes at once,
 * and aedes would write each in three pieces.
 */
export class PubackWriter {
  #due: Session[] = [];

  /** @param packetId of the QoS 1 publish that is kept */
  acknowledge(session: Session, packetId: number): void {
    if (session.acknowledged.push(packetId) > 1) return;
    if (this.#due.push(session) === 1) process.nextTick(() => this.#flush());
  }
  #flush(): void {
    const due = this.#due;
    this.#due = [];
    for (const session of due) {
      const ids = session.acknowledged;
      session.acknowledged = [];
      write(session, ids);
    }
  }
}
function write(session: Session, ids: readonly number[]): void {
  const { conn } = session.client;
  if (conn.destroyed || conn.writableEnded) return;
  const bytes = Buffer.allocUnsafe(ids.length * PUBACK_BYTES);
  let at = 0;
  for (const id of ids) {
    bytes[at] = PUBACK;
    bytes[at + 1] = 2;
    bytes[at + 2] = id >> 8;
    bytes[at + 3] = id & 0xff;
    at += PUBACK_BYTES;
  }
  conn.write(bytes);
  // A device that sends but never reads its answers would gather them here.
  if (conn.writableLength > LIMITS.unreadAnswerBytes) conn.destroy();
}
