import { signInfo, SIGN_KEYS, type SignInfo, type SignKey } from "../../../domain/signs.ts";

/**
 * How observations lie in InfluxDB: a point per device message and measurement, tags `facility` and `device` only, a float field per sign.
 * `<sign>_quality` is there when the value is not good; `<sign>_method` and `<sign>_grade` where the message says otherwise than its device
 * kind; `received` is receivedAtMs. `devices` holds the kind of a device, once a day: retention may then be any.
 */
export const MEASUREMENTS = ["vitals", "ambient", "location", "device_health"] as const;
export type Measurement = (typeof MEASUREMENTS)[number];
export const DEVICES_MEASUREMENT = "devices";
export const RECEIVED_FIELD = "received";
export const KIND_FIELD = "kind";

const OF_CLASS: Readonly<Record<SignInfo["class"], Measurement>> = {
  vital: "vitals",
  activity: "vitals",
  ambient: "ambient",
  location: "location",
  deviceHealth: "device_health",
  softSign: "vitals",
};
const OF_SIGN = new Map(SIGN_KEYS.map((sign) => [sign, OF_CLASS[signInfo(sign).class]]));

/** Measurement that holds a sign. */
export function measurementOf(sign: SignKey): Measurement {
  return OF_SIGN.get(sign) ?? "vitals";
}
export const qualityField = (sign: SignKey): string => `${sign}_quality`;
export const methodField = (sign: SignKey): string => `${sign}_method`;
export const gradeField = (sign: SignKey): string => `${sign}_grade`;

/** Parts of a roll-up; `covered` is in ms. */
export const ROLLUP_PARTS = ["count", "min", "max", "sum", "last", "covered"] as const;
/** Measurement of the roll-ups of a minute or an hour: fields `<sign>_<part>`, the point lies at the start of the bucket. */
export function rollupMeasurement(measurement: Measurement, resolution: "1m" | "1h"): string {
  return `${measurement}_${resolution}`;
}
export const rollupField = (sign: SignKey, part: (typeof ROLLUP_PARTS)[number]): string => `${sign}_${part}`;
