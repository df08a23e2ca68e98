import { LIMITS } from "./options.ts";
import type { Session } from "./session.ts";

/** How much each principal keeps retained: a device its status, a gateway a bounded number of topics. */
export class RetainedBudget {
  readonly #gateways = new Map<string, { readonly sizes: Map<string, number>; bytes: number }>();

  /** May this retained message (topic after mounting) be stored? An empty payload removes one [MQTT-3.3.1-10]. */
  admit(session: Session, topic: string, bytes: number): boolean {
    if (session.mount === null) return topic === session.statusTopic && bytes <= LIMITS.retainedStatusBytes;
    const used = this.#gateways.get(session.principal.id) ?? { sizes: new Map<string, number>(), bytes: 0 };
    this.#gateways.set(session.principal.id, used);
    const before = used.sizes.get(topic);
    const after = used.bytes - (before ?? 0) + bytes;
    const isNew = before === undefined && bytes > 0;
    if (after > LIMITS.retainedBytes || (isNew && used.sizes.size >= LIMITS.retainedTopics)) return false;
    used.bytes = after;
    if (bytes === 0) used.sizes.delete(topic);
    else used.sizes.set(topic, bytes);
    return true;
  }
}
