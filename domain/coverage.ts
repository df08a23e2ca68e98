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
/** Of a home: how many are covered, and who is not. Only what is promised counts as a gap. */
export const FacilityCoverage = Type.Object(
  {
    facilityId: Type.String(),
    at: Type.Integer(),
    residents: Type.Integer(),
    items: Type.Array(
      Type.Object(
        {
          what: Emergency,
          promised: Type.Integer(),
          noticed: Type.Integer({ description: "of those to whom it is promised" }),
          why: Type.Partial(Type.Record(CoverageReason, Type.Integer())),
        },
        closed,
      ),
    ),
    annunciators: Type.Optional(
      Type.Array(Type.Object({ annunciatorId: Type.String(), label: Type.String(), why: CoverageReason, sinceMs: Since }, closed), {
        description: "lights and sirens that could show and sound nothing right now",
      }),
    ),
    gaps: Type.Array(
      Type.Object(
        {
          residentId: Type.String(),
          room: Type.Union([Type.String(), Type.Null()]),
          items: Type.Array(Type.Pick(CoverageItem, ["what", "why", "sinceMs"])),
        },
        closed,
      ),
    ),
  },
  { $id: "FacilityCoverage", ...closed },
);
export type FacilityCoverage = Static<typeof FacilityCoverage>;
/** Adds up what is promised to the residents of one home. */
export function facilityCoverage(
  facilityId: string,
  at: number,
  residents: readonly { readonly residentId: string; readonly room: string | null; readonly items: readonly CoverageItem[] }[],
): FacilityCoverage {
  const items = EMERGENCIES.map((what) => {
    const promised = residents.flatMap((one) => one.items.filter((item) => item.what === what && item.isPromised));
    const why: Partial<Record<CoverageReason, number>> = {};
    for (const item of promised) if (item.why !== null) why[item.why] = (why[item.why] ?? 0) + 1;
    return { what, promised: promised.length, noticed: promised.filter((item) => item.why === null).length, why };
  });
  const gaps = residents.flatMap(({ residentId, room, items: all }) => {
    const missing = all
      .filter(({ isPromised, why }) => isPromised && why !== null)
      .map(({ what, why, sinceMs }) => ({ what, why, sinceMs }));
    return missing.length === 0 ? [] : [{ residentId, room, items: missing }];
  });
  return { facilityId, at, residents: residents.length, items, gaps };
}
