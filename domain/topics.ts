import type { Dialect } from "./device-kinds.ts";

/** Topics of Anhu's own prefix: `anhu/v1/{facility}/{device}/…` (see docs/mqtt-topics.md). */
export const PREFIX = "anhu/v1";
export type DeviceChannel = "observations" | "events" | "status" | "commands";

export function deviceTopic(facilityId: string, deviceId: string, channel: DeviceChannel): string {
  return `${PREFIX}/${facilityId}/${deviceId}/${channel}`;
}
/** Everything that a gateway says lands below this prefix; the front door adds it and strips it. */
export function gatewayMount(facilityId: string, gatewayId: string): string {
  return `${PREFIX}/${facilityId}/${gatewayId}/raw/`;
}
export interface ParsedTopic {
  readonly facilityId: string;
  readonly deviceId: string;
  /** The rest behind the device: `observations`, `events`, `status`, `commands`, or `raw/…`. */
  readonly rest: string;
}
/** `null` for a topic outside the own prefix. */
export function parseTopic(topic: string): ParsedTopic | null {
  if (!topic.startsWith("anhu/v1/")) return null;
  const facilityEnd = topic.indexOf("/", 8);
  if (facilityEnd < 9) return null;
  const deviceEnd = topic.indexOf("/", facilityEnd + 1);
  if (deviceEnd < facilityEnd + 2) return null;
  return { facilityId: topic.slice(8, facilityEnd), deviceId: topic.slice(facilityEnd + 1, deviceEnd), rest: topic.slice(deviceEnd + 1) };
}
/** Topic filters that a gateway of this dialect uses itself, before mounting. */
export const DIALECT_ROOT: Readonly<Record<Dialect, string>> = { zigbee2mqtt: "zigbee2mqtt/", owntracks: "owntracks/" };
