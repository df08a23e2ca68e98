import { createServer as createHttpServer } from "node:http";
import { createServer as createTcpServer, type Server, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { TLSSocket, createSecureContext } from "node:tls";
import { WebSocketServer, createWebSocketStream } from "ws";
import { AnhuError } from "../domain/errors.ts";
import type { AddressGate } from "./address-gate.ts";
import { LIMITS, type ListenOptions, type TlsListenOptions } from "./options.ts";

/** A byte stream that speaks MQTT, from any of the three listeners. `signedIn` ends its turn at the address gate. */
export interface Arrival {
  readonly conn: Duplex;
  readonly address: string;
  readonly signedIn: () => void;
}
export interface Listener {
  readonly port: number;
  /** Stops listening and cuts what is connected. */
  close(): Promise<void>;
}
type Transport = (socket: Socket, address: string, signedIn: () => void) => void;

export function listenTcp(options: ListenOptions, gate: AddressGate, arrive: (arrival: Arrival) => void): Promise<Listener> {
  return listen("MQTT", options, gate, (conn, address, signedIn) => arrive({ conn, address, signedIn }));
}
export function listenTls(options: TlsListenOptions, gate: AddressGate, arrive: (arrival: Arrival) => void): Promise<Listener> {
  const secureContext = createSecureContext({ key: options.key, cert: options.cert, minVersion: "TLSv1.2" });
  return listen("MQTT over TLS", options, gate, (socket, address, signedIn) => {
    const conn = new TLSSocket(socket, { isServer: true, secureContext });
    arrive({ conn, address, signedIn });
  });
}
/** [MQTT-6.0.0-3] the client offers the subprotocol `mqtt`; whoever does not is refused. */
export function listenWebSocket(options: ListenOptions, gate: AddressGate, arrive: (arrival: Arrival) => void): Promise<Listener> {
  const turns = new WeakMap<Duplex, { address: string; signedIn: () => void }>();
  const http = createHttpServer((_request, response) => response.writeHead(426, { upgrade: "websocket" }).end());
  const webSockets = new WebSocketServer({ noServer: true, maxPayload: LIMITS.webSocketMessage, handleProtocols: () => "mqtt" });
  http.on("upgrade", (request, socket, head) => {
    const offered = (request.headers["sec-websocket-protocol"] ?? "").split(",").map((name) => name.trim());
    if (!offered.includes("mqtt")) return void socket.end("HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n");
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      const turn = turns.get(socket);
      if (turn === undefined) return webSocket.terminate();
      arrive({ conn: createWebSocketStream(webSocket), ...turn });
    });
  });
  return listen("MQTT over WebSocket", options, gate, (socket, address, signedIn) => {
    turns.set(socket, { address, signedIn });
    http.emit("connection", socket);
    socket.resume();
  });
}

/** Sockets arrive paused, so that one that waits at the gate is not read. */
async function listen(what: string, options: ListenOptions, gate: AddressGate, transport: Transport): Promise<Listener> {
  const sockets = new Set<Socket>();
  const server = createTcpServer({ pauseOnConnect: true, noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    const address = (socket.remoteAddress ?? "unknown").replace(/^::ffff:/, "");
    const signedIn = gate.enter(socket, address, () => transport(socket, address, () => signedIn()));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(listenError(what, options, error)));
    server.listen(options.port, options.host, resolve);
  });
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return { port: portOf(server), close };
}
function listenError(what: string, { host, port }: ListenOptions, cause: NodeJS.ErrnoException): AnhuError {
  const where = `listening for ${what} on ${host}:${port}`;
  if (cause.code === "EADDRINUSE") {
    return new AnhuError("PORT_IN_USE", `${where}: the port is in use; stop the other program or choose another port`, { cause });
  }
  return new AnhuError("BAD_CONFIG", `${where}: ${cause.code ?? cause.message}; check host and port`, { cause });
}
function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}
