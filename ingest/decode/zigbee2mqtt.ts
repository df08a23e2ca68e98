import type { DeviceKind } from "../../domain/device-kinds.ts";
import { DIALECT_ROOT } from "../../domain/topics.ts";
import { aMessage, NOTHING, refused, type Decoded } from "./decoded.ts";
import { isObject, parseJson, textOf } from "./json.ts";
import { Problems } from "./problems.ts";
import { pressed } from "./zigbee2mqtt-actions.ts";
import { readState } from "./zigbee2mqtt-state.ts";

const ROOT = DIALECT_ROOT.zigbee2mqtt;
const AVAILABILITY = "/availability";
const ACTION = "/action";
/** Requests to a device, which we may see when a gateway mirrors everything. */
const REQUESTS = ["/set", "/get"];

/**
 * Zigbee2MQTT below its mount: `zigbee2mqtt/<FRIENDLY_NAME>`, `…/availability`, `bridge/…` (DOMAIN §3.1).
 * A friendly name may hold slashes. `kindOf` tells the kind of the device that is registered under a friendly name,
 * since `contact` of a bed pad means something else than `contact` of a door. Never throws.
 */
export function decodeZigbee2mqtt(topic: string, payload: Uint8Array, kindOf: (address: string) => DeviceKind | undefined): Decoded {
  const name = topic.startsWith(ROOT) ? topic.slice(ROOT.length) : "";
  if (name === "") return refused("unknownTopic", `the topic is not below ${ROOT}`);
  if (name === "bridge/state") return availability(null, payload);
  if (name.startsWith("bridge/") || REQUESTS.some((request) => name.endsWith(request))) return NOTHING;
  if (name.endsWith(AVAILABILITY)) return availability(name.slice(0, -AVAILABILITY.length), payload);
  if (payload.length === 0) return NOTHING;
  if (name.endsWith(ACTION) && payload[0] !== OPEN_BRACE) return plainAction(name.slice(0, -ACTION.length), payload, kindOf);
  const parsed = parseJson(payload);
  if (!parsed.ok) return refused(parsed.reason, parsed.detail);
  if (!isObject(parsed.value)) return refused("badShape", "the state of a device is an object");
  const problems = new Problems();
  return { messages: readState(name, parsed.value, kindOf(name), problems), problem: problems.problem };
}

const OPEN_BRACE = 0x7b;

/** `{"state":"online"}`, or the bare word of older versions. An empty payload clears the retained message. */
function availability(address: string | null, payload: Uint8Array): Decoded {
  if (payload.length === 0) return NOTHING;
  const text = textOf(payload);
  if (text === null) return refused("badUtf8", "the payload is not UTF-8");
  const parsed = parseJson(payload);
  const state = parsed.ok && isObject(parsed.value) ? parsed.value["state"] : text.trim();
  if (state !== "online" && state !== "offline") return refused("badShape", "an availability is online or offline");
  return { messages: [aMessage(address, { online: state === "online" })], problem: null };
}
/** `…/action` with the bare action, as versions with Home Assistant's legacy triggers send it. */
function plainAction(address: string, payload: Uint8Array, kindOf: (address: string) => DeviceKind | undefined): Decoded {
  const action = textOf(payload);
  if (action === null) return refused("badUtf8", "the payload is not UTF-8");
  const type = pressed(action, kindOf(address));
  return type === null ? NOTHING : { messages: [aMessage(address, { event: { type, detail: { action } } })], problem: null };
}
