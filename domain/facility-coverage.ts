import { Type, type Static } from "typebox";
import { CoverageItem, CoverageReason, EMERGENCIES, Emergency } from "./coverage.ts";

const closed = { additionalProperties: false };
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
      Type.Array(
        Type.Object(
          { annunciatorId: Type.String(), label: Type.String(), why: CoverageReason, sinceMs: CoverageItem.properties.sinceMs },
          closed,
        ),
        {
          description: "lights and sirens that could show and sound nothing right now",
        },
      ),
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
