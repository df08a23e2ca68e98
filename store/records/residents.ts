import { sql } from "kysely";
import type { CareLevel, Resident } from "../../domain/directory.ts";
import { newId } from "../../domain/ids.ts";
import { cursorKey, pageLimit, toPage } from "./page-cursor.ts";
import type { RecordsDatabase } from "./records-database.ts";

/** Residents, by name. A query is part of a name or of a room's name. */
export function makeResidentRecords({ db, changed }: RecordsDatabase) {
  return {
    async residents(input: { facilityId: string; query: string | null; cursor: string | null; limit: number }) {
      const limit = pageLimit(input.limit);
      let list = db.selectFrom("residents").selectAll().where("facilityId", "=", input.facilityId);
      if (input.query !== null && input.query !== "") {
        const pattern = `%${input.query.toLowerCase().replaceAll(/[\\%_]/g, (special) => `\\${special}`)}%`;
        const matches = (column: string) => sql<boolean>`lower(${sql.ref(column)}) like ${pattern} escape '\\'`;
        list = list.where(({ or, exists, selectFrom }) =>
          or([
            matches("residents.name"),
            exists(selectFrom("places").select("places.id").whereRef("places.id", "=", "residents.placeId").where(matches("places.name"))),
          ]),
        );
      }
      if (input.cursor !== null) {
        const [name, id] = cursorKey(input.cursor, "string");
        list = list.where(({ eb, or, and }) => or([eb("name", ">", name), and([eb("name", "=", name), eb("id", ">", id)])]));
      }
      const rows = await list
        .orderBy("name")
        .orderBy("id")
        .limit(limit + 1)
        .execute();
      return toPage<Resident>(rows, limit, (resident) => [resident.name, resident.id]);
    },
    async resident(residentId: string): Promise<Resident | undefined> {
      return db.selectFrom("residents").selectAll().where("id", "=", residentId).executeTakeFirst();
    },
    async addResident(input: {
      facilityId: string;
      name: string;
      placeId: string;
      level: CareLevel;
      birthYear: number | null;
    }): Promise<Resident> {
      const { facilityId, name, placeId, level, birthYear } = input;
      const resident = { id: newId("res"), facilityId, name, placeId, level, birthYear };
      await db.insertInto("residents").values(resident).execute();
      changed("residents");
      return resident;
    },
  };
}
