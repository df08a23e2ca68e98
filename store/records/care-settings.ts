import type { CareSetting } from "../../domain/care-settings.ts";
import { newId } from "../../domain/ids.ts";
import type { RecordsDatabase } from "./records-database.ts";

/** Dated settings of residents; only added. */
export function makeCareSettingRecords({ db, changed }: RecordsDatabase) {
  return {
    async addCareSetting(input: Omit<CareSetting, "id">): Promise<CareSetting> {
      const { residentId, kind, value, fromMs, byUserId, byName, byRole } = input;
      const setting = { id: newId("set"), residentId, kind, value, fromMs, byUserId, byName, byRole };
      await db.insertInto("careSettings").values(setting).execute();
      changed("careSettings");
      return setting;
    },
  };
}
