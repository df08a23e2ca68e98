import { refused, type Decoded } from "./decoded.ts";

export function decodeOwntracks(topic: string, _payload: Uint8Array): Decoded {
  return refused("unknownTopic", topic);
}
