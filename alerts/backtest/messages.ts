import { deviceKindInfo, methodOf } from "../../domain/device-kinds.ts";
import type { DeviceMessage, EventType } from "../../domain/device-message.ts";
import type { Device } from "../../domain/directory.ts";
import type { Grade, Method, Quality, Sample } from "../../domain/observation.ts";
import type { SignKey } from "../../domain/signs.ts";
import { LATE_AFTER_MS } from "../../domain/time.ts";

/** An observation as the historian keeps it. */
export interface PastObservation {
  /** When it was measured, and when the server received it, ms since the epoch. */
  readonly at: number;
  readonly receivedAt: number;
  readonly sign: SignKey;
  readonly value: number;
  readonly quality: Quality;
  readonly method: Method;
  readonly grade: Grade;
  readonly deviceId: string;
}
/** Who held the device at that time. */
export interface Holder {
  readonly residentId: string | null;
  readonly placeId: string | null;
}
export interface MessageParts {
  device(deviceId: string): Device | undefined;
  holder(deviceId: string, atMs: number): Holder | undefined;
  /** As the live message was called, where an alert remembers it. */
  identity(deviceId: string, atMs: number): string | undefined;
}
/**
 * The messages that these observations came in, in the order in which they were received: values of one device with the same time of
 * measuring and of receiving were one message. What a message said beside its values (events, a clock that was wrong) is not kept there.
 */
export function messagesOf(observations: readonly PastObservation[], parts: MessageParts): DeviceMessage[] {
  const groups = Map.groupBy(observations, ({ deviceId, at, receivedAt }) => `${deviceId} ${at} ${receivedAt}`);
  const messages: DeviceMessage[] = [];
  for (const group of groups.values()) {
    const [first] = group;
    const device = first === undefined ? undefined : parts.device(first.deviceId);
    if (first === undefined || device === undefined) continue;
    const { at, receivedAt, grade } = first;
    const odd = group.find(({ sign, method }) => method !== methodOf(device.kind, sign));
    messages.push({
      ...common(device, at, receivedAt, parts),
      samples: group.map(({ sign, value, quality }): Sample => ({ sign, value, quality })),
      method: odd?.method ?? null,
      grade,
      event: null,
    });
  }
  return messages.sort((a, b) => a.receivedAtMs - b.receivedAtMs || a.observedAtMs - b.observedAtMs);
}
/** An emergency that is known by its alert. */
export function eventMessage(
  event: { readonly type: EventType; readonly atMs: number; readonly receivedAtMs: number },
  device: Device,
  parts: MessageParts,
): DeviceMessage {
  return {
    ...common(device, event.atMs, event.receivedAtMs, parts),
    samples: [],
    method: null,
    grade: deviceKindInfo(device.kind).grade,
    event: { type: event.type, detail: {} },
  };
}
function common(device: Device, at: number, receivedAt: number, parts: MessageParts) {
  const holder = parts.holder(device.id, at);
  return {
    device,
    residentId: holder?.residentId ?? null,
    placeId: holder?.placeId ?? null,
    observedAtMs: at,
    receivedAtMs: receivedAt,
    late: receivedAt - at > LATE_AFTER_MS,
    deviceAtMs: at,
    clockFault: null,
    identity: parts.identity(device.id, at) ?? `${device.id}@${at}`,
  };
}
