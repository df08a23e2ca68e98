import { createServer, type AddressInfo, type Socket } from "node:net";
import { Aedes } from "aedes";

export interface Heard {
  readonly clientId: string;
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
}
/** A plain broker on a free port that keeps what it acknowledged; sockets can be broken, and the whole can stop and come back. */
export async function startAedes(port = 0): Promise<{
  readonly mqttUrl: string;
  readonly port: number;
  readonly heard: Heard[];
  readonly broker: Aedes;
  breakAll(): void;
  close(): Promise<void>;
}> {
  const heard: Heard[] = [];
  const sockets = new Set<Socket>();
  const broker = await Aedes.createBroker();
  broker.authorizePublish = (client, packet, done) => {
    if (client !== null) heard.push({ clientId: client.id, topic: packet.topic, payload: String(packet.payload), retain: packet.retain });
    done(null);
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    broker.handle(socket);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const bound = (server.address() as AddressInfo).port;
  return {
    mqttUrl: `mqtt://127.0.0.1:${bound}`,
    port: bound,
    heard,
    broker,
    breakAll: () => sockets.forEach((socket) => socket.destroy()),
    async close() {
      sockets.forEach((socket) => socket.destroy());
      await new Promise((resolve) => server.close(resolve));
      await new Promise<void>((resolve) => broker.close(resolve));
    },
  };
}
