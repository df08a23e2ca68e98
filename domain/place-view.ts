import { Type, type Static } from "typebox";
import { Id, Name, Nullable } from "./api-schemas.ts";
import { FenceShape } from "./fence.ts";
import { BeaconNumber, PlaceUse } from "./place-use.ts";

const closed = { additionalProperties: false };
/** What a place is for may be changed at any time; the rules follow at once. */
export const PlaceChange = Type.Object(
  {
    use: Type.Optional(PlaceUse),
    servesPlaceId: Type.Optional(Nullable(Id)),
    beacon: Type.Optional(Nullable(BeaconNumber)),
  },
  closed,
);
export const NewPlace = Type.Object({ building: Name, floor: Name, name: Name, ...PlaceChange.properties }, closed);
/** `residentId`: of one resident, in place of those of the facility; without it for residents at risk. */
export const NewFence = Type.Object({ name: Name, residentId: Type.Optional(Id), shape: FenceShape }, closed);
export const FenceView = Type.Object(
  {
    id: Id,
    facilityId: Id,
    residentId: Nullable(Id),
    name: Type.String(),
    shape: FenceShape,
    fromMs: Type.Integer(),
    toMs: Nullable(Type.Integer()),
  },
  { $id: "Fence", ...closed },
);
export type FenceView = Static<typeof FenceView>;
