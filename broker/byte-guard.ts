import type { Duplex } from "node:stream";
import { LIMITS } from "./options.ts";

const CONNECT_TYPE = 1;
const LENGTH_BYTES_MAX = 4;

/** Follows the fixed headers of one connection's MQTT packets, whatever chunks they come in; bodies are skipped, never copied. */
export class FrameMeter {
  #isFirst = true;
  /** Bytes of the current body that are still to come. */
  #body = 0;
  /** 0: a type byte is next; n: the nth byte of the remaining length is next. */
  #position = 0;
  #length = 0;

  /** `null`, or why this connection must be closed. */
  scan(chunk: Uint8Array): string | null {
    let at = 0;
    while (at < chunk.length) {
      if (this.#body > 0) {
        const skipped = Math.min(this.#body, chunk.length - at);
        this.#body -= skipped;
        at += skipped;
        continue;
      }
      const fault = this.#header(chunk[at] ?? 0);
      if (fault !== null) return fault;
      at += 1;
    }
    return null;
  }
  #header(byte: number): string | null {
    if (this.#position === 0) {
      if (this.#isFirst && byte >> 4 !== CONNECT_TYPE) return "the first packet is not CONNECT";
      this.#position = 1;
      this.#length = 0;
      return null;
    }
    this.#length += (byte & 0x7f) << (7 * (this.#position - 1));
    if ((byte & 0x80) !== 0) {
      // [MQTT-2.2.3] the remaining length has at most four bytes.
      if (this.#position === LENGTH_BYTES_MAX) return "the remaining length has more than four bytes";
      this.#position += 1;
      return null;
    }
    const limit = this.#isFirst ? LIMITS.connectFrame : LIMITS.frame;
    if (this.#length > limit) return `a packet of ${this.#length} bytes exceeds ${limit}`;
    this.#isFirst = false;
    this.#position = 0;
    this.#body = this.#length;
    return null;
  }
}

/**
 * Lets aedes read only packets within the limits: aedes has no frame limit and would gather 200 MB before CONNECT.
 * aedes pulls with `read()`, so the guard looks at each chunk on its way through, without a stream or a copy between.
 *
 * aedes calls `read()` once for each 'readable' and expects all that is buffered, but Node 26 returns one chunk a call; what
 * stayed behind would wait for the next arrival (a CONNECT in several WebSocket messages never completes). So all is taken here.
 * @param onFault is called once; the connection is destroyed and nothing of the faulty chunk is handed on
 */
export function guardBytes(conn: Duplex, onFault: (detail: string) => void): void {
  const meter = new FrameMeter();
  const read = conn.read.bind(conn);
  conn.read = (size?: number): unknown => {
    if (conn.destroyed) return null;
    const chunk: unknown = read(size);
    if (!(chunk instanceof Uint8Array)) return chunk;
    const all = joinBuffered(chunk, read);
    const fault = meter.scan(all);
    if (fault === null) return all;
    conn.destroy();
    onFault(fault);
    return null;
  };
}
function joinBuffered(first: Uint8Array, read: () => unknown): Uint8Array {
  let next: unknown = read();
  if (!(next instanceof Uint8Array)) return first;
  const chunks = [first];
  for (; next instanceof Uint8Array; next = read()) chunks.push(next);
  return Buffer.concat(chunks);
}
