import type { PersonRef } from "../../domain/alert.ts";
import type { PlaceUse } from "../../domain/place-use.ts";
import type { SearchItem } from "../../domain/search.ts";

/** Tables of places, geofences and searches. */
export interface PlaceTables {
  places: {
    id: string;
    facilityId: string;
    building: string;
    floor: string;
    name: string;
    use: PlaceUse;
    servesPlaceId: string | null;
    beacon: number | null;
  };
  fences: {
    id: string;
    facilityId: string;
    residentId: string | null;
    name: string;
    shapeJson: string;
    fromMs: number;
    toMs: number | null;
    byUserId: string;
  };
  /** Only added. */
  searchNotes: {
    id: string;
    alertId: string;
    item: SearchItem;
    text: string | null;
    atMs: number;
    byUserId: string | null;
    byName: string;
    byRole: PersonRef["role"];
  };
}
