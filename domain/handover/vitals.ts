import type { SignBaseline } from "../baseline-view.ts";
import type { LatestValue } from "../live-events.ts";
import { localMinute } from "../local-time.ts";
import type { Grade, Method } from "../observation.ts";
import type { LimitView, SeriesPoint } from "../series.ts";
import { isSignKey, signInfo, type SignKey } from "../signs.ts";
import { SEVERITIES, type Severity } from "../alert.ts";
import type { HandoverVital } from "./sheet.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** In the order in which a doctor reads them out. Consciousness and oxygen stand in the score. */
export const HANDOVER_SIGNS = [
  "heartRate",
  "spo2",
  "respiratoryRate",
  "systolicPressure",
  "diastolicPressure",
  "bodyTemperature",
  "bloodGlucose",
  "consciousness",
  "oxygen",
  "weight",
] as const satisfies readonly SignKey[];
/**
 * Change against the hour before that earns an arrow, in the unit of the sign; twice as much earns two. For reading only: no rule and no
 * score uses it [M].
 */
const ARROW_STEP: Readonly<Partial<Record<SignKey, number>>> = {
  heartRate: 10,
  spo2: 2,
  respiratoryRate: 3,
  systolicPressure: 15,
  diastolicPressure: 10,
  bodyTemperature: 0.5,
  bloodGlucose: 2,
};
/** What is known of one sign beside its last value. */
export interface SignFacts {
  readonly method: Method | null;
  readonly grade: Grade | null;
  /** Buckets of the last 24 h, oldest first. */
  readonly series: readonly SeriesPoint[];
}
/** Mean of what was measured in the hour before `atMs`, the bucket of the value itself left out; `null`: nothing was. */
export function hourBefore(series: readonly SeriesPoint[], atMs: number, bucketMs: number): number | null {
  const before = series.filter(({ at }) => at + bucketMs <= atMs && at >= atMs - HOUR - bucketMs);
  const count = before.reduce((sum, point) => sum + point.count, 0);
  return count === 0 ? null : before.reduce((sum, { mean, count: n }) => sum + mean * n, 0) / count;
}
export function arrowOf(sign: SignKey, value: number, before: number | null): HandoverVital["arrow"] {
  const step = ARROW_STEP[sign];
  if (step === undefined || before === null) return null;
  const steps = (value - before) / step;
  if (steps >= 2) return "up2";
  if (steps >= 1) return "up";
  if (steps <= -2) return "down2";
  return steps <= -1 ? "down" : "same";
}
/** What is usual for this resident at this hour, or all day where the sign is measured too rarely for hours. */
export function usualOf(baselines: readonly SignBaseline[], sign: SignKey, atMs: number): HandoverVital["usual"] {
  const places = baselines.find((baseline) => baseline.sign === sign)?.places ?? [];
  const hour = Math.floor(localMinute(atMs) / 60);
  const place = places.find((one) => one.hour === hour) ?? places.find((one) => one.hour === null);
  if (place === undefined || place.median === null || place.low === null || place.high === null) return null;
  return { median: place.median, low: place.low, high: place.high };
}
/** The worst of the limits in force that the value reaches. */
export function limitReached(limits: readonly LimitView[], sign: SignKey, value: number): Severity | null {
  const reached = limits.filter(
    (limit) => limit.sign === sign && (limit.side === "high" ? value >= limit.raiseAt : value <= limit.raiseAt),
  );
  return SEVERITIES.findLast((severity) => reached.some((limit) => limit.severity === severity)) ?? null;
}
export function vitalsOf(input: {
  readonly latest: readonly LatestValue[];
  readonly facts: (sign: SignKey, deviceId: string) => SignFacts;
  readonly bucketMs: number;
  readonly baselines: readonly SignBaseline[];
  readonly limits: readonly LimitView[];
}): HandoverVital[] {
  const { latest, facts, bucketMs, baselines, limits } = input;
  return HANDOVER_SIGNS.flatMap((sign): HandoverVital[] => {
    const found = latest.find((one) => one.sign === sign);
    if (found === undefined || !isSignKey(found.sign)) return [];
    const { value, at, isStale, quality, deviceId } = found;
    const { method, grade, series } = facts(sign, deviceId);
    const before = hourBefore(series, at, bucketMs);
    const usual = usualOf(baselines, sign, at);
    const beside = usual === null ? null : value > usual.high ? "above" : value < usual.low ? "below" : null;
    // Skin temperature is trend only (practice §5.2): a limit says nothing about it.
    const isTrendOnly = method === "skin";
    return [
      {
        ...{ sign, value, at, isOld: isStale, isSuspect: quality !== "good", method, grade, usual, beside },
        arrow: signInfo(sign).type === "number" ? arrowOf(sign, value, before) : null,
        hourBefore: before,
        reached: isTrendOnly ? null : limitReached(limits, sign, value),
      },
    ];
  });
}
