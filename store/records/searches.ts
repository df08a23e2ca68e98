import { newId } from "../../domain/ids.ts";
import type { SearchNote } from "../../domain/search.ts";
import type { RecordsDatabase } from "./records-database.ts";
import type { Tables } from "./tables.ts";

/** What people note while they look for somebody; only added. */
export function makeSearchRecords({ db }: RecordsDatabase) {
  return {
    async addSearchNote({ alertId, item, text, atMs, by }: Omit<SearchNote, "id">): Promise<SearchNote> {
      const row = { id: newId("sno"), alertId, item, text, atMs, byUserId: by.userId, byName: by.name, byRole: by.role };
      await db.insertInto("searchNotes").values(row).execute();
      return toSearchNote(row);
    },
    /** Oldest first. */
    async searchNotes(alertId: string): Promise<readonly SearchNote[]> {
      const rows = await db.selectFrom("searchNotes").selectAll().where("alertId", "=", alertId).orderBy("atMs").orderBy("id").execute();
      return rows.map(toSearchNote);
    },
  };
}
function toSearchNote({ byUserId, byName, byRole, ...row }: Tables["searchNotes"]): SearchNote {
  return { ...row, by: { userId: byUserId, name: byName, role: byRole } };
}
