import type { EventType } from "../../domain/device-message.ts";
import type { SignKey } from "../../domain/signs.ts";
import type { Problem } from "./decoded.ts";
import { isMovement, pressed } from "./zigbee2mqtt-actions.ts";
import type { Draft } from "./zigbee2mqtt-draft.ts";

/** Reads one field into the draft; the problem when the value has another shape than the field has. */
type ReadField = (draft: Draft, value: unknown) => Problem | null;

function wrong(detail: string): Problem {
  return { reason: "badShape", detail };
}
function number(take: (draft: Draft, value: number) => void): ReadField {
  return (draft, value) => {
    if (typeof value !== "number") return wrong("is not a number");
    take(draft, value);
    return null;
  };
}
function flag(take: (draft: Draft, isOn: boolean) => void): ReadField {
  return (draft, value) => {
    if (typeof value !== "boolean") return wrong("is not true or false");
    take(draft, value);
    return null;
  };
}
const alarm = (type: EventType & SignKey, field: string): ReadField =>
  flag((draft, isOn) => {
    draft.flag(type, isOn);
    draft.alarm(type, isOn, field);
  });
/** The device itself is in trouble: no value and no emergency, but it must be seen. */
const trouble: ReadField = (_draft, value) =>
  value === true ? { reason: "unknownMessage", detail: "is on: the device needs looking at" } : null;

/** A zone in time is required: a clock without one cannot be placed. */
const WITH_ZONE = /^\d{4}-\d{2}-\d{2}T.*(?:Z|[+-]\d{2}:?\d{2})$/;

/** `last_seen` as ISO 8601 with zone, or ms since the epoch. */
const lastSeen: ReadField = (draft, value) => {
  const atMs = typeof value === "string" && WITH_ZONE.test(value) ? Date.parse(value) : value;
  if (typeof atMs !== "number" || !Number.isSafeInteger(atMs) || atMs < 0) return wrong("is neither ISO 8601 with zone nor ms since 1970");
  draft.atMs = atMs;
  return null;
};
const action: ReadField = (draft, value) => {
  if (typeof value !== "string") return wrong("is not text");
  const type = pressed(value, draft.kind);
  if (type !== null) draft.press(type, value);
  else if (isMovement(value)) draft.flag("motion", true);
  return null;
};

interface RadarStatus {
  readonly presence: boolean;
  readonly bedOccupied: boolean;
  /** Not said while somebody is falling. */
  readonly lowPosture: boolean | null;
  readonly isFall: boolean;
}
const ABOUT: RadarStatus = { presence: true, bedOccupied: false, lowPosture: false, isFall: false };
/** OWON FDS315 (zigbee-herdsman-converters owon.ts). */
const RADAR_STATUS: ReadonlyMap<unknown, RadarStatus> = new Map([
  ["unoccupied", { ...ABOUT, presence: false }],
  ["occupied", ABOUT],
  ["sitting", ABOUT],
  ["on_the_bed", { ...ABOUT, bedOccupied: true }],
  ["low_posture", { ...ABOUT, lowPosture: true }],
  ["falling", { ...ABOUT, lowPosture: null, isFall: true }],
]);
/** Other kinds of device use the word for other things. */
const status: ReadField = (draft, value) => {
  if (draft.kind !== "fallRadar" && draft.kind !== undefined) return null;
  const said = RADAR_STATUS.get(value);
  if (said === undefined) return draft.kind === undefined ? null : wrong("is no status of a fall radar");
  draft.flag("presence", said.presence);
  draft.flag("bedOccupied", said.bedOccupied);
  if (said.lowPosture !== null) draft.flag("lowPosture", said.lowPosture);
  draft.alarm("fall", said.isFall, "status");
  return null;
};
/** HEIMAN fall radar: a warning is somebody low down, which the long-lie rule watches; an alarm is a fall. */
const fallStatus: ReadField = (draft, value) => {
  if (value !== "normal" && value !== "fall_warning" && value !== "fall_alarm") return wrong("is no status of a fall radar");
  if (value !== "fall_alarm") draft.flag("lowPosture", value === "fall_warning");
  if (value !== "fall_warning") draft.alarm("fall", value === "fall_alarm", "fall_status");
  return null;
};

/** Linkquality is 0 … 255. */
const FULL_LINK_QUALITY = 255;

/** The fields that mean something to us, by the names of zigbee-herdsman-converters `src/lib/exposes.ts`. */
export const FIELDS: ReadonlyMap<string, ReadField> = new Map<string, ReadField>([
  ["last_seen", lastSeen],
  ["action", action],
  ["sos", flag((draft, isOn) => draft.alarm("sos", isOn, "sos"))],
  ["status", status],
  ["fall_status", fallStatus],
  ["water_leak", alarm("leak", "water_leak")],
  ["smoke", alarm("smoke", "smoke")],
  ["gas", alarm("gas", "gas")],
  ["carbon_monoxide", alarm("gas", "carbon_monoxide")],
  [
    "test",
    flag((draft, isOn) => {
      draft.isTest = isOn;
      if (!isOn) draft.alarm("help", false, "test");
    }),
  ],
  ["tamper", trouble],
  ["trouble", trouble],
  ["battery_defect", trouble],
  // true = closed; on a sleep pad (OWON SPM915) true = somebody lies on it.
  ["contact", flag((draft, isOn) => (draft.kind === "bedMat" ? draft.flag("bedOccupied", isOn) : draft.flag("doorOpen", !isOn)))],
  ["occupancy", flag((draft, isOn) => draft.flag(OCCUPANCY_SIGN.get(draft.kind) ?? "motion", isOn))],
  ["presence", flag((draft, isOn) => draft.flag(draft.kind === "bedMat" ? "bedOccupied" : "presence", isOn))],
  ["moving", flag((draft, isOn) => draft.flag("motion", isOn))],
  ["vibration", flag((draft, isOn) => draft.flag("motion", isOn))],
  ["breathing_rate", number((draft, value) => draft.number("respiratoryRate", value))],
  ["temperature", number((draft, value) => draft.number("roomTemperature", value))],
  ["humidity", number((draft, value) => draft.number("humidity", value))],
  ["battery", number((draft, value) => draft.number("battery", value))],
  ["linkquality", number((draft, value) => draft.number("signal", Math.round((value / FULL_LINK_QUALITY) * 100)))],
  ["battery_low", flag((draft, isOn) => (draft.isBatteryLow = isOn))],
]);

/** A passive infrared sensor sees motion; a radar and a pad feel somebody who is still. */
const OCCUPANCY_SIGN: ReadonlyMap<unknown, SignKey> = new Map([
  ["fallRadar", "presence"],
  ["bedMat", "bedOccupied"],
]);
