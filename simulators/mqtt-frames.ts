/** MQTT 3.1.1 frames as bytes, for load that must cost less than the broker it measures. QoS 1 publishers only; no subscriptions. */
export const PACKET = { connack: 2, publish: 3, puback: 4, pingresp: 13 } as const;
/** Packet ids are 1 … 65,535 [MQTT-2.3.1-1]. */
export const MAX_PACKET_ID = 65_535;
const CLEAN_SESSION = 0x02;
const HAS_PASSWORD = 0x40;
const HAS_USERNAME = 0x80;
const PUBLISH_QOS_1 = 0x32;

function text(value: string): Buffer {
  const bytes = Buffer.from(value, "utf8");
  const length = Buffer.allocUnsafe(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
/** First byte, remaining length (base 128, low group first), body. */
function frame(firstByte: number, body: Buffer): Buffer {
  const head = [firstByte];
  let rest = body.length;
  do {
    const group = rest % 128;
    rest = Math.floor(rest / 128);
    head.push(rest > 0 ? group | 0x80 : group);
  } while (rest > 0);
  return Buffer.concat([Buffer.from(head), body]);
}
/** CONNECT with clean session; without a password the broker sees neither user name nor password. */
export function connectFrame(input: { clientId: string; username: string; password: string | null; keepaliveS: number }): Buffer {
  const flags = CLEAN_SESSION | (input.password === null ? 0 : HAS_USERNAME | HAS_PASSWORD);
  const head = Buffer.concat([text("MQTT"), Buffer.from([4, flags, input.keepaliveS >> 8, input.keepaliveS & 0xff])]);
  const login = input.password === null ? [] : [text(input.username), text(input.password)];
  return frame(0x10, Buffer.concat([head, text(input.clientId), ...login]));
}
/** A QoS 1 PUBLISH; `packetIdAt` is the offset of its two-byte packet id, `payloadAt` of its payload, so that both can be patched. */
export function publishFrame(topic: string, packetId: number, payload: Buffer): { bytes: Buffer; packetIdAt: number; payloadAt: number } {
  const head = text(topic);
  const id = Buffer.from([packetId >> 8, packetId & 0xff]);
  const bytes = frame(PUBLISH_QOS_1, Buffer.concat([head, id, payload]));
  const payloadAt = bytes.length - payload.length;
  return { bytes, packetIdAt: payloadAt - 2, payloadAt };
}
export const PINGREQ_FRAME: Buffer = Buffer.from([0xc0, 0]);
export const DISCONNECT_FRAME: Buffer = Buffer.from([0xe0, 0]);

/** Cuts a byte stream into frames. `onFrame(type, body)`: `body` is valid during the call only. */
export function makeFrameReader(onFrame: (type: number, body: Buffer) => void): (chunk: Buffer) => void {
  let kept: Buffer = Buffer.alloc(0);
  return (chunk) => {
    const bytes = kept.length === 0 ? chunk : Buffer.concat([kept, chunk]);
    let at = 0;
    for (;;) {
      let length = 0;
      let shift = 1;
      let cursor = at + 1;
      let group = 0x80;
      while (cursor < bytes.length && (group & 0x80) !== 0) {
        group = bytes.readUInt8(cursor++);
        length += (group & 0x7f) * shift;
        shift *= 128;
      }
      if ((group & 0x80) !== 0 || cursor + length > bytes.length) break;
      onFrame(bytes.readUInt8(at) >> 4, bytes.subarray(cursor, cursor + length));
      at = cursor + length;
      if (at >= bytes.length) break;
    }
    kept = at >= bytes.length ? Buffer.alloc(0) : Buffer.from(bytes.subarray(at));
  };
}
