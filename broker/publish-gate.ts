import type { Client, PublishPacket } from "aedes";
import type { Kept, Publish } from "../domain/publish.ts";
import { isOwnTopic, topicLevels } from "./authorize.ts";
import type { Bans } from "./bans.ts";
import { AEDES_SETTINGS, LIMITS } from "./options.ts";
import type { BrokerPorts } from "./ports.ts";
import type { Presence } from "./presence.ts";
import { PubackWriter } from "./puback-writer.ts";
import { type Rate, isOverRate } from "./rate-limit.ts";
import { RetainedBudget } from "./retained-budget.ts";
import type { SecurityLog } from "./security-log.ts";
import type { Session, Sessions } from "./session.ts";

type Done = (error?: Error | null) => void;
export interface PublishGateParts {
  readonly ports: BrokerPorts;
  readonly sessions: Sessions;
  readonly bans: Bans;
  readonly log: SecurityLog;
  readonly presence: Presence;
  readonly rate: Rate;
}

/**
 * Where every publish passes before it is acknowledged. aedes calls `authorize` for each and reads on once enough of them are
 * done; `forwards` then says which few go through aedes' own delivery.
 *
 * QoS 1 is acknowledged from here: the packet goes on as QoS 0, for which aedes writes no PUBACK, and the PUBACK is written
 * when `accept` says kept. So an unkept publish costs its own acknowledgement only: what stands behind it, an SOS perhaps, is
 * still read. QoS 2 and forwarded packets keep their QoS and wait in aedes' way.
 */
export class PublishGate {
  readonly #parts: PublishGateParts;
  readonly #pubacks = new PubackWriter();
  readonly #retained = new RetainedBudget();
  readonly #forwarded = new WeakSet<object>();
  /** Calls of `accept` without an answer, and who waits for the last of them. */
  #asked = 0;
  readonly #idle: (() => void)[] = [];

  constructor(parts: PublishGateParts) {
    this.#parts = parts;
  }
  /** Nobody subscribes to what devices say: only gateways' messages (heard inside their mount) and retained status go on. */
  forwards(packet: object): boolean {
    return this.#forwarded.has(packet);
  }
  /** Resolves when no `accept` is unanswered. */
  async settled(): Promise<void> {
    if (this.#asked > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /** @param client `null` for the will of a broker that is gone: let through, it tells nothing that is true now */
  authorize(client: Client | null, packet: PublishPacket, done: Done): void {
    if (client === null) return done(null);
    const session = this.#parts.sessions.of(client);
    if (session === undefined || !session.isSignedIn) return done(new Error("publish before sign-in"));
    if (packet === session.will) return this.#will(session, packet, done);
    if (session.isBanned) return this.#withhold(packet, done);
    if (session.mount !== null) packet.topic = session.mount + packet.topic;
    if (!isOwnTopic(session, packet.topic)) return this.#foreign(session, packet, done);
    if (packet.retain && !this.#retained.admit(session, packet.topic, packet.payload.length)) packet.retain = false;
    const isForwarded = session.mount === null ? packet.retain : topicLevels(packet.topic) <= AEDES_SETTINGS.maxTopicLevels;
    this.#accept(session, packet, isForwarded, done);
  }

  /** A will means offline, never a reading and never proof of life. */
  #will(session: Session, packet: PublishPacket, done: Done): void {
    this.#parts.presence.willOf(session);
    if (packet.retain && !this.#retained.admit(session, packet.topic, packet.payload.length)) packet.retain = false;
    if (session.mount !== null || packet.retain) this.#forwarded.add(packet);
    done(null);
  }
  /** Acknowledged, or the device would send it for ever; neither kept nor forwarded. */
  #foreign(session: Session, packet: PublishPacket, done: Done): void {
    const { principal, address } = session;
    const entry = { principalId: principal.id, address, topic: packet.topic };
    this.#parts.log.report({ ...entry, action: "publish", detail: "publish outside the own prefix" });
    packet.retain = false;
    if (this.#parts.bans.isFlooding(principal.id)) {
      this.#parts.log.report({
        ...entry,
        action: "flood",
        detail: `${LIMITS.foreignPublishes} publishes outside the own prefix; banned for a minute`,
      });
      session.isBanned = true;
      setTimeout(() => session.client.conn.destroy(), 0);
    }
    done(null);
  }

  /**
   * QoS 2 and forwarded packets wait in aedes for the answer. All others, and everything on a connection that is about to be
   * closed, are read past: aedes sees QoS 0, and stops reading only while too many are unanswered (back-pressure through TCP).
   */
  #accept(session: Session, packet: PublishPacket, isForwarded: boolean, done: Done): void {
    const isEvent = packet.topic === session.eventsTopic;
    if (session.isClosing && !isEvent && isFull(session)) return this.#withhold(packet, done);
    const { clock } = this.#parts.ports;
    const isLate = isOverRate(this.#parts.rate, session, clock.monotonic()) && !isEvent;
    const publish = toPublish(session, packet, clock.now());
    const waits = (packet.qos === 2 || isForwarded) && !session.isClosing;
    if (isForwarded && waits) this.#forwarded.add(packet);
    session.unanswered += 1;
    session.unansweredBytes += publish.payload.length;
    const answer = (kept: Kept): void => {
      this.#answered(session, publish, kept);
      if (waits && kept === "kept") done(null);
      else if (waits) this.#withhold(packet, done);
      else if (kept === "kept" && publish.qos === 1 && publish.packetId !== null) this.#pubacks.acknowledge(session, publish.packetId);
    };
    this.#ask(publish, isLate ? (kept) => void setTimeout(answer, LIMITS.overRateDelayMs, kept) : answer);
    if (waits) return;
    packet.qos = 0;
    if (isFull(session) && !session.isClosing) session.held.push(() => done(null));
    else done(null);
  }
  #answered(session: Session, publish: Publish, kept: Kept): void {
    session.unanswered -= 1;
    session.unansweredBytes -= publish.payload.length;
    if (kept === "notKept" && publish.qos > 0) this.#closeSoon(session);
    if (session.held.length > 0 && (session.isClosing || !isFull(session))) readOn(session);
  }
  #ask(publish: Publish, answer: (kept: Kept) => void): void {
    this.#asked += 1;
    const settle = (kept: Kept): void => {
      this.#asked -= 1;
      answer(kept);
      if (this.#asked === 0) for (const resolve of this.#idle.splice(0)) resolve();
    };
    this.#parts.ports.accept(publish).then(settle, () => settle("notKept"));
  }
  /** No acknowledgement and no forwarding: aedes answers nothing at QoS 0. */
  #withhold(packet: PublishPacket, done: Done): void {
    this.#forwarded.delete(packet);
    packet.qos = 0;
    packet.retain = false;
    done(null);
  }
  /** The device must send again what was not kept, and it does so when it reconnects. Until then nothing is held up. */
  #closeSoon(session: Session): void {
    if (session.isClosing) return;
    session.isClosing = true;
    this.#parts.bans.forgiveConnect(session.principal.id);
    setTimeout(() => session.client.conn.destroy(), LIMITS.closeAfterUnkeptMs).unref();
  }
}
function isFull(session: Session): boolean {
  return session.unanswered >= LIMITS.unanswered || session.unansweredBytes >= LIMITS.unansweredBytes;
}
function readOn(session: Session): void {
  for (const resume of session.held.splice(0)) resume();
}
function toPublish(session: Session, packet: PublishPacket, receivedAtMs: number): Publish {
  const { topic, qos, dup, retain } = packet;
  const payload = typeof packet.payload === "string" ? Buffer.from(packet.payload) : packet.payload;
  return { principal: session.principal, topic, payload, qos, dup, retain, packetId: packet.messageId ?? null, receivedAtMs };
}
