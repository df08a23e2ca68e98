import { Type, type Static } from "typebox";

/**
 * What a place is for. Rules of behaviour read it: a long stay in a `bathroom`, a tag or an opened door at an `exit`, a beacon `outdoor`.
 * A room of residents is a `bedroom`; so is what nobody said anything about.
 */
export const PLACE_USES = ["bedroom", "bathroom", "corridor", "exit", "common", "outdoor"] as const;
export const PlaceUse = Type.Enum(PLACE_USES, {
  description:
    "what the place is for: bedroom (default), bathroom, corridor, exit (a door to the outside), common (hall, dining room), outdoor",
});
export type PlaceUse = Static<typeof PlaceUse>;
/** Beacons are told apart by number: the `minor` of an iBeacon, or the number that a door exciter writes into a tag. */
export const BeaconNumber = Type.Integer({
  minimum: 1,
  maximum: 65_535,
  description: "number of the beacon that hangs here, unique in the facility: the sign `beacon` of tags and badges names it",
});
/** What may be said of a place beside where it is. `servesPlaceId`: the room whose residents use it, as a bathroom belongs to a bedroom. */
export interface PlaceDetail {
  readonly use: PlaceUse;
  readonly servesPlaceId: string | null;
  readonly beacon: number | null;
}
export const PLAIN_PLACE: PlaceDetail = { use: "bedroom", servesPlaceId: null, beacon: null };
