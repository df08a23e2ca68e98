import type { CareSetting, SettingDetail } from "../../domain/care-settings.ts";
import { newId } from "../../domain/ids.ts";
import { parseOwnJson } from "../own-json.ts";
import { statement, type RecordsDatabase } from "./records-database.ts";
import type { Tables } from "./tables.ts";

/** Dated settings of residents; only added. */
export function makeCareSettingRecords({ db, write, changed }: RecordsDatabase) {
  return {
    /** All of them or none, in the order of the list. */
    async addCareSettings(inputs: readonly Omit<CareSetting, "id">[]): Promise<readonly CareSetting[]> {
      const settings = inputs.map((input) => ({ id: newId("set"), ...input }));
      if (settings.length === 0) return settings;
      await write(settings.map((setting) => statement(db.insertInto("careSettings").values(toRow(setting)))));
      changed("careSettings");
      return settings;
    },
  };
}
function toRow({ detail, ...setting }: CareSetting): Tables["careSettings"] {
  return { ...setting, detailJson: detail === null ? null : JSON.stringify(detail) };
}
export function toCareSetting({ detailJson, ...row }: Tables["careSettings"]): CareSetting {
  return { ...row, detail: detailJson === null ? null : parseOwnJson<SettingDetail>(detailJson) };
}
