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

/** Writes messages as numbers into one array that is handed to the writer's thread. Messages without samples are left out. */
export class MessageWriter {
  readonly #numbers = new Map<string, number>();
  #spare: ArrayBuffer | null = null;

  /** The writer was started again: it knows no device by its number. */
  forgetDevices(): void {
    this.#numbers.clear();
  }

  giveBack(buffer: ArrayBuffer): void {
    this.#spare = buffer;
  }

  write(messages: readonly DeviceMessage[]): EncodedMessages {
    let out = new Float64Array(this.#spare ?? new ArrayBuffer(8 * FIRST_CAPACITY));
    this.#spare = null;
    const devices: NamedDevice[] = [];
    let at = 0;
    for (const message of messages) {
      const { samples, device } = message;
      if (samples.length === 0) continue;
      const needed = at + MESSAGE_HEAD + SAMPLE_LENGTH * samples.length;
      if (needed > out.length) {
        const larger = new Float64Array(new ArrayBuffer(8 * Math.max(2 * out.length, needed)));
        larger.set(out.subarray(0, at));
        out = larger;
      }
      let number = this.#numbers.get(device.id);
      if (number === undefined) {
        number = this.#numbers.size;
        this.#numbers.set(device.id, number);
        devices.push({ number, id: device.id, kind: device.kind });
      }
      out[at] = number;
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
    }
    return { messages: out, length: at, devices };
  }
}

/** What this message says otherwise than its device kind does. */
function overrideOf({ method, grade, device }: DeviceMessage): number {
  const methodPart = method === null ? 0 : 1 + METHODS.indexOf(method);
  const gradePart = grade === deviceKindInfo(device.kind).grade ? 0 : 1 + GRADES.indexOf(grade);
  return methodPart + GRADE_FACTOR * gradePart;
}
