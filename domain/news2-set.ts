import { NEWS2_INPUTS, type News2Input, type News2Values } from "./news2.ts";
import type { Method } from "./observation.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** One input as it was taken: a medical-grade value at rest, or what a person typed. */
export interface News2Reading {
  readonly value: number;
  /** When it was measured. */
  readonly atMs: number;
  readonly deviceId: string;
  readonly method: Method;
}
export type News2Readings = Readonly<Partial<Record<News2Input, News2Reading>>>;
/** What a set is made of, whoever took it. */
type Dated = Readonly<Partial<Record<News2Input, Pick<News2Reading, "value" | "atMs">>>>;

/** DOMAIN §5.11: inputs within 30 min of each other. */
export const NEWS2_WINDOW_MS = 30 * MINUTE;
/**
 * How much older than the newest input one may be. What a nurse sees and enters holds longer: consciousness for the shortest interval of
 * observation at a score of 1–4, oxygen (an order, not a moment) for that at 0 (RCP 2017, table "thresholds and triggers") [M].
 */
export const NEWS2_MAX_AGE_MS: Readonly<Record<News2Input, number>> = {
  respiratoryRate: NEWS2_WINDOW_MS,
  spo2: NEWS2_WINDOW_MS,
  systolicPressure: NEWS2_WINDOW_MS,
  heartRate: NEWS2_WINDOW_MS,
  bodyTemperature: NEWS2_WINDOW_MS,
  consciousness: 4 * HOUR,
  oxygen: 12 * HOUR,
};
/** Readings that belong together. */
export interface News2Set {
  /** Time of the newest; `null`: there is none. */
  readonly atMs: number | null;
  readonly values: News2Values;
}
/** The values of all of them, however old. */
export function valuesOf(readings: Dated): News2Values {
  const values: Partial<Record<News2Input, number>> = {};
  for (const input of NEWS2_INPUTS) {
    const reading = readings[input];
    if (reading !== undefined) values[input] = reading.value;
  }
  return values;
}
/** The newest reading, and those that are not too old beside it. */
export function news2SetOf(readings: Dated): News2Set {
  let atMs: number | null = null;
  for (const input of NEWS2_INPUTS) {
    const reading = readings[input];
    if (reading !== undefined && (atMs === null || reading.atMs > atMs)) atMs = reading.atMs;
  }
  const values: Partial<Record<News2Input, number>> = {};
  for (const input of NEWS2_INPUTS) {
    const reading = readings[input];
    if (reading !== undefined && atMs !== null && atMs - reading.atMs <= NEWS2_MAX_AGE_MS[input]) values[input] = reading.value;
  }
  return { atMs, values };
}
