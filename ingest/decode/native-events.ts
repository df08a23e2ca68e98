import { EVENT_TYPES, type DecodedMessage } from "../../domain/device-message.ts";
import { aMessage } from "./decoded.ts";
import { isObject, type JsonObject } from "./json.ts";
import { shortKey, type Problems } from "./problems.ts";
import { wholeNumber } from "./sign-values.ts";

const KEYS: readonly string[] = ["at", "seq", "type", "detail"];

/**
 * `{"at","seq","type","detail"}`. Only an unknown type makes it unreadable; everything else that is wrong is told
 * and the emergency counts all the same.
 */
export function readEvent(item: JsonObject, where: string, problems: Problems): DecodedMessage | null {
  const type = EVENT_TYPES.find((known) => known === item["type"]);
  if (type === undefined) {
    problems.add("unknownMessage", `${where}"type" is not one of ${EVENT_TYPES.join(" ")}`);
    return null;
  }
  for (const key in item) if (!KEYS.includes(key)) problems.add("badShape", `${where}${shortKey(key)} has no place in an event`);
  const detail = item["detail"] === undefined ? {} : item["detail"];
  if (!isObject(detail)) problems.add("badShape", `${where}"detail" is not an object`);
  return aMessage(null, {
    atMs: wholeNumber(item, "at", where, problems),
    seq: wholeNumber(item, "seq", where, problems),
    event: { type, detail: isObject(detail) ? detail : {} },
  });
}
