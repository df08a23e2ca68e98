import { messageOf, type Row } from "./row.ts";
import type { Told } from "./replay.ts";

/** How many values of the recording say "no reading" or cannot be: zeros of a sensor that is off, charting errors (READMEs of the data). */
export function countUnbelievable(rows: readonly Row[]): number {
  let count = 0;
  for (const row of rows) for (const { quality } of messageOf(row, 0).samples) if (quality !== "good") count += 1;
  return count;
}
/** Alerts about a person that such a value raised. */
export function countFromSentinels(rows: readonly Row[], told: readonly Told[]): number {
  const unbelievable = new Set<string>();
  const key = (residentId: string, sign: string | null, value: number | null) => `${residentId} ${sign} ${value}`;
  for (const row of rows)
    for (const { quality, sign, value } of messageOf(row, 0).samples)
      if (quality !== "good") unbelievable.add(key(row.residentId, sign, value));
  return told.filter((alert) => alert.class === "physiological" && unbelievable.has(key(alert.residentId, alert.sign, alert.value))).length;
}
