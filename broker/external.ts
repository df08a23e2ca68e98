import mqtt, { type IClientOptions, type IPublishPacket, type MqttClient } from "mqtt";
import { AnhuError, errorText } from "../domain/errors.ts";
import type { Kept, Publish } from "../domain/publish.ts";
import { PREFIX, parseTopic } from "../domain/topics.ts";
import { LIMITS } from "./options.ts";
import type { BrokerPorts } from "./ports.ts";

export interface ExternalBrokerOptions {
  /** `mqtt://`, `mqtts://`, `ws://` or `wss://`. */
  readonly url: string;
  /** One persistent session for each facility: `{clientId}-{facility}`. Keep it the same for ever. */
  readonly clientId: string;
  readonly username?: string;
  readonly password?: string;
  readonly facilities: readonly string[];
}
export interface ExternalBroker {
  /** All facilities' sessions are connected. */
  connected(): boolean;
  /**
   * Sends a command, QoS 1, over the session of its facility. `offline`: that is not connected, or the facility is none of ours.
   * @throws {AnhuError} `BAD_INPUT` for a topic outside the own prefix
   */
  publishCommand(topic: string, payload: string): Promise<"sent" | "offline">;
  /** Resolves when the last `accept` has answered; the broker keeps what comes meanwhile. */
  close(): Promise<void>;
}

/**
 * Takes readings from an external MQTT broker, which does the devices' sign-in and rights. A message is acknowledged after
 * `accept` said kept; what was not kept comes again after a reconnect a second later.
 * @throws {AnhuError} `SERVER_UNREACHABLE` (retryable) when a facility's session cannot be opened at the start
 */
export async function connectExternalBroker(
  options: ExternalBrokerOptions,
  ports: Pick<BrokerPorts, "clock" | "accept">,
): Promise<ExternalBroker> {
  const sessions = options.facilities.map((facilityId) => new FacilitySession(options, facilityId, ports));
  const publishCommand = async (topic: string, payload: string): Promise<"sent" | "offline"> => {
    const facilityId = parseTopic(topic)?.facilityId;
    if (facilityId === undefined)
      throw new AnhuError("BAD_INPUT", `sending a command to ${topic}: use a topic below anhu/v1/{facility}/{device}/`);
    const session = sessions.find((one) => one.facilityId === facilityId);
    return session === undefined ? "offline" : session.publish(topic, payload);
  };
  const close = async (): Promise<void> => void (await Promise.all(sessions.map((session) => session.close())));
  try {
    await Promise.all(sessions.map((session) => session.subscribed()));
  } catch (cause) {
    await close();
    const message = `reading from the MQTT broker ${new URL(options.url).host}: ${errorText(cause)}; check its address, account and rights`;
    throw new AnhuError("SERVER_UNREACHABLE", message, { retryable: true, cause });
  }
  return { connected: () => sessions.every((session) => session.isConnected), publishCommand, close };
}

class FacilitySession {
  readonly facilityId: string;
  readonly #client: MqttClient;
  readonly #filter: string;
  readonly #ports: Pick<BrokerPorts, "clock" | "accept">;
  #unanswered = 0;
  /** Called when there is room again, so that mqtt.js reads on. */
  #held: (() => void)[] = [];
  #idle: (() => void) | null = null;
  #reconnecting: NodeJS.Timeout | null = null;

  constructor(options: ExternalBrokerOptions, facilityId: string, ports: Pick<BrokerPorts, "clock" | "accept">) {
    const { url, clientId, username, password } = options;
    const account: IClientOptions = { ...(username === undefined ? {} : { username }), ...(password === undefined ? {} : { password }) };
    this.facilityId = facilityId;
    this.#filter = `${PREFIX}/${facilityId}/#`;
    this.#ports = ports;
    this.#client = mqtt.connect(url, {
      ...account,
      clientId: `${clientId}-${facilityId}`,
      clean: false,
      protocolVersion: 4,
      reconnectPeriod: 1_000,
    });
    this.#client.handleMessage = (packet, done) => this.#take(packet, done);
    // mqtt.js reconnects by itself; only the first connection is waited for.
    this.#client.on("error", () => undefined);
  }
  get isConnected(): boolean {
    return this.#client.connected;
  }
  async publish(topic: string, payload: string): Promise<"sent" | "offline"> {
    if (!this.#client.connected) return "offline";
    await this.#client.publishAsync(topic, payload, { qos: 1 });
    return "sent";
  }
  async subscribed(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#client.once("connect", () => resolve());
      this.#client.once("error", reject);
      this.#client.once("close", () => reject(new Error("the connection was closed")));
    });
    await this.#client.subscribeAsync(this.#filter, { qos: 1 });
  }
  async close(): Promise<void> {
    if (this.#reconnecting !== null) clearTimeout(this.#reconnecting);
    await this.#client.endAsync(true);
    if (this.#unanswered > 0) await new Promise<void>((resolve) => (this.#idle = resolve));
  }
  /**
   * mqtt.js writes the PUBACK when `done` gets no error, and reads the next message only then. So QoS 1 messages are always
   * "refused" there, and acknowledged from here: an SOS is not held up by the telemetry before it.
   */
  #take(packet: IPublishPacket, done: (error?: Error) => void): void {
    const publish = toPublish(packet, this.#ports.clock.now());
    if (publish === null) return done();
    const { stream } = this.#client;
    const goOn = (): void => (publish.qos === 1 ? done(new Error("acknowledged when kept")) : done());
    this.#unanswered += 1;
    const answer = (kept: Kept): void => {
      this.#unanswered -= 1;
      if (kept === "notKept") this.#reconnectSoon();
      else if (publish.packetId !== null && !stream.destroyed) stream.write(puback(publish.packetId));
      if (this.#unanswered < LIMITS.unanswered) for (const readOn of this.#held.splice(0)) readOn();
      if (this.#unanswered === 0) this.#idle?.();
    };
    this.#ports.accept(publish, answer);
    if (this.#unanswered < LIMITS.unanswered) goOn();
    else this.#held.push(goOn);
  }
  #reconnectSoon(): void {
    this.#reconnecting ??= setTimeout(() => {
      this.#reconnecting = null;
      this.#client.stream.destroy();
    }, LIMITS.closeAfterUnkeptMs).unref();
  }
}
/** `null` for what is not a reading: commands on their way to a device, and retained copies, which prove no life. */
function toPublish(packet: IPublishPacket, receivedAtMs: number): Publish | null {
  const topic = parseTopic(packet.topic);
  if (topic === null || packet.retain || topic.rest === "commands" || isRequest(topic.rest)) return null;
  const type = topic.rest.startsWith("raw/") ? "gateway" : "device";
  const principal = { id: topic.deviceId, facilityId: topic.facilityId, type } as const;
  const payload = Buffer.from(packet.payload);
  const packetId = packet.qos === 1 ? (packet.messageId ?? null) : null;
  return { principal, topic: packet.topic, payload, qos: packet.qos, dup: packet.dup, retain: false, packetId, receivedAtMs };
}
/** What we or others ask of a device behind a gateway. */
function isRequest(rest: string): boolean {
  return rest.startsWith("raw/") && (rest.endsWith("/set") || rest.endsWith("/get"));
}
function puback(packetId: number): Buffer {
  return Buffer.from([0x40, 2, packetId >> 8, packetId & 0xff]);
}
