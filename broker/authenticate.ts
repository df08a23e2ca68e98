import { timingSafeEqual } from "node:crypto";
import type { AuthenticateError, Client, ConnectPacket } from "aedes";
import type { Credential } from "../domain/directory.ts";
import { sha256 } from "../domain/ids.ts";
import type { Bans } from "./bans.ts";
import { CONNACK, type ConnackCode, connackRefusal } from "./connack-codes.ts";
import { isForeignWill } from "./authorize.ts";
import { followFilters } from "./mounts.ts";
import type { BrokerPorts } from "./ports.ts";
import type { Presence } from "./presence.ts";
import type { SecurityLog } from "./security-log.ts";
import { Session, type Sessions } from "./session.ts";

/** Compared against when nobody has that name, so that an unknown name takes as long as a wrong secret. */
const NOBODY = sha256("nobody");

export interface SignInParts {
  readonly ports: BrokerPorts;
  readonly sessions: Sessions;
  readonly bans: Bans;
  readonly log: SecurityLog;
  readonly presence: Presence;
  /** Address of a connection, and the call that says it has signed in. */
  readonly addressOf: (client: Client) => string;
  readonly leaveGate: (client: Client) => void;
  /** Tokens that a new session's rate limit starts with. */
  readonly burst: number;
}
class Refusal extends Error {
  readonly returnCode: ConnackCode;
  constructor(returnCode: ConnackCode, detail: string) {
    super(detail);
    this.returnCode = returnCode;
  }
}

/**
 * First look at CONNECT: MQTT 3.1.1 only, and a client id. aedes closes without a CONNACK when this hook refuses, so it is
 * written here. A known user name becomes a claimed session, because the packets behind CONNECT are parsed before it is proven.
 */
export function makePreConnect(parts: SignInParts) {
  return (client: Client, packet: ConnectPacket, done: (error: Error | null, success: boolean) => void): void => {
    const version = packet.protocolVersion ?? 4;
    const refuse = (code: ConnackCode, detail: string): void => {
      parts.log.report({ principalId: null, address: parts.addressOf(client), action: "connect", topic: null, detail });
      client.conn.write(connackRefusal(code, version), () => done(new Error(detail), false));
    };
    if (version !== 4) return refuse(CONNACK.badProtocolVersion, `MQTT version ${version}; only 3.1.1 (4) is spoken here`);
    // [MQTT-3.1.3-8] an empty id with clean session 0; with clean session 1 as well, because the id is who signs in.
    if (packet.clientId === "") return refuse(CONNACK.badClientId, "empty client id");
    const credential = parts.ports.credential(packet.username ?? "");
    if (credential !== undefined) claim(parts, client, packet, credential);
    done(null, true);
  };
}
function claim(parts: SignInParts, client: Client, packet: ConnectPacket, credential: Credential): void {
  const address = parts.addressOf(client);
  const nowMs = parts.ports.clock.monotonic();
  const session = new Session({ client, address, credential, will: packet.will ?? null, tokens: parts.burst, nowMs });
  parts.sessions.claim(session);
  followFilters(session, parts.log);
}

/** User name = client id = id of the credential; SHA-256 of the secret, compared in constant time. */
export function makeAuthenticate(parts: SignInParts) {
  return (
    client: Client,
    username: string | undefined,
    password: Buffer | undefined,
    done: (error: AuthenticateError | null, success: boolean | null) => void,
  ): void => {
    const session = parts.sessions.of(client);
    const refusal = judge(parts, session, parts.ports.credential(username ?? ""), client.id, password);
    if (refusal !== null || session === undefined) {
      const why = refusal ?? new Refusal(CONNACK.badCredentials, "unknown name");
      const principalId = session?.principal.id ?? null;
      parts.log.report({ principalId, address: parts.addressOf(client), action: "connect", topic: null, detail: why.message });
      return done(why, false);
    }
    signIn(parts, session);
    done(null, true);
  };
}
function judge(
  parts: SignInParts,
  session: Session | undefined,
  credential: Credential | undefined,
  clientId: string,
  secret: Buffer | undefined,
): Refusal | null {
  const isRight = timingSafeEqual(sha256(secret ?? ""), credential?.secretHash ?? NOBODY);
  if (credential === undefined || session === undefined || !isRight)
    return new Refusal(CONNACK.badCredentials, "unknown name or wrong secret");
  if (credential.revoked) return new Refusal(CONNACK.notAuthorized, "revoked credential");
  if (clientId !== credential.id) return new Refusal(CONNACK.notAuthorized, "client id of somebody else");
  if (parts.bans.isBanned(credential.id)) return new Refusal(CONNACK.unavailable, "banned for a minute");
  if (isForeignWill(session)) return new Refusal(CONNACK.notAuthorized, "will outside the own prefix");
  if (parts.bans.isFlapping(credential.id))
    return new Refusal(CONNACK.unavailable, "too many log-ins within a minute; banned for a minute");
  return null;
}
function signIn(parts: SignInParts, session: Session): void {
  session.isSignedIn = true;
  if (session.will !== null && session.mount !== null) session.will.topic = session.mount + session.will.topic;
  parts.presence.signedIn(session);
  parts.leaveGate(session.client);
}
