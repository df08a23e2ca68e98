import { deviceKindInfo } from "../../domain/device-kinds.ts";
import type { DeviceMessage } from "../../domain/device-message.ts";
import { GRADES, METHODS, QUALITIES, type Quality } from "../../domain/observation.ts";
import { SIGN_INDEX } from "../../domain/signs.ts";
import type { NamedDevice } from "./historian-protocol.ts";

/** A message starts with this many numbers: device, observedAtMs, receivedAtMs, override, count of samples. */
export const MESSAGE_HEAD = 5;
/** Numbers of a sample: sign × 4 + quality, value. */
export const SAMPLE_LENGTH = 2;
/** Override: 1 + index of the method (0: none), plus this × (1 + index of the grade). */
export const GRADE_FACTOR = 64;
const FIRST_CAPACITY = 64 * 1024;
const QUALITY_INDEX: Readonly<Record<Quality, number>> = { good: 0, suspect: 1, technical: 2 };

export interface EncodedMessages {
  readonly messages: Float64Array<ArrayBuffer>;
  readonly length: number;
  /** Devices that these messages are the first to name. */
  readonly devices: readonly NamedDevice[];
}
export function qualityOf(index: number): Quality {
  return QUALITIES[index] ?? "technical";
}

/**
 * Writes messages as numbers into one array that is handed to the writer's thread; nothing of a message is held on to. Messages without
 * samples are left out. Several of these may speak to one thread: each numbers the devices in a series of its own.
 */
export class MessageWriter {
  readonly #series: { next: number; readonly step: number };
  readonly #numbers = new Map<string, number>();
  #devices: NamedDevice[] = [];
  #out: Float64Array<ArrayBuffer> | null = null;
  #spare: ArrayBuffer | null = null;
  #length = 0;
  #count = 0;

  constructor(first: number, step: number) {
    this.#series = { next: first, step };
  }
  /** Messages gathered since `take`. */
  get count(): number {
    return this.#count;
  }
  /** The writer was started again, or may not have heard of the last devices: they are named again, under new numbers. */
  forgetDevices(): void {
    this.#numbers.clear();
  }
  giveBack(buffer: ArrayBuffer): void {
    this.#spare = buffer;
  }
  drop(): void {
    this.#length = 0;
    this.#count = 0;
    this.#devices = [];
    this.forgetDevices();
  }
  add(message: DeviceMessage): void {
    const { samples, device } = message;
    if (samples.length === 0) return;
    const out = this.#room(MESSAGE_HEAD + SAMPLE_LENGTH * samples.length);
    let at = this.#length;
    out[at] = this.#numberOf(device);
    out[at + 1] = message.observedAtMs;
    out[at + 2] = message.receivedAtMs;
    out[at + 3] = overrideOf(message);
    out[at + 4] = samples.length;
    at += MESSAGE_HEAD;
    for (const sample of samples) {
      out[at] = SIGN_INDEX[sample.sign] * 4 + QUALITY_INDEX[sample.quality];
      out[at + 1] = sample.value;
      at += SAMPLE_LENGTH;
    }
    this.#length = at;
    this.#count++;
  }
  /** What was gathered; the next `add` begins anew. */
  take(): EncodedMessages {
    const taken = { messages: this.#room(0), length: this.#length, devices: this.#devices };
    this.#out = null;
    this.#length = 0;
    this.#count = 0;
    this.#devices = [];
    return taken;
  }

  #room(more: number): Float64Array<ArrayBuffer> {
    if (this.#out === null) {
      this.#out = new Float64Array(this.#spare ?? new ArrayBuffer(8 * FIRST_CAPACITY));
      this.#spare = null;
    }
    const needed = this.#length + more;
    if (needed > this.#out.length) {
      const larger = new Float64Array(new ArrayBuffer(8 * Math.max(2 * this.#out.length, needed)));
      larger.set(this.#out.subarray(0, this.#length));
      this.#out = larger;
    }
    return this.#out;
  }
  #numberOf(device: DeviceMessage["device"]): number {
    const known = this.#numbers.get(device.id);
    if (known !== undefined) return known;
    const number = this.#series.next;
    this.#series.next += this.#series.step;
    this.#numbers.set(device.id, number);
    this.#devices.push({ number, id: device.id, facilityId: device.facilityId, kind: device.kind });
    return number;
  }
}

/** What this message says otherwise than its device kind does. */
function overrideOf({ method, grade, device }: DeviceMessage): number {
  const methodPart = method === null ? 0 : 1 + METHODS.indexOf(method);
  const gradePart = grade === deviceKindInfo(device.kind).grade ? 0 : 1 + GRADES.indexOf(grade);
  return methodPart + GRADE_FACTOR * gradePart;
}
