import type { DeviceKind } from "../../domain/device-kinds.ts";
import { refused, type Decoded } from "./decoded.ts";

export function decodeZigbee2mqtt(topic: string, _payload: Uint8Array, _kindOf: (address: string) => DeviceKind | undefined): Decoded {
  return refused("unknownTopic", topic);
}
