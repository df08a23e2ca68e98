import { DEVICE_KIND_KEYS, deviceKindInfo, methodOf } from "../../../domain/device-kinds.ts";
import { GRADES, METHODS, type Grade, type Method, type Quality } from "../../../domain/observation.ts";
import { SIGN_KEYS, type SignKey } from "../../../domain/signs.ts";
import type { NamedDevice } from "../historian-protocol.ts";
import { GRADE_FACTOR, MESSAGE_HEAD, qualityOf, SAMPLE_LENGTH } from "../message-writer.ts";

export interface Value {
  readonly sign: SignKey;
  readonly value: number;
  readonly quality: Quality;
}
/** A message as a batch carries it. `method`, `grade`: what it said itself; `null`: as its device kind. */
export interface BatchMessage {
  readonly device: NamedDevice;
  readonly atMs: number;
  readonly receivedAtMs: number;
  readonly method: Method | null;
  readonly grade: Grade | null;
  readonly values: readonly Value[];
  /** No numbers that could be stored. */
  readonly unusable: readonly Value[];
}

/** Messages that are held as objects at once. */
const MESSAGES_AT_ONCE = 4_000;

/** Reads what `MessageWriter` wrote, some at a time. @throws {Error} when a message names a device that was not told */
export function* readMessages(messages: Float64Array, devices: readonly NamedDevice[]): Generator<readonly BatchMessage[]> {
  let read: BatchMessage[] = [];
  const number = (index: number) => messages[index] ?? Number.NaN;
  for (let at = 0; at < messages.length;) {
    const device = devices[number(at)];
    if (device === undefined) throw new Error("a batch names a device that the writer was not told");
    const override = number(at + 3);
    const firstSample = at + MESSAGE_HEAD;
    const end = firstSample + SAMPLE_LENGTH * number(at + 4);
    const values: Value[] = [];
    const unusable: Value[] = [];
    for (let sample = firstSample; sample < end; sample += SAMPLE_LENGTH) {
      const code = number(sample);
      const sign = SIGN_KEYS[code >> 2];
      if (sign === undefined) continue;
      const value = { sign, value: number(sample + 1), quality: qualityOf(code & 3) };
      (Number.isFinite(value.value) ? values : unusable).push(value);
    }
    read.push({
      device,
      atMs: number(at + 1),
      receivedAtMs: number(at + 2),
      method: METHODS[(override % GRADE_FACTOR) - 1] ?? null,
      grade: GRADES[Math.floor(override / GRADE_FACTOR) - 1] ?? null,
      values,
      unusable,
    });
    at = end;
    if (read.length === MESSAGES_AT_ONCE) {
      yield read;
      read = [];
    }
  }
  if (read.length > 0) yield read;
}
/** The method that must be stored because the device kind does not say it. */
export function ownMethod({ device, method }: BatchMessage, sign: SignKey): Method | null {
  const kind = DEVICE_KIND_KEYS.find((key) => key === device.kind);
  return method === null || (kind !== undefined && methodOf(kind, sign) === method) ? null : method;
}
/** The grade that must be stored because the device kind does not say it. */
export function ownGrade({ device, grade }: BatchMessage): Grade | null {
  const kind = DEVICE_KIND_KEYS.find((key) => key === device.kind);
  return grade === null || (kind !== undefined && deviceKindInfo(kind).grade === grade) ? null : grade;
}
