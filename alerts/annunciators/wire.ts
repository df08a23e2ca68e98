import { PATTERNS, type AnnunciatorKind } from "../../domain/annunciator.ts";
import type { Device, Gateway } from "../../domain/directory.ts";
import { sha256 } from "../../domain/ids.ts";
import { DIALECT_ROOT, deviceTopic, gatewayMount } from "../../domain/topics.ts";
import type { Show } from "./shows.ts";

/** A device that is not told again within this time may say that it has lost the server. */
export const RENEW_WITHIN_MS = 90_000;
/** A siren that nobody renews falls silent after this; it is renewed every 30 s. */
const SIREN_DURATION_S = 90;

/** One command on its way. */
export interface Command {
  readonly topic: string;
  readonly payload: string;
}
export interface Wired {
  readonly device: Device;
  readonly kind: AnnunciatorKind;
  /** `undefined`: it signs in itself. */
  readonly gateway: Gateway | undefined;
}
/** Equal for equal shows, also after a restart: what a device confirms with. */
export function showingId(show: Show): string {
  return sha256(JSON.stringify(show)).toString("hex").slice(0, 16);
}
/** The command that makes the device show this (docs/annunciators.md); `null` for a gateway that has no words for it. */
export function commandOf({ device, kind, gateway }: Wired, show: Show): Command | null {
  if (gateway === undefined) {
    return { topic: deviceTopic(device.facilityId, device.id, "commands"), payload: JSON.stringify(nativeCommand(show)) };
  }
  if (gateway.dialect !== "zigbee2mqtt" || device.address === null) return null;
  const topic = `${gatewayMount(gateway.facilityId, gateway.id)}${DIALECT_ROOT.zigbee2mqtt}${device.address}/set`;
  return { topic, payload: JSON.stringify(zigbeeCommand(kind, show)) };
}
function nativeCommand(show: Show) {
  const { light, sound } = PATTERNS[show.announced];
  return {
    command: "announce",
    id: showingId(show),
    pattern: show.announced,
    light,
    sound: show.isSounding && sound !== null ? { ...sound, volume: show.volume } : null,
    text: show.text,
    clinicsUnreachable: show.isCutOff,
    renewWithinMs: RENEW_WITHIN_MS,
  };
}
/** Fields of Zigbee2MQTT: `warning` of IAS WD sirens, `state` and `color` of lights, `state` of relays. */
function zigbeeCommand(kind: AnnunciatorKind, show: Show): Readonly<Record<string, unknown>> {
  const { light } = PATTERNS[show.announced];
  const isOn = light !== null;
  switch (kind) {
    case "siren": {
      if (!isOn) return { warning: { mode: "stop", level: "low", strobe: false, duration: 0 } };
      const level = show.volume >= 85 ? "very_high" : show.volume >= 60 ? "high" : show.volume >= 35 ? "medium" : "low";
      // Mode "stop" with the strobe on is light alone.
      return { warning: { mode: show.isSounding ? "emergency" : "stop", level, strobe: true, duration: SIREN_DURATION_S } };
    }
    case "corridorLight":
      return isOn ? { state: "ON", brightness: 254, color: { hex: HEX[light.colour] } } : { state: "OFF" };
    case "pager":
    case "speaker":
    case "nurseCallRelay":
      // A contact closes or it does not: that no clinic can be told is no call.
      return { state: isOn && show.announced !== "cutOff" ? "ON" : "OFF" };
  }
}
const HEX = { red: "#FF0000", yellow: "#FFC000", cyan: "#00FFFF", blue: "#0000FF", white: "#FFFFFF" } as const;

/** What a device said that it shows: the id of a command, or on / off; `null`: nothing about that. */
export function confirmationOf(rest: string, payload: Uint8Array, address: string | null): string | null {
  const isStatus = address === null ? rest === "status" : rest === `raw/${DIALECT_ROOT.zigbee2mqtt}${address}`;
  if (!isStatus) return null;
  const said = parsed(payload);
  const value = said?.[address === null ? "showing" : "state"];
  return typeof value === "string" ? value : null;
}
/** Whether what the device said is this show. */
export function isConfirmed(said: string, { kind, gateway }: Pick<Wired, "kind" | "gateway">, show: Show): boolean {
  if (gateway === undefined) return said === showingId(show);
  return zigbeeCommand(kind, show)["state"] === said;
}
function parsed(payload: Uint8Array): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(payload).toString("utf8"));
    return typeof value === "object" && value !== null ? { ...value } : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
