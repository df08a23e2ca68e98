import { connect, type Socket } from "node:net";
import { AnhuError } from "../domain/errors.ts";
import { connectFrame, DISCONNECT_FRAME, makeFrameReader, MAX_PACKET_ID, PACKET, PINGREQ_FRAME } from "./mqtt-frames.ts";
import { makeSwarmFrames } from "./swarm-payload.ts";

export interface SwarmCredential {
  readonly username: string;
  /** `null`: signs in without user name and password (a broker without hooks). */
  readonly password: string | null;
  readonly topic: string;
}
export interface SwarmConnectionInput {
  readonly host: string;
  readonly port: number;
  readonly credential: SwarmCredential;
  readonly window: number;
  readonly messages: number;
  /** `at` of message `index`, given the `at` before it; must grow. */
  at(index: number, beforeMs: number): number;
  /** Called for every PUBACK, with the 0-based index of its message and the time from write to PUBACK. */
  acknowledged(index: number, tookMs: number): void;
}
export interface SwarmConnection {
  /** Resolves when the CONNACK accepted. @throws {AnhuError} `SERVER_UNREACHABLE`, `UNAUTHENTICATED` */
  readonly ready: Promise<void>;
  /** Sends everything; resolves with `null` at the last PUBACK, or with why it ended before. */
  run(): Promise<string | null>;
  /** Ends without DISCONNECT. */
  destroy(): void;
  readonly sent: () => number;
  readonly unexpected: () => number;
}
const KEEPALIVE_S = 60;

/** One publisher on a raw socket: at most `window` messages in flight, packet ids wrap at 65,535. */
export function openSwarmConnection(input: SwarmConnectionInput): SwarmConnection {
  const { credential, window, messages } = input;
  const frames = makeSwarmFrames(credential.topic);
  const ringSize = Math.max(64, window * 4);
  const ids = new Uint16Array(ringSize);
  const indices = new Uint32Array(ringSize);
  const sentAtMs = new Float64Array(ringSize);
  let sent = 0;
  let acknowledged = 0;
  let unexpected = 0;
  let packetId = 0;
  let atMs = 0;
  let running = false;
  const ready = Promise.withResolvers<void>();
  const finished = Promise.withResolvers<string | null>();
  const socket: Socket = connect(input.port, input.host);
  socket.setNoDelay(true);

  function nextBatch(): number {
    let count = 0;
    let id = packetId;
    while (sent + count < messages && sent + count - acknowledged < window) {
      id = id === MAX_PACKET_ID ? 1 : id + 1;
      if (ids[id % ringSize] !== 0) break;
      count++;
    }
    return count;
  }
  function pump(): void {
    const count = nextBatch();
    if (count === 0) return;
    const chunk = Buffer.allocUnsafe(count * frames.frameLength);
    const nowMs = performance.now();
    for (let position = 0; position < count; position++) {
      packetId = packetId === MAX_PACKET_ID ? 1 : packetId + 1;
      atMs = input.at(sent, atMs);
      frames.fill(chunk, position * frames.frameLength, sent, packetId, atMs);
      const slot = packetId % ringSize;
      ids[slot] = packetId;
      indices[slot] = sent++;
      sentAtMs[slot] = nowMs;
    }
    socket.write(chunk);
  }
  function onPuback(body: Buffer): void {
    const id = body.readUInt16BE(0);
    const slot = id % ringSize;
    if (ids[slot] !== id) {
      unexpected++;
      return;
    }
    ids[slot] = 0;
    acknowledged++;
    input.acknowledged(indices[slot] ?? 0, performance.now() - (sentAtMs[slot] ?? 0));
    if (acknowledged === messages) {
      socket.end(DISCONNECT_FRAME);
      finished.resolve(null);
    }
  }
  const read = makeFrameReader((type, body) => {
    if (type === PACKET.puback) return onPuback(body);
    if (type !== PACKET.connack) return;
    const code = body.readUInt8(1);
    if (code === 0) return ready.resolve();
    ready.reject(new AnhuError("UNAUTHENTICATED", `signing in to MQTT as ${credential.username}: refused with code ${code}`));
    socket.destroy();
  });
  const ping = setInterval(() => socket.write(PINGREQ_FRAME), (KEEPALIVE_S / 2) * 1000);
  socket.on("data", (chunk) => {
    if (typeof chunk === "string") return;
    read(chunk);
    if (running && sent - acknowledged <= window / 2) pump();
  });
  socket.on("error", (error) => ready.reject(unreachable(input, error)));
  socket.on("close", () => {
    clearInterval(ping);
    ready.reject(unreachable(input, undefined));
    finished.resolve(`connection closed after ${acknowledged} of ${messages} acknowledgements`);
  });
  socket.write(connectFrame({ clientId: credential.username, ...credential, keepaliveS: KEEPALIVE_S }));
  return {
    ready: ready.promise,
    run() {
      running = true;
      if (messages === 0) {
        socket.end(DISCONNECT_FRAME);
        finished.resolve(null);
      }
      pump();
      return finished.promise;
    },
    destroy: () => socket.destroy(),
    sent: () => sent,
    unexpected: () => unexpected,
  };
}
function unreachable(input: SwarmConnectionInput, cause: unknown): AnhuError {
  const where = `${input.host}:${input.port}`;
  return new AnhuError("SERVER_UNREACHABLE", `connecting to MQTT at ${where}: no CONNACK; start the server first`, {
    retryable: true,
    cause,
  });
}
