import type { DecodedMessage, DeviceMessage } from "../domain/device-message.ts";
import type { Device } from "../domain/directory.ts";
import type { Publish, QuarantineEntry } from "../domain/publish.ts";
import { decode, type Problem } from "./decode/index.ts";
import type { EventEdges } from "./edges.ts";
import type { PresenceNews, Reading } from "./entry.ts";
import { normalise } from "./normalise.ts";
import type { Directory } from "./ports.ts";
import { unregisteredDevice } from "./unregistered.ts";

const NO_PRESENCE: readonly PresenceNews[] = [];
const NO_QUARANTINE: readonly QuarantineEntry[] = [];

/**
 * Reads publishes into device messages. In order: `edges` remembers which state-style alarms are on, so a reader serves
 * one run of entries, live or replayed, and starts empty (fail open) with each start of the server.
 */
export function makeReader(directory: Directory, edges: EventEdges): (publish: Publish) => Reading {
  const dialectOf = (gatewayId: string) => directory.gateway(gatewayId)?.dialect;
  const kindOf = (gatewayId: string, address: string) => directory.child(gatewayId, address)?.kind;

  function senderOf(publish: Publish, message: DecodedMessage): { readonly device: Device | undefined; readonly source: string } {
    const { id } = publish.principal;
    if (message.address === null) return { device: directory.device(id), source: id };
    const child = directory.child(id, message.address);
    return { device: child, source: child?.id ?? `${id}/${message.address}` };
  }

  return function read(publish: Publish): Reading {
    const decoded = decode(publish, dialectOf, kindOf);
    const messages: DeviceMessage[] = [];
    let presence = NO_PRESENCE;
    let quarantined = decoded.problem === null ? NO_QUARANTINE : [quarantineEntry(publish, decoded.problem)];
    for (const [position, message] of decoded.messages.entries()) {
      const { device, source } = senderOf(publish, message);
      const event = edges.counts(source, message) ? message.event : null;
      const origin = { publish, position, source };
      if (message.online !== null) {
        // Whoever is said to be there or gone has not spoken itself: a will is never a sign of life.
        const deviceId = device?.id ?? (message.address === null ? publish.principal.id : null);
        if (deviceId !== null) presence = [...presence, { deviceId, online: message.online }];
        continue;
      }
      if (device !== undefined) {
        messages.push(normalise(message, event, origin, device, directory));
      } else {
        // An emergency of a device that nobody registered is told as its gateway's; only its readings wait in the quarantine.
        if (event !== null)
          messages.push(
            normalise(
              { ...message, values: [] },
              event,
              origin,
              unregisteredDevice(publish.principal, message.address, event.type),
              directory,
            ),
          );
        if (message.values.length > 0 || event !== null) {
          quarantined = [
            ...quarantined,
            quarantineEntry(publish, { reason: "unknownDevice", detail: "no device is registered under this address" }),
          ];
        }
      }
    }
    return { messages, presence, quarantined };
  };
}
/** The publish as the quarantine lists it. */
export function quarantineEntry(publish: Publish, problem: Problem): QuarantineEntry {
  return {
    facilityId: publish.principal.facilityId,
    principalId: publish.principal.id,
    topic: publish.topic,
    reason: problem.reason,
    detail: problem.detail,
    payload: publish.payload,
    receivedAtMs: publish.receivedAtMs,
  };
}
