import type { PresenceReason } from "../domain/publish.ts";
import type { BrokerPorts } from "./ports.ts";
import type { Session, Sessions } from "./session.ts";

/**
 * Tells who came and went: connect, will, disconnect, takeover. It says nothing about keep-alive: a device that is connected
 * and silent is judged by its expected interval, elsewhere.
 */
export class Presence {
  readonly #ports: BrokerPorts;
  readonly #sessions: Sessions;
  #isStopped = false;

  constructor(ports: BrokerPorts, sessions: Sessions) {
    this.#ports = ports;
    this.#sessions = sessions;
  }
  /** When the server stops, its devices are not offline. */
  stop(): void {
    this.#isStopped = true;
  }
  /** The secret was right; aedes registers the connection a moment later, after it has closed an older one of the same id. */
  signedIn(session: Session): void {
    const before = this.#sessions.live(session.principal.id);
    if (before !== undefined) before.successor = session;
    session.client.conn.once("close", () => this.#gone(session));
  }
  registered(session: Session): void {
    const isTakeover = this.#sessions.live(session.principal.id) !== undefined;
    this.#sessions.register(session);
    this.#tell(session, true, isTakeover ? "takenOver" : "connected");
  }
  /** The connection ended without DISCONNECT, so the will speaks [MQTT-3.1.2-8]: offline, whatever it says. */
  willOf(session: Session): void {
    if (this.#sessions.live(session.principal.id) === session) this.#offline(session, "will");
  }
  #gone(session: Session): void {
    const current = this.#sessions.live(session.principal.id);
    if (current === session) {
      this.#offline(session, "disconnected");
      if (!hasLiveSuccessor(session)) this.#sessions.unregister(session);
    } else if (current?.successor === session) this.#neverRegistered(current);
  }
  /** A successor died before it was registered; aedes has then forgotten the connection that it was about to replace. */
  #neverRegistered(current: Session): void {
    current.successor = null;
    if (!current.client.closed) return void current.client.conn.destroy();
    this.#offline(current, "disconnected");
    this.#sessions.unregister(current);
  }
  #offline(session: Session, reason: PresenceReason): void {
    if (session.isReportedOffline || hasLiveSuccessor(session)) return;
    session.isReportedOffline = true;
    this.#tell(session, false, reason);
  }
  #tell(session: Session, online: boolean, reason: PresenceReason): void {
    if (this.#isStopped) return;
    const { id, facilityId } = session.principal;
    this.#ports.presence({ deviceId: id, facilityId, online, reason, atMs: this.#ports.clock.now() });
  }
}
function hasLiveSuccessor(session: Session): boolean {
  return session.successor !== null && !session.successor.client.conn.destroyed;
}
