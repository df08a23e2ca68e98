import type { Place } from "../domain/directory.ts";
import type { Fence } from "../domain/fence.ts";
import type { PlaceDetail } from "../domain/place-use.ts";
import type { SearchNote } from "../domain/search.ts";

/** Places, geofences and searches of a home. Every method may throw `RECORDS_UNAVAILABLE`. */
export interface PlaceRecords {
  places(facilityId: string): Promise<readonly Place[]>;
  /** The place with that building, floor and name; made if it does not exist. */
  ensurePlace(input: Omit<Place, "id" | keyof PlaceDetail> & Partial<PlaceDetail>): Promise<Place>;
  /** @throws {AnhuError} `NOT_FOUND` no such place, `CONFLICT` another place has the beacon */
  setPlace(input: PlaceDetail & { readonly facilityId: string; readonly placeId: string }): Promise<void>;
  addFence(input: Omit<Fence, "id" | "toMs">): Promise<Fence>;
  /** @throws {AnhuError} `NOT_FOUND` when the facility has no such fence that still holds */
  endFence(input: { facilityId: string; fenceId: string; atMs: number }): Promise<void>;
  /** Only added: two people at once both stand there. */
  addSearchNote(input: Omit<SearchNote, "id">): Promise<SearchNote>;
  /** Oldest first. */
  searchNotes(alertId: string): Promise<readonly SearchNote[]>;
}
