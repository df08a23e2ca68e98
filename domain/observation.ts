import { Type, type Static } from "typebox";
import type { SignKey } from "./signs.ts";

/** How a value was taken. It decides what the value may do (practice: consumer wrist SpO2 never raises critical alone). */
export const METHODS = [
  "fingertip",
  "wrist",
  "chest",
  "radar",
  "bedMat",
  "cuff",
  "cuffless",
  "axillary",
  "ear",
  "skin",
  "typed",
  "fixed",
] as const;
export const Method = Type.Enum(METHODS);
export type Method = Static<typeof Method>;

/** `medical` devices carry a registration number; everything else is `consumer`. */
export const GRADES = ["medical", "consumer"] as const;
export const Grade = Type.Enum(GRADES);
export type Grade = Static<typeof Grade>;

/** `technical`: not a value about the resident (sentinel, implausible, clock). `suspect`: kept and shown, raises nothing alone. */
export const QUALITIES = ["good", "suspect", "technical"] as const;
export const Quality = Type.Enum(QUALITIES);
export type Quality = Static<typeof Quality>;

export const QUALITY_REASONS = ["sentinel", "implausible", "notWorn", "receiveTimeUsed"] as const;
export type QualityReason = (typeof QUALITY_REASONS)[number];

/** One sign of one device message. `value` is in the unit of `SIGNS[sign]`. */
export interface Sample {
  readonly sign: SignKey;
  readonly value: number;
  readonly quality: Quality;
  readonly reason?: QualityReason;
}

/** A stored observation as the outside sees it (`anhu observation list`, REST). */
export const ObservationView = Type.Object(
  {
    at: Type.Integer({ description: "observedAtMs: when the device measured it, ms since the epoch" }),
    receivedAt: Type.Integer({ description: "when Anhu received it, ms since the epoch" }),
    sign: Type.String(),
    value: Type.Number(),
    unit: Type.String({ description: "UCUM" }),
    quality: Quality,
    method: Method,
    grade: Grade,
    deviceId: Type.String(),
  },
  { additionalProperties: false },
);
export type ObservationView = Static<typeof ObservationView>;
