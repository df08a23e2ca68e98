import { Type, type Static } from "typebox";

/** Emergencies that a home may rely on the system to notice. Codes are keys of the locales: `coverage.<what>`. */
export const EMERGENCIES = [
  "sos",
  "fall",
  "heartRate",
  "spo2",
  "respiratoryRate",
  "bodyTemperature",
  "bloodPressure",
  "bedExit",
  "bathroom",
  "inactivity",
  "wandering",
  "doorAtNight",
  "smoke",
  "gas",
  "leak",
] as const;
export const Emergency = Type.Enum(EMERGENCIES);
export type Emergency = Static<typeof Emergency>;
/** Why one could not be noticed, the gravest first. Codes are keys of the locales: `coverage.why.<why>`. */
export const COVERAGE_REASONS = [
  "gatewayDown",
  "offline",
  "batteryEmpty",
  "silent",
  "notWorn",
  "charging",
  "notAtHome",
  "noGeofence",
  "spotOnly",
  "noDevice",
] as const;
export const CoverageReason = Type.Enum(COVERAGE_REASONS, {
  description:
    "gatewayDown: all behind it are deaf; silent: no word for three intervals; notAtHome: outside the geofence, so that sensors of the room see nothing; spotOnly: noticed only when somebody measures; noDevice: nothing that could",
});
export type CoverageReason = Static<typeof CoverageReason>;

const Since = Type.Union([Type.Integer(), Type.Null()], { description: "ms since the epoch; null: since ever, or unknown" });
const closed = { additionalProperties: false };
const Why = Type.Union([CoverageReason, Type.Null()], { description: "null: it would be noticed" });
export const CoverageItem = Type.Object(
  {
    what: Emergency,
    isPromised: Type.Boolean({
      description: "owed to this resident: SOS, fall and pulse to everybody, the others where a device was given for it",
    }),
    why: Why,
    sinceMs: Since,
    devices: Type.Array(Type.Object({ deviceId: Type.String(), kind: Type.String(), why: Why, sinceMs: Since }, closed), {
      description: "what could notice it, with what hinders each; empty for those who may not see devices",
    }),
  },
  closed,
);
export type CoverageItem = Static<typeof CoverageItem>;
/** For each emergency: would it be noticed right now, and if not, why not. */
export const ResidentCoverage = Type.Object(
  { residentId: Type.String(), at: Type.Integer(), items: Type.Array(CoverageItem) },
  { $id: "ResidentCoverage", ...closed },
);
export type ResidentCoverage = Static<typeof ResidentCoverage>;
