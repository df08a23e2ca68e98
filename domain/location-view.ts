import { Type, type Static } from "typebox";
import { Id, Nullable } from "./api-schemas.ts";
import { Role } from "./people.ts";
import { ConsentGiver, LOCATION_WHYS } from "./location-sight.ts";

const closed = { additionalProperties: false };
const Ms = Type.Integer({ description: "ms since the epoch" });
/** A fix of a device that the resident carries. WGS-84; `accuracyM`: radius, null where the device did not say. */
export const FixView = Type.Object(
  { latitude: Type.Number(), longitude: Type.Number(), accuracyM: Nullable(Type.Number()), at: Ms },
  { $id: "Fix", ...closed },
);
export type FixView = Static<typeof FixView>;
/** Where in the house: a room that noticed the resident, or the place of the beacon that the tag saw. */
export const RoomSeen = Type.Object({ placeId: Nullable(Id), name: Type.String(), at: Ms }, { $id: "RoomSeen", ...closed });
export type RoomSeen = Static<typeof RoomSeen>;
export const SightView = Type.Object(
  {
    isShown: Type.Boolean(),
    why: Type.Enum(LOCATION_WHYS, {
      description: "alert, consent, wanderingRisk, familyScope: shown because of it; off, noConsent: not shown because of it",
    }),
  },
  { $id: "LocationSight", ...closed },
);
export type SightView = Static<typeof SightView>;
/** One word of the resident about being located: given, or taken back. Only added. */
export const LocationConsentView = Type.Object(
  {
    isGiven: Type.Boolean(),
    giver: ConsentGiver,
    note: Nullable(Type.String()),
    at: Ms,
    by: Type.String({ description: "who recorded it" }),
    role: Role,
  },
  { $id: "LocationConsent", ...closed },
);
export type LocationConsentView = Static<typeof LocationConsentView>;
export const LocationView = Type.Object(
  {
    residentId: Id,
    sight: SightView,
    fromMs: Nullable(Type.Integer({ description: "nothing from before is shown; null: nothing at all" })),
    currentForMs: Type.Integer({ description: "a position that is older is not where the resident is" }),
    position: Nullable(FixView),
    trail: Type.Array(FixView, { description: "oldest first, within ?from= and ?to=" }),
    isTrailCut: Type.Boolean({ description: "there were more fixes than are sent; the newest are here" }),
    room: Nullable(RoomSeen),
    consents: Type.Array(LocationConsentView, { description: "newest first; empty for family and clinics" }),
  },
  { $id: "ResidentLocation", ...closed },
);
export type LocationView = Static<typeof LocationView>;
/** Of everybody in a home: in which room they were noticed; a position only while an alert of theirs is open. */
export const HomeLocations = Type.Object(
  {
    at: Ms,
    currentForMs: Type.Integer(),
    items: Type.Array(
      Type.Object({ residentId: Id, homePlaceId: Id, sight: SightView, position: Nullable(FixView), room: Nullable(RoomSeen) }, closed),
    ),
  },
  { $id: "HomeLocations", ...closed },
);
export type HomeLocations = Static<typeof HomeLocations>;
export const NewLocationConsent = Type.Object({ giver: ConsentGiver, note: Type.Optional(Type.String({ maxLength: 300 })) }, closed);
