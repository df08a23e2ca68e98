import { newId } from "../../domain/ids.ts";
import type { RecordDetail, RecordEnd, RecordEntry } from "../../domain/resident-record.ts";
import type { RoundResult } from "../../domain/round-result.ts";
import { parseOwnJson } from "../own-json.ts";
import { statement, type RecordsDatabase } from "./records-database.ts";
import type { Tables } from "./tables.ts";

/** Most results that one question reads. */
const MOST_RESULTS = 500;

/** Dated lines about residents, which only end, and results of rounds, which are only added. */
export function makeResidentRecordRecords({ db, write, changed }: RecordsDatabase) {
  return {
    async addRecordEntry(input: Omit<RecordEntry, "id" | "ended">): Promise<RecordEntry> {
      const { detail, ...entry } = { id: newId("ent"), ...input };
      const row = { ...entry, detailJson: detail === null ? null : JSON.stringify(detail), endedJson: null };
      await write([statement(db.insertInto("recordEntries").values(row))]);
      changed("recordEntries");
      return { ...entry, detail, ended: null };
    },
    /** `false`: the resident has no such entry that still holds. */
    async endRecordEntry(input: { residentId: string; entryId: string; end: RecordEnd }): Promise<boolean> {
      const end = db
        .updateTable("recordEntries")
        .set({ endedJson: JSON.stringify(input.end) })
        .where("id", "=", input.entryId)
        .where("residentId", "=", input.residentId)
        .where("endedJson", "is", null);
      const { written } = await write([statement(end, 1)]);
      if (written) changed("recordEntries");
      return written;
    },
    async addRoundResult(input: Omit<RoundResult, "id">): Promise<RoundResult> {
      const row = { id: newId("rnd"), ...input };
      await db.insertInto("roundResults").values(row).execute();
      return row;
    },
    /** Newest first. `residentId` null: of everybody in the facilities. */
    async roundResults(input: {
      facilityIds: readonly string[];
      residentId: string | null;
      fromMs: number;
    }): Promise<readonly RoundResult[]> {
      const { facilityIds, residentId, fromMs } = input;
      if (facilityIds.length === 0) return [];
      let query = db.selectFrom("roundResults").selectAll().where("facilityId", "in", facilityIds).where("atMs", ">=", fromMs);
      if (residentId !== null) query = query.where("residentId", "=", residentId);
      return query.orderBy("atMs", "desc").orderBy("id", "desc").limit(MOST_RESULTS).execute();
    },
  };
}
export function toRecordEntry({ detailJson, endedJson, ...row }: Tables["recordEntries"]): RecordEntry {
  return {
    ...row,
    detail: detailJson === null ? null : parseOwnJson<RecordDetail>(detailJson),
    ended: endedJson === null ? null : parseOwnJson<RecordEnd>(endedJson),
  };
}
