import type { CareDirectory } from "../ports.ts";
import type { SubjectState } from "./state.ts";

const BUILDING = "/building/";

/** The building in which a resident lives, as somebody whom an alert can be about; of a resident without a known room it is the home. */
export function buildingOf(
  care: Pick<CareDirectory, "resident" | "place">,
  residentId: string,
  facilityId: string,
): Pick<SubjectState, "id" | "facilityId" | "residentId" | "placeId"> {
  const placeId = care.resident(residentId)?.placeId;
  const name = placeId === undefined ? "" : (care.place(placeId)?.building ?? "");
  // Ids stand in keys that are split at colons.
  return { id: `${facilityId}${BUILDING}${encodeURIComponent(name)}`, facilityId, residentId: null, placeId: null };
}
