import type { DeviceKind, Dialect } from "../../domain/device-kinds.ts";
import type { Publish } from "../../domain/publish.ts";
import { parseTopic } from "../../domain/topics.ts";
import { refused, type Decoded } from "./decoded.ts";
import { decodeEvents, decodeObservations, decodeStatus } from "./native.ts";
import { decodeOwntracks } from "./owntracks.ts";
import { decodeZigbee2mqtt } from "./zigbee2mqtt.ts";

export type { Decoded, Problem } from "./decoded.ts";

/** What a gateway speaks, by its id; `undefined` for a device or an unknown gateway. */
export type DialectOf = (gatewayId: string) => Dialect | undefined;
/** Kind of the device that a gateway knows under an address; `undefined` when nobody registered it. */
export type KindOf = (gatewayId: string, address: string) => DeviceKind | undefined;

const RAW = "raw/";

/**
 * Reads a publish by its topic: our own channels, or the dialect of the gateway below its mount.
 * Pure but for the two look-ups; never throws; whatever cannot be read is told as the problem.
 */
export function decode(publish: Publish, dialectOf: DialectOf, kindOf: KindOf): Decoded {
  const topic = parseTopic(publish.topic);
  if (topic === null) return refused("unknownTopic", "the topic is not below anhu/v1/{facility}/{device}");
  switch (topic.rest) {
    case "observations":
      return decodeObservations(publish.payload);
    case "events":
      return decodeEvents(publish.payload);
    case "status":
      return decodeStatus(publish.payload);
  }
  const dialect = topic.rest.startsWith(RAW) ? dialectOf(topic.deviceId) : undefined;
  if (dialect === undefined) return refused("unknownTopic", "neither a channel of a device nor the mount of a gateway");
  const below = topic.rest.slice(RAW.length);
  switch (dialect) {
    case "zigbee2mqtt":
      return decodeZigbee2mqtt(below, publish.payload, (address) => kindOf(topic.deviceId, address));
    case "owntracks":
      return decodeOwntracks(below, publish.payload);
  }
}
