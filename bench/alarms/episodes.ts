import type { Severity } from "../../domain/alert.ts";
import type { SignKey } from "../../domain/signs.ts";
import type { Row } from "./row.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Something that happens to a person, or to a sensor, written into a real recording at `atMs`. */
export interface Episode {
  readonly name: string;
  /** The recording's own row during the episode, `null` for one that is never sent; other rows stay as they are. */
  readonly change: (row: Row, atMs: number) => Row | null;
  readonly lastsMs: number;
  /** An alert of one of these rules, at least so bad, finds it. */
  readonly rules: readonly string[];
  readonly severity: Severity;
  /** Sign whose limit it passes, and that limit: the time runs from the first value that does. `null`: from the last message before it. */
  readonly onset: { readonly sign: SignKey; readonly side: "high" | "low"; readonly at: number } | null;
  /** Told by then it is not late: ms after the onset. */
  readonly withinMs: number;
}
function withValue(row: Row, sign: SignKey, change: (value: number) => number): Row {
  return { ...row, values: row.values.map(([key, value]) => (key === sign ? [key, change(value)] : [key, value])) };
}
/** From the own level to 84 % in three minutes, five minutes there, three minutes back. */
export const DESATURATION: Episode = {
  name: "desaturation over 3 min",
  change: (row, atMs) => {
    const minute = (row.atMs - atMs) / MINUTE;
    const share = Math.min(1, minute / 3, (11 - minute) / 3);
    return withValue(row, "spo2", (value) => Math.round(value + (84 - value) * share));
  },
  lastsMs: 11 * MINUTE,
  rules: ["spo2.low"],
  severity: "critical",
  onset: { sign: "spo2", side: "low", at: 91 },
  // 91 is critical when confirmed (two minutes); 85, a minute or two later, at the second minute (DOMAIN §5.9).
  withinMs: 2 * MINUTE,
};
/** 150 for two minutes. A wrist warns of it, a monitor is critical (DOMAIN §5.9). */
export const tachycardia = (severity: Severity): Episode => ({
  name: "tachycardia 150 for 2 min",
  change: (row) => withValue(row, "heartRate", () => 150),
  lastsMs: 2 * MINUTE,
  rules: ["heartRate.high"],
  severity,
  onset: { sign: "heartRate", side: "high", at: 150 },
  withinMs: MINUTE,
});
/** Half a degree an hour over the own temperature, up to three degrees, for a day. Spot temperatures: only rows that are there. */
export const FEVER: Episode = {
  name: "fever rising 0.5 °C/h",
  change: (row, atMs) => withValue(row, "bodyTemperature", (value) => value + Math.min(3, (0.5 * (row.atMs - atMs)) / HOUR)),
  lastsMs: 24 * HOUR,
  rules: ["bodyTemperature.high"],
  severity: "warning",
  onset: { sign: "bodyTemperature", side: "high", at: 37.8 },
  // The row that stands for a re-measurement comes a second later.
  withinMs: 1_000,
};
/** The probe is off and says 0, its device goes on speaking. */
export const PROBE_DEATH: Episode = {
  name: "sensor death: SpO₂ probe says 0",
  change: (row) => withValue(row, "spo2", () => 0),
  lastsMs: 15 * MINUTE,
  rules: ["absence.spo2"],
  severity: "warning",
  onset: null,
  withinMs: 5 * MINUTE,
};
/** Nothing more is sent. RELIABILITY F21: noticed within three intervals (at least a minute), at most five minutes. */
export const deviceDeath = (kind: Row["kind"], withinMs: number): Episode => ({
  name: "sensor death: device silent",
  change: () => null,
  lastsMs: 15 * MINUTE,
  rules: [`absence.${kind}`],
  severity: "warning",
  onset: null,
  withinMs,
});
