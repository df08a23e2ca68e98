import { once } from "node:events";
import { connect as tcpConnect, type Socket } from "node:net";
import mqtt, { type IClientOptions, type MqttClient } from "mqtt";
import mqttPacket, { type Packet } from "mqtt-packet";
import { onTestFinished } from "vitest";
import { type Broker, startBroker } from "../../broker/broker.ts";
import type { BrokerOptions } from "../../broker/options.ts";
import type { BrokerPorts } from "../../broker/ports.ts";
import type { Credential } from "../../domain/directory.ts";
import { newSecret, sha256 } from "../../domain/ids.ts";
import type { Kept, Publish, SecurityEntry } from "../../domain/publish.ts";

export const HOST = "127.0.0.1";
type PresenceChange = Parameters<BrokerPorts["presence"]>[0];

/** Fake ports that record what the front door told them. `answer` decides what becomes of a publish. */
export class FakePorts implements BrokerPorts {
  readonly credentials = new Map<string, Credential>();
  readonly secrets = new Map<string, string>();
  readonly accepted: Publish[] = [];
  readonly changes: PresenceChange[] = [];
  readonly entries: SecurityEntry[] = [];
  answer: (publish: Publish) => Promise<Kept> = () => Promise.resolve("kept");
  /** Added to both clocks, so that a test can let a minute pass. */
  aheadMs = 0;
  readonly clock = { now: () => Date.now() + this.aheadMs, monotonic: () => performance.now() + this.aheadMs };

  credential(username: string): Credential | undefined {
    return this.credentials.get(username);
  }
  accept(publish: Publish, answer: (kept: Kept) => void): void {
    this.accepted.push(publish);
    this.answer(publish).then(answer, () => answer("notKept"));
  }
  presence(change: PresenceChange): void {
    this.changes.push(change);
  }
  security(entry: SecurityEntry): void {
    this.entries.push(entry);
  }
  addDevice(id: string, facilityId = "f1"): string {
    return this.#add({ id, facilityId, type: "device", dialect: null });
  }
  addGateway(id: string, facilityId = "f1"): string {
    return this.#add({ id, facilityId, type: "gateway", dialect: "zigbee2mqtt" });
  }
  revoke(id: string): void {
    const credential = this.credentials.get(id);
    if (credential !== undefined) this.credentials.set(id, { ...credential, revoked: true });
  }
  /** `[action, topic]` of each security entry. */
  refused(): [string, string | null][] {
    return this.entries.map(({ action, topic }) => [action, topic]);
  }
  #add(credential: Omit<Credential, "secretHash" | "revoked">): string {
    const secret = newSecret();
    this.secrets.set(credential.id, secret);
    this.credentials.set(credential.id, { ...credential, secretHash: sha256(secret), revoked: false });
    return credential.id;
  }
}

export interface Door {
  readonly ports: FakePorts;
  readonly broker: Broker;
  /** A signed-in mqtt.js client; it ends with the test. */
  connect(id: string, options?: IClientOptions): Promise<MqttClient>;
  raw(): Promise<RawClient>;
  /** A raw connection that has sent CONNECT for `id` and read its CONNACK. */
  rawSignedIn(id: string, connect?: Partial<mqttPacket.IConnectPacket>): Promise<RawClient>;
}
/** A broker on free ports that closes with the test. */
export async function openDoor(options: BrokerOptions = {}, ports = new FakePorts()): Promise<Door> {
  const broker = await startBroker({ tcp: { host: HOST, port: 0 }, ...options }, ports);
  onTestFinished(() => broker.close());
  const raw = async (): Promise<RawClient> => {
    const client = new RawClient(tcpConnect(broker.tcpPort ?? 0, HOST));
    onTestFinished(() => void client.socket.destroy());
    await once(client.socket, "connect");
    return client;
  };
  return {
    ports,
    broker,
    raw,
    connect: (id, overrides) => connectClient(`mqtt://${HOST}:${broker.tcpPort}`, ports, id, overrides),
    rawSignedIn: async (id, connect) => {
      const client = await raw();
      client.send(connectPacket(ports, id, connect));
      await client.next("connack");
      return client;
    },
  };
}
export function connectPacket(ports: FakePorts, id: string, overrides: Partial<mqttPacket.IConnectPacket> = {}): mqttPacket.IConnectPacket {
  const password = Buffer.from(ports.secrets.get(id) ?? "");
  const base = { cmd: "connect", protocolId: "MQTT", protocolVersion: 4, clean: true, keepalive: 60 } as const;
  return { ...base, clientId: id, username: id, password, ...overrides };
}
/** `onMessage` hears from the first packet on: what waits for a durable session comes together with the CONNACK. */
export async function connectClient(
  url: string,
  ports: FakePorts,
  id: string,
  overrides: IClientOptions = {},
  onMessage: (topic: string, payload: Buffer) => void = () => undefined,
): Promise<MqttClient> {
  const password = ports.secrets.get(id) ?? "";
  const client = mqtt.connect(url, { clientId: id, username: id, password, reconnectPeriod: 0, ...overrides });
  onTestFinished(() => void client.end(true));
  client.on("message", onMessage);
  await new Promise<void>((resolve, reject) => {
    client.once("connect", () => resolve());
    client.once("error", reject);
    client.once("close", () => reject(new Error(`the connection of ${id} was closed before it was signed in`)));
  });
  client.on("error", () => undefined);
  return client;
}

export function closedEvent(client: MqttClient): Promise<void> {
  return new Promise((resolve) => client.once("close", () => resolve()));
}
/** A connection that writes and reads packets as it is told, with no rules of its own. */
export class RawClient {
  readonly socket: Socket;
  readonly received: Packet[] = [];
  readonly closed: Promise<unknown>;
  readonly #waiting: { cmd: Packet["cmd"]; resolve: (packet: Packet) => void }[] = [];

  constructor(socket: Socket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => socket.once("close", resolve));
    socket.on("error", () => undefined);
    const parser = mqttPacket.parser();
    parser.on("packet", (packet) => this.#take(packet));
    socket.on("data", (chunk: Buffer) => parser.parse(chunk));
  }
  send(...packets: Packet[]): void {
    this.socket.write(Buffer.concat(packets.map((packet) => mqttPacket.generate(packet))));
  }
  /** The next packet of this kind that was not asked for yet. */
  next<K extends Packet["cmd"]>(cmd: K): Promise<Extract<Packet, { cmd: K }>> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no ${cmd} within 10 s`)), 10_000);
      const take = (packet: Packet): void => {
        clearTimeout(timer);
        resolve(packet as Extract<Packet, { cmd: K }>);
      };
      const at = this.received.findIndex((packet) => packet.cmd === cmd);
      if (at >= 0) take(this.received.splice(at, 1)[0]!);
      else this.#waiting.push({ cmd, resolve: take });
    });
  }
  #take(packet: Packet): void {
    const at = this.#waiting.findIndex((waiter) => waiter.cmd === packet.cmd);
    if (at >= 0) this.#waiting.splice(at, 1)[0]!.resolve(packet);
    else this.received.push(packet);
  }
}
export function publishPacket(
  topic: string,
  payload: string | Buffer,
  more: Partial<mqttPacket.IPublishPacket> = {},
): mqttPacket.IPublishPacket {
  return { cmd: "publish", topic, payload, qos: 1, messageId: 1, dup: false, retain: false, ...more };
}
/** The return code of a CONNACK that refused `options`, or the error when there was none. */
export function connectRefusal(url: string, options: IClientOptions): Promise<number | string> {
  return new Promise((resolve) => {
    const client = mqtt.connect(url, { reconnectPeriod: 0, connectTimeout: 20_000, ...options });
    client.on("error", (error) => {
      client.end(true);
      resolve("code" in error && typeof error.code === "number" ? error.code : error.message);
    });
    client.on("connect", () => {
      client.end(true);
      resolve(0);
    });
  });
}
export const rssMb = (): number => process.memoryUsage().rss / 1_048_576;
