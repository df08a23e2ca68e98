import { EventEmitter } from "node:events";
import type { Client, PublishPacket, SubscribePacket, UnsubscribePacket } from "aedes";
import { filterRefusal } from "./authorize.ts";
import type { SecurityLog } from "./security-log.ts";
import type { Session } from "./session.ts";

type WirePacket = SubscribePacket | UnsubscribePacket | PublishPacket;
/** Nobody can publish there and `authorizeSubscribe` refuses it: the SUBACK says 0x80 in the right place. */
const REFUSED = "$refused";

/**
 * Mounts the filters of SUBSCRIBE and UNSUBSCRIBE before aedes sees them, and takes refused ones out.
 * aedes has no hook for UNSUBSCRIBE, and it stores every filter of a SUBSCRIBE in a durable session, the refused ones too
 * (`addSubscriptions(client, packet.subscriptions)`), so both are done where the packet leaves aedes' parser.
 */
export function followFilters(session: Session, log: SecurityLog): void {
  parserOf(session.client).prependListener("packet", (packet: WirePacket) => {
    if (packet.cmd === "subscribe") mountSubscribe(session, packet, log);
    else if (packet.cmd === "unsubscribe") mountUnsubscribe(session, packet);
  });
}
function mountSubscribe(session: Session, packet: SubscribePacket, log: SecurityLog): void {
  for (const [index, sub] of packet.subscriptions.entries()) {
    const refusal = filterRefusal(session, sub.topic);
    if (refusal !== null) {
      const { principal, address } = session;
      if (session.isSignedIn) log.report({ principalId: principal.id, address, action: "subscribe", topic: sub.topic, detail: refusal });
      sub.topic = `${REFUSED}/${index}`;
      continue;
    }
    // Granted at most QoS 1 [MQTT-3.8.4-6]: a mounted topic is stripped before aedes compares QoS by topic.
    if (sub.qos === 2) sub.qos = 1;
    if (session.mount === null) continue;
    sub.topic = session.mount + sub.topic;
    session.filters.add(sub.topic);
  }
}
function mountUnsubscribe(session: Session, packet: UnsubscribePacket): void {
  if (session.mount === null) return;
  const { mount } = session;
  packet.unsubscriptions = packet.unsubscriptions.map((filter) => mount + filter);
  for (const filter of packet.unsubscriptions) session.filters.delete(filter);
}
function parserOf(client: Client): EventEmitter {
  const parser: unknown = Reflect.get(client, "_parser");
  if (!(parser instanceof EventEmitter)) throw new TypeError("this aedes has no packet parser; mounts need aedes 1.2");
  return parser;
}
