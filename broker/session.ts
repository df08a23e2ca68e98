import type { Client } from "aedes";
import type { Credential } from "../domain/directory.ts";
import type { Principal } from "../domain/publish.ts";
import { PREFIX, deviceTopic, gatewayMount } from "../domain/topics.ts";

/** The will of a CONNECT packet; aedes publishes this very object, which is how a will is told from a publish. */
export interface Will {
  topic: string;
  retain?: boolean | undefined;
}

/** One connection of one principal: who it is, what it may say, and what it still waits for. */
export class Session {
  readonly client: Client;
  readonly address: string;
  readonly principal: Principal;
  readonly will: Will | null;
  /** Everything that this principal says must begin with it. */
  readonly ownPrefix: string;
  readonly eventsTopic: string;
  readonly statusTopic: string;
  readonly commandsTopic: string;
  /** Gateways only. */
  readonly mount: string | null;
  /** Granted filters, as aedes knows them (mounted). */
  readonly filters = new Set<string>();

  /** The next connection with this id has signed in and takes over. */
  successor: Session | null = null;
  isSignedIn = false;
  isBanned = false;
  /** A publish could not be kept: nothing waits any more, and the connection is closed shortly. */
  isClosing = false;
  /** Its will was handled: the end of the connection needs no second offline. */
  isReportedOffline = false;

  /** Publishes that `accept` has not answered. */
  unanswered = 0;
  unansweredBytes = 0;
  /** Called when there is room again, so that aedes reads on. */
  held: (() => void)[] = [];
  /** Packet ids to acknowledge with the next write. */
  acknowledged: number[] = [];
  tokens: number;
  tokensAtMs: number;

  constructor(from: { client: Client; address: string; credential: Credential; will: Will | null; tokens: number; nowMs: number }) {
    const { id, facilityId, type } = from.credential;
    this.client = from.client;
    this.address = from.address;
    this.principal = { id, facilityId, type };
    this.will = from.will;
    this.ownPrefix = `${PREFIX}/${facilityId}/${id}/`;
    this.eventsTopic = deviceTopic(facilityId, id, "events");
    this.statusTopic = deviceTopic(facilityId, id, "status");
    this.commandsTopic = deviceTopic(facilityId, id, "commands");
    this.mount = type === "gateway" ? gatewayMount(facilityId, id) : null;
    this.tokens = from.tokens;
    this.tokensAtMs = from.nowMs;
  }
}

/** Sessions by connection (from CONNECT on) and by id (while signed in and registered). */
export class Sessions {
  readonly #byClient = new WeakMap<Client, Session>();
  readonly #live = new Map<string, Session>();

  claim(session: Session): void {
    this.#byClient.set(session.client, session);
  }
  of(client: Client): Session | undefined {
    return this.#byClient.get(client);
  }
  live(id: string): Session | undefined {
    return this.#live.get(id);
  }
  register(session: Session): void {
    this.#live.set(session.principal.id, session);
  }
  /** Forgets it unless another connection of the same id is registered by now. */
  unregister(session: Session): void {
    if (this.#live.get(session.principal.id) === session) this.#live.delete(session.principal.id);
  }
  get count(): number {
    return this.#live.size;
  }
}
