import { deviceKindInfo, signIntervalMs, type DeviceKind, type DeviceKindInfo } from "../../domain/device-kinds.ts";
import type { Severity } from "../../domain/alert.ts";
import type { SignKey } from "../../domain/signs.ts";

const MINUTE = 60_000;
/** A device that speaks at least this often is dense: its silence is noticed within five minutes (RELIABILITY F21). */
export const DENSE_INTERVAL_MS = 100_000;
const LEAST_LIMIT_MS = MINUTE;
const DENSE_SIGN_LIMIT_MS = 5 * MINUTE;
/** Nightscout's pattern: warn, then urgent (DOMAIN §4); urgent for dense devices after half an hour. */
const DENSE_URGENT_MS = 30 * MINUTE;
/** DOMAIN §5.14: a charging round pauses absence for two hours. */
export const CHARGING_PAUSE_MS = 2 * 60 * MINUTE;
/** Signs that a dense monitor takes only now and then (cuff cycles, spot temperatures), every half an hour [M]. */
const SPOT_SIGN_LIMIT_MS = 60 * MINUTE;
const CONTINUOUS: ReadonlySet<SignKey> = new Set(["heartRate", "spo2", "respiratoryRate"]);

/** Limits of silence, ms after the last message; `null`: the device speaks only when something happens. */
export interface SilenceLimits {
  readonly warningMs: number;
  /** `null`: never urgent (no vital sign hides behind it). */
  readonly urgentMs: number | null;
}
/** Dense: 3 × interval, at least 60 s, at most 5 min. Else 2 × interval, after which no value may be held (DOMAIN §5.3). */
export function silenceLimits(info: Pick<DeviceKindInfo, "expectedIntervalMs" | "signs">): SilenceLimits | null {
  const interval = info.expectedIntervalMs;
  if (interval === null) return null;
  if (interval > DENSE_INTERVAL_MS) return { warningMs: 2 * interval, urgentMs: null };
  const hasVital = info.signs.some((sign) => CONTINUOUS.has(sign));
  return { warningMs: Math.max(LEAST_LIMIT_MS, 3 * interval), urgentMs: hasVital ? DENSE_URGENT_MS : null };
}
/** A home is entered first and its devices are switched on minutes later [M]. */
const NEVER_HEARD_MS = 10 * MINUTE;
/** Limits of a device that was assigned and has said nothing yet, counted from the assignment: silence is not health (promise 4). */
export function neverHeardLimits({ warningMs, urgentMs }: SilenceLimits): SilenceLimits {
  return { warningMs: Math.max(warningMs, NEVER_HEARD_MS), urgentMs: urgentMs === null ? null : Math.max(urgentMs, NEVER_HEARD_MS) };
}
/** How long one sign may be missing while its device speaks. `null` as above. */
export function signLimitMs(interval: number | null, sign: SignKey): number | null {
  if (interval === null) return null;
  if (interval > DENSE_INTERVAL_MS) return 2 * interval;
  return CONTINUOUS.has(sign) ? DENSE_SIGN_LIMIT_MS : SPOT_SIGN_LIMIT_MS;
}
/** What was heard of one sign, in server time but for `lastObservedMs`, which is the device's. */
interface LastHeard {
  readonly lastGoodMs: number;
  readonly lastObservedMs: number;
  /** Time after `lastGoodMs` in which nobody listened. */
  readonly shiftMs: number;
}
/**
 * When a sign is missing: the limit counts from the measurement, so that a value that was buffered on its way is held no longer than a fresh one.
 * A device whose clock is slow is not missed while it speaks: it has its interval twice, and a minute at least.
 */
export function signSilentMs({ lastGoodMs, lastObservedMs, shiftMs }: LastHeard, limitMs: number, intervalMs: number | null): number {
  const graceMs = Math.min(limitMs, Math.max(LEAST_LIMIT_MS, 2 * (intervalMs ?? 0)));
  return Math.min(lastGoodMs + limitMs, Math.max(lastObservedMs + limitMs, lastGoodMs + graceMs)) + shiftMs;
}
/** When a missing sign becomes urgent, ms after its last value; `null`: it stays a warning. A consumer's SpO2 and respiration come and go. */
export function signUrgentMs(kind: DeviceKind, sign: SignKey): number | null {
  const interval = signIntervalMs(kind, sign);
  if (interval === null || interval > DENSE_INTERVAL_MS || !CONTINUOUS.has(sign)) return null;
  return sign === "heartRate" || deviceKindInfo(kind).grade === "medical" ? DENSE_URGENT_MS : null;
}
export interface Silence {
  /** Last message, moved on by time in which nobody listened. */
  readonly fromMs: number;
  readonly chargingSinceMs: number | null;
  /** Severity raised so far. */
  readonly raised: Severity | null;
}
/** When the next severity of silence is due, and which; `null` when nothing is left to raise. */
export function nextSilence(limits: SilenceLimits, silence: Silence): { readonly dueMs: number; readonly severity: Severity } | null {
  const pausedUntil = silence.chargingSinceMs === null ? 0 : silence.chargingSinceMs + CHARGING_PAUSE_MS;
  if (silence.raised === null) return { dueMs: Math.max(silence.fromMs + limits.warningMs, pausedUntil), severity: "warning" };
  if (silence.raised === "critical" || limits.urgentMs === null) return null;
  return { dueMs: Math.max(silence.fromMs + limits.urgentMs, pausedUntil), severity: "critical" };
}
/**
 * Identity of the silence after a message (or after the assignment, when there was none): equal live, after a restart and in a replay.
 * Becoming urgent is news of its own.
 */
export function absenceIdentity(lastReceivedMs: number, severity: Severity = "warning"): string {
  return severity === "critical" ? `absence:${lastReceivedMs}:urgent` : `absence:${lastReceivedMs}`;
}
