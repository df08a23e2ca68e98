import { publishFrame } from "./mqtt-frames.ts";

/** Digits of `at`, `seq` and the changing signs: fixed widths, so that a frame is copied and patched, never built again. */
const AT_DIGITS = 13;
const FIRST_SEQ = 1_000_000;
const TEMPLATE = `{"at":0000000000000,"seq":0000000,"heartRate":00,"spo2":00,"respiratoryRate":00,"bodyTemperature":36.0,"steps":00000}`;
const SEQ_AT = TEMPLATE.indexOf('"seq":') + 6;
const HEART_RATE_AT = TEMPLATE.indexOf('"heartRate":') + 12;
const SPO2_AT = TEMPLATE.indexOf('"spo2":') + 7;
const RESPIRATORY_RATE_AT = TEMPLATE.indexOf('"respiratoryRate":') + 18;
const TENTHS_AT = TEMPLATE.indexOf("36.0") + 3;
const STEPS_AT = TEMPLATE.indexOf('"steps":') + 8;
const AT_AT = 6;

function writeDigits(target: Buffer, offset: number, width: number, value: number): void {
  let rest = value;
  for (let index = offset + width - 1; index >= offset; index--) {
    target[index] = 48 + (rest % 10);
    rest = Math.floor(rest / 10);
  }
}
/** Fills frames of one connection: five signs of a resident at rest, so that default rules run and none fires. */
export interface SwarmFrames {
  readonly frameLength: number;
  /** Writes message `index` with its packet id and `at` at `offset` of `target`. */
  fill(target: Buffer, offset: number, index: number, packetId: number, atMs: number): void;
}
export function makeSwarmFrames(topic: string): SwarmFrames {
  const { bytes, packetIdAt, payloadAt } = publishFrame(topic, 1, Buffer.from(TEMPLATE));
  return {
    frameLength: bytes.length,
    fill(target, offset, index, packetId, atMs) {
      bytes.copy(target, offset);
      target.writeUInt16BE(packetId, offset + packetIdAt);
      const payload = offset + payloadAt;
      writeDigits(target, payload + AT_AT, AT_DIGITS, atMs);
      writeDigits(target, payload + SEQ_AT, 7, swarmSeq(index));
      writeDigits(target, payload + HEART_RATE_AT, 2, 62 + (index % 20));
      writeDigits(target, payload + SPO2_AT, 2, 96 + (index % 3));
      writeDigits(target, payload + RESPIRATORY_RATE_AT, 2, 13 + (index % 5));
      writeDigits(target, payload + TENTHS_AT, 1, index % 8);
      writeDigits(target, payload + STEPS_AT, 5, 10_000 + (index % 80_000));
    },
  };
}
/** `seq` of message `index` (0-based): seven digits, so that its width never changes (9,000,000 messages a connection). */
export function swarmSeq(index: number): number {
  return FIRST_SEQ + (index % 9_000_000);
}
