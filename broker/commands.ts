import type { Aedes, Client, PublishPacket } from "aedes";
import { AnhuError } from "../domain/errors.ts";
import { parseTopic } from "../domain/topics.ts";
import { LIMITS } from "./options.ts";
import type { Sessions } from "./session.ts";

/** `sent`: written to a live connection; `queued`: waits for the return of a durable session; `offline`: nobody will receive it. */
export type CommandFate = "sent" | "queued" | "offline";

/**
 * Commands to devices and gateways, QoS 1. A transport acknowledgement only: whoever needs to know that a command was carried
 * out waits for the device's own report and sends again.
 */
export class Commands {
  readonly #aedes: Aedes;
  readonly #sessions: Sessions;
  /** Commands of each id that were neither acknowledged nor given up. */
  readonly #waiting = new Map<string, number>();
  /** Ids whose last connection asked for a durable session (clean session 0). */
  readonly #durable = new Set<string>();

  constructor(aedes: Aedes, sessions: Sessions) {
    this.#aedes = aedes;
    this.#sessions = sessions;
    aedes.on("client", (client: Client) => {
      if (!client.clean) return void this.#durable.add(client.id);
      this.#durable.delete(client.id);
      this.#waiting.delete(client.id);
    });
    // Only stored messages come with their packet: those of durable sessions.
    aedes.on("ack", (packet: PublishPacket | object | undefined, client: Client) => {
      if (packet !== undefined) this.#add(client.id, -1);
    });
  }
  /**
   * @param topic `anhu/v1/{facility}/{device}/commands`, or one inside a gateway's mount
   * @throws {AnhuError} `BAD_INPUT` for a topic outside the own prefix or over 16 KiB; `TOO_MANY` when 1,000 wait already
   */
  async publish(topic: string, payload: string | Uint8Array): Promise<CommandFate> {
    const id = parseTopic(topic)?.deviceId;
    if (id === undefined) throw new AnhuError("BAD_INPUT", `sending a command to ${topic}: use a topic below anhu/v1/{facility}/{device}/`);
    if ((this.#waiting.get(id) ?? 0) >= LIMITS.waitingCommands) {
      throw new AnhuError(
        "TOO_MANY",
        `sending a command to ${id}: ${LIMITS.waitingCommands} are waiting already, send when it has caught up`,
        {
          retryable: true,
        },
      );
    }
    const bytes = typeof payload === "string" ? Buffer.from(payload) : Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
    if (bytes.length > LIMITS.commandBytes) {
      throw new AnhuError("BAD_INPUT", `sending a command to ${id}: ${bytes.length} bytes, send at most ${LIMITS.commandBytes}`);
    }
    return this.#send(id, topic, bytes);
  }
  async #send(id: string, topic: string, payload: Buffer): Promise<CommandFate> {
    const isDurable = this.#durable.has(id);
    // A connection that ends is forgotten a moment after it was closed: nothing is sent to it any more.
    const isLive = this.#sessions.live(id)?.client.closed === false;
    if (!isDurable && !isLive) return "offline";
    this.#add(id, 1);
    await new Promise<void>((resolve, reject) => {
      const packet = { cmd: "publish", topic, payload, qos: 1, retain: false, dup: false } as const;
      this.#aedes.publish(packet, (error) => (error ? reject(error) : resolve()));
    });
    if (!isDurable) this.#add(id, -1);
    return isLive ? "sent" : "queued";
  }
  #add(id: string, count: number): void {
    const waiting = Math.max(0, (this.#waiting.get(id) ?? 0) + count);
    if (waiting === 0) this.#waiting.delete(id);
    else this.#waiting.set(id, waiting);
  }
}
