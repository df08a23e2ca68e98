import type { DecodedMessage, DeviceMessage } from "../domain/device-message.ts";
import type { Device } from "../domain/directory.ts";
import type { Publish, QuarantineEntry, QuarantineReason } from "../domain/publish.ts";
import { decode, type DialectOf, type KindOf } from "./decode/index.ts";
import type { EventEdges } from "./edges.ts";
import { normalise } from "./normalise.ts";
import type { Directory } from "./ports.ts";
import { unregisteredDevice } from "./unregistered.ts";

/** A device or gateway said that it, or a device behind it, is or is not there. */
export interface ReadPresence {
  readonly deviceId: string;
  readonly online: boolean;
}
/** Everything that one publish says. `quarantined` has at most one entry a reason. */
export interface ReadPublish {
  readonly messages: readonly DeviceMessage[];
  readonly presences: readonly ReadPresence[];
  readonly quarantined: readonly QuarantineEntry[];
}
export type ReadPublishFunction = (publish: Publish) => ReadPublish;

/**
 * Makes the function that decodes and normalises a publish. It never throws.
 * `edges` remembers which state-style alarms are on: give every run through the journal its own.
 */
export function makeReader(directory: Directory, edges: EventEdges): ReadPublishFunction {
  const dialectOf: DialectOf = (gatewayId) => directory.gateway(gatewayId)?.dialect;
  const kindOf: KindOf = (gatewayId, address) => directory.child(gatewayId, address)?.kind;
  return (publish) => {
    const { messages: decoded, problem } = decode(publish, dialectOf, kindOf);
    const messages: DeviceMessage[] = [];
    const presences: ReadPresence[] = [];
    const quarantined: QuarantineEntry[] = [];
    const refuse = (reason: QuarantineReason, detail: string): void => {
      if (!quarantined.some((entry) => entry.reason === reason)) quarantined.push(quarantineEntry(publish, reason, detail));
    };
    if (problem !== null) refuse(problem.reason, problem.detail);
    decoded.forEach((message, position) => {
      const device = senderOf(publish, message, directory);
      if (message.online !== null && (device !== undefined || message.address === null)) {
        presences.push({ deviceId: device?.id ?? publish.principal.id, online: message.online });
      } else if (device === undefined) {
        refuse("unknownDevice", "nobody registered the device that sent this");
      }
      if (saysNothingMore(message)) return;
      const source = device?.id ?? `${publish.principal.id}/${message.address ?? ""}`;
      const event = edges.counts(source, message) ? message.event : null;
      const sender = device ?? (event === null ? undefined : unregisteredDevice(publish.principal, message.address, event.type));
      if (sender !== undefined) messages.push(normalise(message, event, { publish, position, source }, sender, directory));
    });
    return { messages, presences, quarantined };
  };
}
function senderOf(publish: Publish, message: DecodedMessage, directory: Directory): Device | undefined {
  const { id } = publish.principal;
  return message.address === null ? directory.device(id) : directory.child(id, message.address);
}
/** Pure presence; everything else is a sign of life even without values. */
function saysNothingMore(message: DecodedMessage): boolean {
  return message.online !== null && message.values.length === 0 && message.event === null && message.cleared.length === 0;
}
function quarantineEntry(publish: Publish, reason: QuarantineReason, detail: string): QuarantineEntry {
  const { principal, topic, payload, receivedAtMs } = publish;
  return { facilityId: principal.facilityId, principalId: principal.id, topic, reason, detail, payload, receivedAtMs };
}
