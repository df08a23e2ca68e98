import type { Facility, FacilityDetail, Place } from "../../domain/directory.ts";
import { AnhuError } from "../../domain/errors.ts";
import { newId } from "../../domain/ids.ts";
import { PLAIN_PLACE, type PlaceDetail } from "../../domain/place-use.ts";
import { flag, statement, type RecordsDatabase } from "./records-database.ts";
import type { Tables } from "./tables.ts";

/** Facilities and their places. */
export function makeFacilityRecords({ db, write, changed }: RecordsDatabase) {
  return {
    async facilities(): Promise<readonly Facility[]> {
      return (await db.selectFrom("facilities").selectAll().orderBy("name").orderBy("id").execute()).map(toFacility);
    },
    async addFacility({ name, staffed, ...detail }: Omit<Facility, "id">): Promise<Facility> {
      const { addedAtMs = null, address = null, callbackPhone = null, familyAfterMs = null } = detail;
      const row = { id: newId("fac"), name, staffed: flag(staffed), addedAtMs, address, callbackPhone, familyAfterMs };
      await db.insertInto("facilities").values(row).execute();
      changed("facilities");
      return toFacility(row);
    },
    /** @throws {AnhuError} `NOT_FOUND` no such facility */
    async setFacilityDetail({ facilityId, ...detail }: FacilityDetail & { readonly facilityId: string }): Promise<void> {
      const { changes } = await write([statement(db.updateTable("facilities").set(detail).where("id", "=", facilityId))]);
      if (changes[0] !== 1) throw new AnhuError("NOT_FOUND", `changing facility ${facilityId}: there is none; list the facilities`);
      changed("facilities");
    },
    async places(facilityId: string): Promise<readonly Place[]> {
      return db
        .selectFrom("places")
        .selectAll()
        .where("facilityId", "=", facilityId)
        .orderBy("building")
        .orderBy("floor")
        .orderBy("name")
        .execute();
    },
    async ensurePlace(input: Omit<Place, "id" | keyof PlaceDetail> & Partial<PlaceDetail>): Promise<Place> {
      const { facilityId, building, floor, name, use, servesPlaceId, beacon } = { ...PLAIN_PLACE, ...input };
      const insert = db
        .insertInto("places")
        .values({ id: newId("plc"), facilityId, building, floor, name, use, servesPlaceId, beacon })
        .onConflict((on) => on.columns(["facilityId", "building", "floor", "name"]).doNothing());
      const { changes } = await write([statement(insert)]);
      if (changes[0] === 1) changed("places");
      const found = await db
        .selectFrom("places")
        .selectAll()
        .where("facilityId", "=", facilityId)
        .where("building", "=", building)
        .where("floor", "=", floor)
        .where("name", "=", name)
        .executeTakeFirst();
      if (found === undefined)
        throw new AnhuError("NOT_FOUND", `adding a place: it was removed from facility ${facilityId} at once; add it again`);
      return found;
    },
    /** @throws {AnhuError} `NOT_FOUND` no such place, `CONFLICT` another place has the beacon */
    async setPlace({
      facilityId,
      placeId,
      ...detail
    }: PlaceDetail & { readonly facilityId: string; readonly placeId: string }): Promise<void> {
      const set = db.updateTable("places").set(detail).where("id", "=", placeId).where("facilityId", "=", facilityId);
      const { changes } = await write([statement(set)]);
      if (changes[0] !== 1)
        throw new AnhuError("NOT_FOUND", `changing place ${placeId}: the facility has none of this id; list its places`);
      changed("places");
    },
  };
}
export function toFacility(row: Tables["facilities"]): Facility {
  const { id, name, staffed, addedAtMs, address, callbackPhone, familyAfterMs } = row;
  return {
    ...{ id, name, staffed: staffed === 1 },
    ...(addedAtMs === null ? {} : { addedAtMs }),
    ...(address === null ? {} : { address }),
    ...(callbackPhone === null ? {} : { callbackPhone }),
    ...(familyAfterMs === null ? {} : { familyAfterMs }),
  };
}
