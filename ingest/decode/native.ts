import type { DecodedMessage } from "../../domain/device-message.ts";
import { METHODS, type Method } from "../../domain/observation.ts";
import { aMessage, refused, NOTHING, type Decoded } from "./decoded.ts";
import { isObject, parseJson, type JsonObject } from "./json.ts";
import { readEvent } from "./native-events.ts";
import { Problems, shortKey } from "./problems.ts";
import { readerOf, signNumber, wholeNumber, type SignValues } from "./sign-values.ts";

/**
 * `anhu/v1/{facility}/{device}/observations`: one object, an array of objects, or `{"batch":[…]}`.
 * What can be read is read; the first thing that cannot is told as the problem. Never throws.
 */
export function decodeObservations(payload: Uint8Array): Decoded {
  return decodeItems(payload, readObservation);
}
/** `…/events`: like observations; an emergency is taken from an array or a batch too, rather than missed. */
export function decodeEvents(payload: Uint8Array): Decoded {
  return decodeItems(payload, readEvent);
}
/** `…/status`: `{"online":true|false}`. An empty payload clears the retained message and says nothing. */
export function decodeStatus(payload: Uint8Array): Decoded {
  if (payload.length === 0) return NOTHING;
  const parsed = parseJson(payload);
  if (!parsed.ok) return refused(parsed.reason, parsed.detail);
  const online = isObject(parsed.value) ? parsed.value["online"] : undefined;
  if (typeof online !== "boolean") return refused("badShape", 'a status is {"online":true} or {"online":false}');
  return { messages: [aMessage(null, { online })], problem: null };
}

type ReadItem = (item: JsonObject, where: string, problems: Problems) => DecodedMessage | null;

function decodeItems(payload: Uint8Array, read: ReadItem): Decoded {
  const parsed = parseJson(payload);
  if (!parsed.ok) return refused(parsed.reason, parsed.detail);
  const problems = new Problems();
  const messages: DecodedMessage[] = [];
  const items = itemsOf(parsed.value);
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    const where = items.length === 1 ? "" : `[${index}]`;
    if (!isObject(item)) {
      problems.add("badShape", `${where} is not an object`);
      continue;
    }
    const message = read(item, where, problems);
    if (message !== null) messages.push(message);
  }
  if (items.length === 0) problems.add("badShape", "an empty list");
  return { messages, problem: problems.problem };
}
function itemsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (isObject(value) && Array.isArray(value["batch"]) && Object.keys(value).length === 1) return value["batch"];
  return [value];
}

/** `null` when the item holds no sign. */
function readObservation(item: JsonObject, where: string, problems: Problems): DecodedMessage | null {
  let atMs: number | null = null;
  let seq: number | null = null;
  let method: Method | null = null;
  const values: SignValues = [];
  for (const key in item) {
    const value = item[key];
    const reader = readerOf(key);
    if (reader !== undefined) {
      const number = signNumber(reader, value);
      if (number === null) problems.add("badShape", `${where}${shortKey(key)} is not a ${reader.type}`);
      else values.push([reader.sign, number]);
    } else if (key === "at") {
      atMs = wholeNumber(item, key, where, problems);
    } else if (key === "seq") {
      seq = wholeNumber(item, key, where, problems);
    } else if (key === "location") {
      readLocation(value, item, where, values, problems);
    } else if (key === "method") {
      method = METHODS.find((known) => known === value) ?? null;
      if (method === null) problems.add("badShape", `${where}"method" is not one of ${METHODS.join(" ")}`);
    } else {
      problems.add("unknownSign", `${where}${shortKey(key)} is not a sign`);
    }
  }
  if (values.length > 0) return aMessage(null, { atMs, seq, values, method });
  problems.add("badShape", `${where || "the message"} holds no sign that can be read`);
  return null;
}
const LOCATION_SIGNS = { lat: "latitude", lon: "longitude", accuracy: "accuracy" } as const;

/** A place counts only with both coordinates, and only when they do not stand beside it as well. */
function readLocation(location: unknown, item: JsonObject, where: string, values: SignValues, problems: Problems): void {
  if (!isObject(location) || typeof location["lat"] !== "number" || typeof location["lon"] !== "number") {
    problems.add("badShape", `${where}"location" needs the numbers "lat" and "lon"`);
    return;
  }
  for (const key in location) {
    const value = location[key];
    if (key !== "lat" && key !== "lon" && key !== "accuracy") {
      problems.add("unknownSign", `${where}"location" ${shortKey(key)} is not a sign`);
    } else if (typeof value !== "number" || Object.hasOwn(item, LOCATION_SIGNS[key])) {
      problems.add("badShape", `${where}"location" "${key}" is not a number, or stands there twice`);
    } else {
      values.push([LOCATION_SIGNS[key], value]);
    }
  }
}
