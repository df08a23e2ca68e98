import { connect } from "node:net";
import { AnhuError } from "../domain/errors.ts";
import { connectFrame, DISCONNECT_FRAME, makeFrameReader, PACKET, publishFrame } from "./mqtt-frames.ts";
import type { SwarmCredential } from "./swarm-connection.ts";

/** A signed-in publisher on a raw socket that waits for its moment; long keep-alive, no pings. */
export interface RawPublisher {
  /** Writes a QoS 1 PUBLISH; the promise resolves at its PUBACK with performance.now(). */
  publish(payload: string): { readonly writtenMs: number; readonly acknowledged: Promise<number> };
  close(): void;
}
const KEEPALIVE_S = 3_600;

/** @throws {AnhuError} `UNAUTHENTICATED` or `SERVER_UNREACHABLE` */
export async function openRawPublisher(host: string, port: number, credential: SwarmCredential): Promise<RawPublisher> {
  const waiting = new Map<number, { resolve(atMs: number): void; reject(error: unknown): void }>();
  const ready = Promise.withResolvers<void>();
  let packetId = 0;
  const socket = connect(port, host);
  socket.setNoDelay(true);
  const read = makeFrameReader((type, body) => {
    if (type === PACKET.puback) {
      const id = body.readUInt16BE(0);
      waiting.get(id)?.resolve(performance.now());
      waiting.delete(id);
    } else if (type === PACKET.connack) {
      if (body.readUInt8(1) === 0) ready.resolve();
      else
        ready.reject(
          new AnhuError("UNAUTHENTICATED", `signing in to MQTT as ${credential.username}: refused with code ${body.readUInt8(1)}`),
        );
    }
  });
  socket.on("data", (chunk) => typeof chunk === "string" || read(chunk));
  const fail = (cause?: unknown): void => {
    const error = new AnhuError("SERVER_UNREACHABLE", `publishing at ${host}:${port}: the connection ended`, { retryable: true, cause });
    ready.reject(error);
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  socket.on("error", fail);
  socket.on("close", () => fail());
  socket.write(connectFrame({ clientId: credential.username, ...credential, keepaliveS: KEEPALIVE_S }));
  await ready.promise;
  return {
    publish(payload) {
      packetId = (packetId % 65_535) + 1;
      const { bytes } = publishFrame(credential.topic, packetId, Buffer.from(payload));
      const { promise, resolve, reject } = Promise.withResolvers<number>();
      waiting.set(packetId, { resolve, reject });
      const writtenMs = performance.now();
      socket.write(bytes);
      return { writtenMs, acknowledged: promise };
    },
    close: () => socket.end(DISCONNECT_FRAME),
  };
}
