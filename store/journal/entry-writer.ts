import type { ControlEvent, JournalEntry, Publish } from "../../domain/publish.ts";

/** Stands in the `format` column of a row; grows when the bytes below change. */
export const ENTRY_FORMAT = 1;
/** First byte of a control entry; a publish has its flags there. */
export const CONTROL = 0x80;
export const QOS_MASK = 0x03;
export const DUP = 0x04;
export const RETAIN = 0x08;
export const GATEWAY = 0x10;
export const PACKET_ID = 0x20;

const FIRST_CAPACITY = 256 * 1024;
/** Buffers that grew beyond this are not kept for reuse. */
const LARGEST_KEPT = 4 * 1024 * 1024;
const SPARE_BUFFERS = 3;

export interface EncodedEntries {
  readonly buffer: ArrayBuffer;
  readonly length: number;
}

/**
 * Writes journal entries one behind the other into a buffer that is handed to the worker and comes back.
 * Publish: flags u8, receivedAtMs f64, [packetId u16], principal id, facility id, topic (each u32 length + UTF-8),
 * payload (u32 length + bytes). Control: 0x80, then the JSON text of `{control, receivedAtMs}` (u32 length + UTF-8). Little endian.
 */
export class EntryWriter {
  #bytes = Buffer.alloc(0);
  #view = new DataView(new ArrayBuffer(0));
  #length = 0;
  #spare: ArrayBuffer[] = [];

  get length(): number {
    return this.#length;
  }

  write(entry: JournalEntry): void {
    if (entry.kind === "publish") this.#publish(entry.publish);
    else this.#control(entry.control, entry.receivedAtMs);
  }

  /** What was written; the writer is empty afterwards. */
  take(): EncodedEntries {
    const { buffer } = this.#bytes;
    if (!(buffer instanceof ArrayBuffer)) throw new Error("the journal's buffer cannot be shared memory");
    const taken = { buffer, length: this.#length };
    this.#use(this.#spare.pop() ?? new ArrayBuffer(FIRST_CAPACITY));
    this.#length = 0;
    return taken;
  }

  /** A buffer that came back from the worker. */
  giveBack(buffer: ArrayBuffer): void {
    if (this.#spare.length < SPARE_BUFFERS && buffer.byteLength <= LARGEST_KEPT) this.#spare.push(buffer);
  }

  #publish(publish: Publish): void {
    const { principal, topic, payload, packetId } = publish;
    // A UTF-16 unit needs at most three bytes of UTF-8.
    this.#reserve(32 + payload.length + 3 * (topic.length + principal.id.length + principal.facilityId.length));
    const view = this.#view;
    const start = this.#length;
    view.setUint8(
      start,
      publish.qos |
        (publish.dup ? DUP : 0) |
        (publish.retain ? RETAIN : 0) |
        (principal.type === "gateway" ? GATEWAY : 0) |
        (packetId === null ? 0 : PACKET_ID),
    );
    view.setFloat64(start + 1, publish.receivedAtMs, true);
    this.#length = start + 9;
    if (packetId !== null) {
      view.setUint16(this.#length, packetId, true);
      this.#length += 2;
    }
    this.#text(principal.id);
    this.#text(principal.facilityId);
    this.#text(topic);
    view.setUint32(this.#length, payload.length, true);
    this.#bytes.set(payload, this.#length + 4);
    this.#length += 4 + payload.length;
  }

  #control(control: ControlEvent, receivedAtMs: number): void {
    const text = JSON.stringify({ control, receivedAtMs });
    this.#reserve(5 + 3 * text.length);
    this.#view.setUint8(this.#length, CONTROL);
    this.#length += 1;
    this.#text(text);
  }

  #text(text: string): void {
    const bytes = this.#bytes;
    const start = this.#length + 4;
    let written = 0;
    for (; written < text.length; written += 1) {
      const code = text.charCodeAt(written);
      if (code > 0x7f) {
        written = bytes.write(text, start, "utf8");
        break;
      }
      bytes[start + written] = code;
    }
    this.#view.setUint32(this.#length, written, true);
    this.#length = start + written;
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const old = this.#bytes;
    this.#use(new ArrayBuffer(Math.max(FIRST_CAPACITY, 2 ** Math.ceil(Math.log2(needed)))));
    this.#bytes.set(old.subarray(0, this.#length));
  }

  #use(buffer: ArrayBuffer): void {
    this.#bytes = Buffer.from(buffer);
    this.#view = new DataView(buffer);
  }
}
