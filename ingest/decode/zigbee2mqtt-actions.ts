import type { DeviceKind } from "../../domain/device-kinds.ts";
import type { EventType } from "../../domain/device-message.ts";

/** TS0215A_sos and keypads (zigbee-herdsman-converters climax.ts, daewoo.ts). */
const EMERGENCIES = ["emergency", "panic", "sos"];
/** A plain wireless button says how it was pressed. */
const PRESSES = ["single", "double", "triple", "quadruple", "many", "hold", "long", "press", "click", "on", "toggle"];
/** Vibration sensor under a mattress (DJT11LM): somebody moves. */
const MOVEMENTS = ["vibration", "tilt", "drop"];

/** The emergency that an `action` means; every press of a device that is registered as a call button is a call for help. */
export function pressed(action: string, kind: DeviceKind | undefined): EventType | null {
  const word = action.trim().toLowerCase();
  if (EMERGENCIES.includes(word)) return "sos";
  if (word === "help") return "help";
  return kind === "sosButton" && PRESSES.includes(word) ? "sos" : null;
}
export function isMovement(action: string): boolean {
  return MOVEMENTS.includes(action);
}
