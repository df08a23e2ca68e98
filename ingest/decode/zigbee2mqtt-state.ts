import type { DeviceKind } from "../../domain/device-kinds.ts";
import type { DecodedMessage } from "../../domain/device-message.ts";
import type { JsonObject } from "./json.ts";
import type { Problems } from "./problems.ts";
import { Draft } from "./zigbee2mqtt-draft.ts";
import { FIELDS } from "./zigbee2mqtt-fields.ts";

/** Stand-ins for `battery_low`, where the device knows no percentage: below and above every limit for "change it". */
const BATTERY_SAID_LOW_PERCENT = 5;
const BATTERY_SAID_FINE_PERCENT = 100;

/**
 * The state of one device: known fields are read, the others (`voltage`, `update`, …) are left alone, `null` is no value.
 * At least one message comes back: even a state without a sign shows that the device lives.
 */
export function readState(address: string, state: JsonObject, kind: DeviceKind | undefined, problems: Problems): readonly DecodedMessage[] {
  const draft = new Draft(kind);
  for (const [field, read] of FIELDS) {
    const value = Object.hasOwn(state, field) ? state[field] : null;
    if (value === null) continue;
    const wrong = read(draft, value);
    if (wrong !== null) problems.add(wrong.reason, `"${field}" ${wrong.detail}`);
  }
  if (draft.isTest) settleTest(draft);
  if (draft.isBatteryLow !== null && !draft.has("battery")) {
    draft.number("battery", draft.isBatteryLow ? BATTERY_SAID_LOW_PERCENT : BATTERY_SAID_FINE_PERCENT);
  }
  return draft.messages(address);
}
/** A test must not vanish: staff are called to look, so that a test flag that is stuck never hides a fire. */
function settleTest(draft: Draft): void {
  const alarms = (["leak", "smoke", "gas"] as const).filter((type) => draft.isOn(type));
  for (const type of alarms) draft.withdraw(type);
  for (const field of ["test", ...alarms]) draft.alarm("help", true, field);
}
