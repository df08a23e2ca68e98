import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export interface SlowProxy {
  readonly port: number;
  /** From now on a new connection is passed on only after so long. */
  delay(ms: number): void;
  /** Ends all connections. */
  cut(): void;
  close(): Promise<void>;
}
/** A proxy in front of a port of this machine, behind which connecting takes as long as on a machine that has too much to do. */
export async function startSlowProxy(target: number, delayMs: number): Promise<SlowProxy> {
  const sockets = new Set<Socket>();
  let ms = delayMs;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    keep(near);
    const later = setTimeout(() => {
      const far = connect(target, "127.0.0.1");
      keep(far);
      near.pipe(far).pipe(near);
      near.on("close", () => far.destroy());
      far.on("close", () => near.destroy());
    }, ms);
    near.on("close", () => clearTimeout(later));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const cut = () => sockets.forEach((socket) => socket.destroy());
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    delay: (next) => void (ms = next),
    cut,
    async close() {
      const closed = once(server, "close");
      server.close();
      cut();
      await closed;
    },
  };
}
