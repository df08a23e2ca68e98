import { DIALECT_ROOT } from "../../domain/topics.ts";
import { aMessage, NOTHING, refused, type Decoded } from "./decoded.ts";
import { isObject, parseJson, type JsonObject } from "./json.ts";
import { Problems } from "./problems.ts";
import type { SignValues } from "./sign-values.ts";

const ROOT = DIALECT_ROOT.owntracks;

type ReadType = (address: string, message: JsonObject) => Decoded;

/** Known and without meaning for us: definitions of places, faces, settings, and requests. */
const silent: ReadType = () => NOTHING;

/** By `_type` (OwnTracks booklet, tech/json). */
const TYPES: ReadonlyMap<unknown, ReadType> = new Map<unknown, ReadType>([
  ["location", location],
  ["transition", location],
  ["lwt", (address) => ({ messages: [aMessage(address, { online: false })], problem: null })],
  ["steps", steps],
  ["encrypted", () => refused("unknownMessage", "encrypted: switch the payload encryption of the app off; TLS protects the way here")],
  ...["waypoint", "waypoints", "card", "cmd", "configuration", "dump", "beacon", "request", "status"].map(
    (type) => [type, silent] as const,
  ),
]);

/**
 * OwnTracks below its mount: `owntracks/<user>/<device>` and what hangs below (`/event`, `/info`, …) (DOMAIN §3.2).
 * The address of the phone is `<user>/<device>`. Coordinates are WGS-84; times come in seconds. Never throws.
 */
export function decodeOwntracks(topic: string, payload: Uint8Array): Decoded {
  const [user, device] = topic.startsWith(ROOT) ? topic.slice(ROOT.length).split("/") : [];
  if (!user || !device) return refused("unknownTopic", `the topic is not ${ROOT}<user>/<device>`);
  if (payload.length === 0) return NOTHING;
  const parsed = parseJson(payload);
  if (!parsed.ok) return refused(parsed.reason, parsed.detail);
  if (!isObject(parsed.value)) return refused("badShape", "an OwnTracks message is an object");
  const read = TYPES.get(parsed.value["_type"]);
  if (read === undefined) return refused("unknownMessage", '"_type" is not one of OwnTracks');
  return read(`${user}/${device}`, parsed.value);
}

/** `bs`: 0 unknown, 1 unplugged, 2 charging, 3 full. */
const CHARGING: ReadonlyMap<unknown, number> = new Map([
  [1, 0],
  [2, 1],
  [3, 1],
]);

/** A fix, or a border that was crossed with the fix that showed it. `t` = `u`: the person pressed "publish". */
function location(address: string, message: JsonObject): Decoded {
  const problems = new Problems();
  const values: SignValues = [];
  const { lat, lon, acc, batt } = message;
  if (typeof lat === "number" && typeof lon === "number") {
    // acc is absent when it is 0.
    values.push(["latitude", lat], ["longitude", lon], ["accuracy", numberOr(acc, "acc", problems) ?? 0]);
  } else if (message["_type"] === "location" || lat !== undefined || lon !== undefined) {
    problems.add("badShape", 'the numbers "lat" and "lon" are missing');
  }
  const battery = numberOr(batt, "batt", problems);
  if (battery !== null) values.push(["battery", battery]);
  const charging = CHARGING.get(message["bs"]);
  if (charging !== undefined) values.push(["charging", charging]);
  const event = message["t"] === "u" ? ({ type: "help", detail: { trigger: "u" } } as const) : null;
  const atMs = fixTimeMs(message["tst"], problems);
  return { messages: [aMessage(address, { atMs, values, event })], problem: problems.problem };
}
function steps(address: string, message: JsonObject): Decoded {
  const problems = new Problems();
  const count = numberOr(message["steps"], "steps", problems);
  const atMs = fixTimeMs(message["tst"], problems);
  return { messages: count === null ? [] : [aMessage(address, { atMs, values: [["steps", count]] })], problem: problems.problem };
}
/** `null` when absent, or not a number (which is told). */
function numberOr(value: unknown, key: string, problems: Problems): number | null {
  if (typeof value === "number") return value;
  if (value !== undefined) problems.add("badShape", `"${key}" is not a number`);
  return null;
}
/** Seconds since the epoch as a number, or as text in old versions. Absent is `null`. */
function fixTimeMs(tst: unknown, problems: Problems): number | null {
  if (tst === undefined) return null;
  const seconds = typeof tst === "string" && /^\d{1,12}$/.test(tst) ? Number(tst) : tst;
  if (typeof seconds === "number" && seconds >= 0 && Number.isSafeInteger(Math.trunc(seconds * 1000))) return Math.trunc(seconds * 1000);
  problems.add("badShape", '"tst" is not in seconds since 1970');
  return null;
}
