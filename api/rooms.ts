import type { Place } from "../domain/directory.ts";
import { AnhuError } from "../domain/errors.ts";
import type { Records } from "./ports.ts";

/** The only place of the facility with this name. @throws {AnhuError} `BAD_INPUT` when there is none, or more than one */
export async function roomByName(records: Pick<Records, "places">, facilityId: string, name: string): Promise<Place> {
  const [room, second] = (await records.places(facilityId)).filter((place) => place.name === name);
  if (room === undefined)
    throw new AnhuError("BAD_INPUT", "looking for the room: the facility has none of this name; add a resident there or import the home");
  if (second !== undefined) throw new AnhuError("BAD_INPUT", "looking for the room: several have this name; give building and floor too");
  return room;
}
/** The place of a new resident: made when building and floor are given, or when no place has the name. */
export async function roomFor(
  records: Pick<Records, "places" | "ensurePlace">,
  {
    facilityId,
    room,
    building,
    floor,
  }: { readonly facilityId: string; readonly room: string; readonly building?: string; readonly floor?: string },
): Promise<Place> {
  if (building === undefined && floor === undefined) {
    const named = (await records.places(facilityId)).filter((place) => place.name === room);
    if (named.length > 0) return roomByName(records, facilityId, room);
  }
  return records.ensurePlace({ facilityId, building: building ?? "1", floor: floor ?? floorOf(room), name: room });
}
/** `302` lies on floor 3, `1204` on 12; other names on 1. */
function floorOf(room: string): string {
  return /^(\d{1,2})\d{2}$/.exec(room)?.[1] ?? "1";
}
