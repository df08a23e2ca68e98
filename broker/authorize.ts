import type { AedesPublishPacket, Client, Subscription } from "aedes";
import { AEDES_SETTINGS, LIMITS } from "./options.ts";
import type { Session, Sessions } from "./session.ts";

/** May this topic (after mounting) be said by this principal? Anything under its own prefix: what is unknown there is quarantined. */
export function isOwnTopic(session: Session, topic: string): boolean {
  return topic.startsWith(session.mount ?? session.ownPrefix);
}
/** A gateway's will is mounted later, so it is never foreign. Wildcards are not allowed in a topic name [MQTT-3.1.3-10]. */
export function isForeignWill(session: Session): boolean {
  if (session.will === null) return false;
  const { topic } = session.will;
  return topic.includes("#") || topic.includes("+") || (session.mount === null && !isOwnTopic(session, topic));
}
/** Why a filter, as the client sent it, is refused; `null` when it may be subscribed (after mounting). */
export function filterRefusal(session: Session, filter: string): string | null {
  if (filter === "") return "empty filter";
  if (filter.startsWith("$")) return "system topics and shared subscriptions are not offered";
  if (session.mount === null) return filter === session.commandsTopic ? null : "a device subscribes to its own commands only";
  if (session.filters.size >= LIMITS.filters && !session.filters.has(session.mount + filter)) return "too many filters";
  if (topicLevels(session.mount + filter) > AEDES_SETTINGS.maxTopicLevels) return "too many levels";
  return null;
}
/** Last word on a subscription, also on those of a stored session: only what `filterRefusal` let through can pass it. */
export function makeAuthorizeSubscribe(sessions: Sessions) {
  return (client: Client, sub: Subscription, done: (error: Error | null, sub?: Subscription | null) => void): void => {
    const session = sessions.of(client);
    const isGranted = session !== undefined && mayReceive(session, sub.topic);
    if (isGranted) session.filters.add(sub.topic);
    done(null, isGranted ? sub : null);
  };
}
/**
 * Last word on a delivery; strips a gateway's mount. The packet is aedes' copy for this one subscriber, and a stored message
 * is written from this very object, so its topic is changed in place.
 */
export function makeAuthorizeForward(sessions: Sessions) {
  return (client: Client, packet: AedesPublishPacket): AedesPublishPacket | null => {
    const session = sessions.of(client);
    if (session === undefined || !mayReceive(session, packet.topic)) return null;
    if (session.mount !== null) packet.topic = packet.topic.slice(session.mount.length);
    if (packet.qos === 2) packet.qos = 1;
    return packet;
  };
}
function mayReceive(session: Session, topic: string): boolean {
  if (!session.isSignedIn) return false;
  return session.mount === null ? topic === session.commandsTopic : topic.startsWith(session.mount);
}
export function topicLevels(topic: string): number {
  let levels = 1;
  for (let at = topic.indexOf("/"); at !== -1; at = topic.indexOf("/", at + 1)) levels += 1;
  return levels;
}
