import type { Client, PublishPacket } from "aedes";
import { errorText } from "../domain/errors.ts";
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
  /** Delivers to subscribers and retains; `done` when that is over. */
  readonly forward: (packet: PublishPacket, done: () => void) => void;
}

/**
 * Where every publish passes before it is acknowledged.
 *
 * QoS 1 is acknowledged from here: the packet goes on through aedes as QoS 0, for which aedes writes no PUBACK, and the PUBACK
 * is written when `accept` says kept. So an unkept publish costs its own acknowledgement only, and what stands behind it on the
 * connection, an SOS perhaps, is read at once; aedes stops reading while too many are unanswered (back-pressure through TCP).
 * QoS 2 waits in aedes, which writes its PUBREC.
 */
export class PublishGate {
  readonly #parts: PublishGateParts;
  readonly #pubacks = new PubackWriter();
  readonly #retained = new RetainedBudget();
  /** Calls of `accept` without an answer, and who waits for the last of them. */
  #asked = 0;
  readonly #idle: (() => void)[] = [];

  constructor(parts: PublishGateParts) {
    this.#parts = parts;
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
    if (session.isBanned) return withhold(packet, done);
    if (session.mount !== null) packet.topic = session.mount + packet.topic;
    if (!isOwnTopic(session, packet.topic)) return this.#foreign(session, packet, done);
    if (packet.retain && !this.#retained.admit(session, packet.topic, packet.payload.length)) packet.retain = false;
    this.#accept(session, packet, done);
  }

  /** A will means offline, never a reading and never proof of life. */
  #will(session: Session, packet: PublishPacket, done: Done): void {
    this.#parts.presence.willOf(session);
    if (packet.retain && !this.#retained.admit(session, packet.topic, packet.payload.length)) packet.retain = false;
    if (isHeard(session, packet)) this.#parts.forward({ ...packet }, nothing);
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

  #accept(session: Session, packet: PublishPacket, done: Done): void {
    const isEvent = packet.topic === session.eventsTopic;
    if (session.isClosing && !isEvent && isFull(session)) return withhold(packet, done);
    const { clock } = this.#parts.ports;
    const isLate = isOverRate(this.#parts.rate, session, clock.monotonic()) && !isEvent;
    const publish = toPublish(session, packet, clock.now());
    session.unanswered += 1;
    session.unansweredBytes += publish.payload.length;
    if (packet.qos === 2 && !session.isClosing) return this.#wait(session, publish, isLate, packet, done);
    this.#ask(session, publish, isLate);
    packet.qos = 0;
    if (isFull(session) && !session.isClosing) session.held.push(() => done(null));
    else done(null);
  }
  /** QoS 2: aedes goes on when it is answered. */
  #wait(session: Session, publish: Publish, isLate: boolean, packet: PublishPacket, done: Done): void {
    this.#ask(session, publish, isLate, (kept) => {
      if (kept === "kept") done(null);
      else withhold(packet, done);
    });
  }
  /** What waits for its commit holds the publish only: neither the packet nor what aedes would do next with it. */
  #ask(session: Session, publish: Publish, isLate: boolean, then?: (kept: Kept) => void): void {
    const answer = (kept: Kept): void => {
      this.#asked -= 1;
      if (kept === "notKept") this.#notKept(session, publish);
      else this.#kept(session, publish);
      then?.(kept);
      if (this.#asked === 0 && this.#idle.length > 0) for (const resolve of this.#idle.splice(0)) resolve();
    };
    this.#asked += 1;
    try {
      this.#parts.ports.accept(publish, isLate ? (kept) => void setTimeout(answer, LIMITS.overRateDelayMs, kept) : answer);
    } catch (error) {
      this.#parts.log.report({
        principalId: publish.principal.id,
        address: "server",
        topic: publish.topic,
        action: "publish",
        detail: errorText(error),
      });
      answer("notKept");
    }
  }
  #kept(session: Session, publish: Publish): void {
    if (publish.qos === 1 && publish.packetId !== null) this.#pubacks.acknowledge(session, publish.packetId);
    if (!isHeard(session, publish)) return settle(session, publish);
    const { topic, qos, retain } = publish;
    const payload = Buffer.from(publish.payload.buffer, publish.payload.byteOffset, publish.payload.byteLength);
    this.#parts.forward({ cmd: "publish", topic, payload, qos, retain, dup: false }, () => settle(session, publish));
  }
  /** The device must send again what was not kept, and it does so when it reconnects. Until then nothing is held up. */
  #notKept(session: Session, publish: Publish): void {
    if (publish.qos > 0 && !session.isClosing) {
      session.isClosing = true;
      this.#parts.bans.forgiveConnect(session.principal.id);
      setTimeout(() => session.client.conn.destroy(), LIMITS.closeAfterUnkeptMs).unref();
    }
    settle(session, publish);
  }
}
/** Nobody subscribes to what devices say. Gateways may hear each message inside their mount; a retained status is retained. */
function isHeard(session: Session, { topic, retain }: { readonly topic: string; readonly retain?: boolean }): boolean {
  return session.mount === null ? retain === true : topicLevels(topic) <= AEDES_SETTINGS.maxTopicLevels;
}
/** No acknowledgement: aedes answers nothing at QoS 0. */
function withhold(packet: PublishPacket, done: Done): void {
  packet.qos = 0;
  done(null);
}
function nothing(): void {
  // A will is forwarded after its connection ended: nobody waits.
}
/** It is answered and, if anybody hears it, delivered: there is room for more. */
function settle(session: Session, publish: Publish): void {
  session.unanswered -= 1;
  session.unansweredBytes -= publish.payload.length;
  if (session.held.length > 0 && (session.isClosing || !isFull(session))) readOn(session);
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
