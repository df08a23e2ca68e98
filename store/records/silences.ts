import type { PersonRef } from "../../domain/alert.ts";
import type { Silence } from "../../domain/hold.ts";
import { parseOwnJson } from "../own-json.ts";
import { statement, type RecordsDatabase } from "./records-database.ts";

/** Planned silences; ended ones stay for the record. */
export function makeSilenceStore({ db, write }: RecordsDatabase) {
  return {
    async running(nowMs: number): Promise<readonly Silence[]> {
      const rows = await db
        .selectFrom("silences")
        .selectAll()
        .where("endedMs", "is", null)
        .where("untilMs", ">", nowMs)
        .orderBy("fromMs")
        .orderBy("id")
        .execute();
      return rows.map(({ byJson, endedByJson, ...row }) => ({
        ...row,
        by: parseOwnJson<PersonRef>(byJson),
        endedBy: endedByJson === null ? null : parseOwnJson<PersonRef>(endedByJson),
      }));
    },
    async add({ by, endedBy, ...silence }: Silence): Promise<void> {
      const row = { ...silence, byJson: JSON.stringify(by), endedByJson: endedBy === null ? null : JSON.stringify(endedBy) };
      await db.insertInto("silences").values(row).execute();
    },
    async end(silenceId: string, endedMs: number, by: PersonRef): Promise<boolean> {
      const update = db
        .updateTable("silences")
        .set({ endedMs, endedByJson: JSON.stringify(by) })
        .where("id", "=", silenceId)
        .where("endedMs", "is", null);
      return (await write([statement(update, 1)])).written;
    },
  };
}
