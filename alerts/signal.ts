import type { AlertClass, AlertKind, Severity } from "../domain/alert.ts";
import type { DeviceKind } from "../domain/device-kinds.ts";
import type { DeviceMessage } from "../domain/device-message.ts";

/** Who an alert is about: the resident, else the place, else the device itself. */
export interface Subject {
  readonly subjectId: string;
  readonly facilityId: string;
  readonly residentId: string | null;
  readonly placeId: string | null;
}
/**
 * What the rules say to the desk. `raise`: the condition became true; `update`: it is true and its severity or its evidence changed;
 * `clear`: it ended. The id of the alert follows from subject, rule and identity (`alertIdOf`).
 */
export interface Signal extends Subject {
  readonly type: "raise" | "update" | "clear";
  readonly deviceId: string | null;
  readonly rule: string;
  readonly kind: AlertKind;
  readonly class: AlertClass;
  readonly severity: Severity;
  readonly latched: boolean;
  /** Identity of the observation, silence or deadline behind it. */
  readonly identity: string;
  readonly sign: string | null;
  readonly value: number | null;
  /** Device time, ms since the epoch. */
  readonly observedAtMs: number;
  /** Server time at which it became true; a deadline's own due time. */
  readonly atMs: number;
  readonly late: boolean;
  readonly medicalGrade: boolean;
  /** Device kind to measure with (measure-now only). */
  readonly measureWith: DeviceKind | null;
  /** Of a clear: `over` the value came back, `expired` nothing more is known, `unassigned`, `confirmed`, `answered`. */
  readonly why: "over" | "expired" | "unassigned" | "confirmed" | "answered" | null;
  /** `false`: a comfort plan says not to call 120 for this. */
  readonly prompts120?: boolean;
  /** Devices that fell silent together (a gateway's children): one alert, and this list. */
  readonly devices?: readonly string[];
  /** Residents whom one alert about a building is about (a fever cluster): all of them so far. */
  readonly residents?: readonly string[];
  /** Of a rule over time: what the value is compared with, and for how long it has been so. */
  readonly usual?: Usual;
}
/** "Usual at this hour 58–66, now 84 for 30 min": low and high in the unit of the sign. */
export interface Usual {
  readonly low: number;
  readonly high: number;
  readonly forMs: number;
}
export function subjectOf(message: Pick<DeviceMessage, "device" | "residentId" | "placeId">): Subject {
  return {
    subjectId: message.residentId ?? message.placeId ?? message.device.id,
    facilityId: message.device.facilityId,
    residentId: message.residentId,
    placeId: message.placeId,
  };
}
