import type { Client } from "aedes";
import { AddressGate } from "./address-gate.ts";
import { makeAuthenticate, makePreConnect } from "./authenticate.ts";
import { makeAuthorizeForward, makeAuthorizeSubscribe } from "./authorize.ts";
import { Bans } from "./bans.ts";
import { guardBytes } from "./byte-guard.ts";
import { type CommandFate, Commands } from "./commands.ts";
import { FrontDoor } from "./front-door.ts";
import { type Arrival, type Listener, listenTcp, listenTls, listenWebSocket } from "./listeners.ts";
import { AEDES_SETTINGS, type BrokerOptions, DEFAULTS } from "./options.ts";
import type { BrokerPorts } from "./ports.ts";
import { Presence } from "./presence.ts";
import { PublishGate } from "./publish-gate.ts";
import { SecurityLog } from "./security-log.ts";
import { Sessions } from "./session.ts";

/** The MQTT front door, listening. */
export interface Broker {
  /** `null` where it does not listen. */
  readonly tcpPort: number | null;
  readonly wsPort: number | null;
  readonly tlsPort: number | null;
  /**
   * Sends a command, QoS 1, to `anhu/v1/{facility}/{device}/commands` or into a gateway's mount.
   * @throws {AnhuError} `BAD_INPUT` (topic, size), `TOO_MANY` (1,000 are waiting for that device)
   */
  publishCommand(topic: string, payload: string | Uint8Array): Promise<CommandFate>;
  /** Cuts the live connection of a device or gateway whose credential was revoked; true when there was one. */
  disconnect(id: string): boolean;
  connected(id: string): boolean;
  connections(): number;
  /** Stops listening, cuts all connections, and resolves when the last `accept` has answered. Presence is not reported any more. */
  close(): Promise<void>;
}

/**
 * Listens for devices and gateways. `ports.accept` is asked before every acknowledgement.
 * @throws {AnhuError} `PORT_IN_USE`, `BAD_CONFIG` (a host that cannot be listened on)
 */
export async function startBroker(options: BrokerOptions, ports: BrokerPorts): Promise<Broker> {
  const rate = options.deviceRate ?? DEFAULTS.deviceRate;
  const sessions = new Sessions();
  const bans = new Bans(ports.clock, options.connectsPerMinute ?? DEFAULTS.connectsPerMinute);
  const log = new SecurityLog(ports);
  const presence = new Presence(ports, sessions);
  const arrivals = new WeakMap<object, Arrival>();
  const addressOf = (client: Client): string => arrivals.get(client.conn)?.address ?? "unknown";
  const leaveGate = (client: Client): void => arrivals.get(client.conn)?.signedIn();
  const signIn = { ports, sessions, bans, log, presence, addressOf, leaveGate, burst: rate.burst };

  const aedes = new FrontDoor({
    ...AEDES_SETTINGS,
    preConnect: makePreConnect(signIn),
    authenticate: makeAuthenticate(signIn),
    authorizePublish: (client, packet, done) => publishes.authorize(client, packet, done),
    authorizeSubscribe: makeAuthorizeSubscribe(sessions),
    authorizeForward: makeAuthorizeForward(sessions),
  });
  const forward = aedes.forward.bind(aedes);
  const publishes = new PublishGate({ ports, sessions, bans, log, presence, rate, forward });
  // Without a listener an error of aedes' own housekeeping would end the process.
  aedes.addListener("error", (error: Error) =>
    log.report({ principalId: null, address: "server", action: "connect", topic: null, detail: error.message }),
  );
  aedes.on("client", (client: Client) => {
    const session = sessions.of(client);
    if (session === undefined) return;
    presence.registered(session);
    // Revoked while it was signing in: `disconnect` did not know it yet.
    if (ports.credential(client.id)?.revoked !== false) client.conn.destroy();
  });
  aedes.on("unsubscribe", (filters: string[], client: Client) => {
    for (const filter of filters) sessions.of(client)?.filters.delete(filter);
  });
  await aedes.listen();
  const commands = new Commands(aedes, sessions);

  const arrive = (arrival: Arrival): void => {
    arrivals.set(arrival.conn, arrival);
    guardBytes(arrival.conn, (detail) => {
      const principalId = sessions.of(client)?.principal.id ?? null;
      log.report({ principalId, address: arrival.address, action: "frame", topic: null, detail });
    });
    const client = aedes.handle(arrival.conn);
  };
  const gate = new AddressGate(options.unauthenticatedPerAddress ?? DEFAULTS.unauthenticatedPerAddress);
  const listeners: Listener[] = [];
  const listening = async (start: Promise<Listener>): Promise<number> => {
    const listener = await start;
    listeners.push(listener);
    return listener.port;
  };
  const close = async (): Promise<void> => {
    presence.stop();
    await Promise.all(listeners.map((listener) => listener.close()));
    await new Promise<void>((resolve) => aedes.close(resolve));
    await publishes.settled();
  };
  try {
    return {
      tcpPort: options.tcp === undefined ? null : await listening(listenTcp(options.tcp, gate, arrive)),
      wsPort: options.ws === undefined ? null : await listening(listenWebSocket(options.ws, gate, arrive)),
      tlsPort: options.tls === undefined ? null : await listening(listenTls(options.tls, gate, arrive)),
      publishCommand: (topic, payload) => commands.publish(topic, payload),
      disconnect: (id) => cut(sessions, id),
      connected: (id) => sessions.live(id)?.client.closed === false,
      connections: () => sessions.count,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
function cut(sessions: Sessions, id: string): boolean {
  const session = sessions.live(id);
  session?.client.conn.destroy();
  return session !== undefined;
}
