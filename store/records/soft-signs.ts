import type { Role } from "../../domain/people.ts";
import { SOFT_SIGNS, type SoftSignsNote } from "../../domain/soft-signs.ts";
import type { RecordsDatabase } from "./records-database.ts";

export interface SoftSignTables {
  /** Only added. `signs`: names, separated by a space. */
  softSigns: {
    id: string;
    residentId: string;
    atMs: number;
    heardAtMs: number | null;
    signs: string;
    note: string | null;
    byUserId: string;
    byName: string;
    byRole: Role;
  };
}
/** What carers said of residents; only added. */
export function makeSoftSignRecords({ db }: RecordsDatabase) {
  return {
    async addSoftSigns(input: SoftSignsNote): Promise<SoftSignsNote> {
      const { id, residentId, atMs, heardAtMs, note, byUserId, byName, byRole } = input;
      const kept = { id, residentId, atMs, heardAtMs, note, byUserId, byName, byRole };
      await db
        .insertInto("softSigns")
        .values({ ...kept, signs: input.signs.join(" ") })
        .onConflict((on) => on.column("id").doNothing())
        .execute();
      return { ...kept, signs: input.signs };
    },
    async softSignsHeardAt(id: string): Promise<number | undefined> {
      const row = await db.selectFrom("softSigns").select(["heardAtMs", "atMs"]).where("id", "=", id).executeTakeFirst();
      return row === undefined ? undefined : (row.heardAtMs ?? row.atMs);
    },
    /** Newest first. */
    async softSigns({ residentId, fromMs, toMs }: { residentId: string; fromMs: number; toMs: number }): Promise<readonly SoftSignsNote[]> {
      const rows = await db
        .selectFrom("softSigns")
        .selectAll()
        .where("residentId", "=", residentId)
        .where("atMs", ">=", fromMs)
        .where("atMs", "<", toMs)
        .orderBy("atMs", "desc")
        .orderBy("id", "desc")
        .limit(MOST_READ)
        .execute();
      return rows.map(({ signs, ...row }) => {
        const named = signs.split(" ");
        return { ...row, heardAtMs: row.heardAtMs ?? row.atMs, signs: SOFT_SIGNS.filter((sign) => named.includes(sign)) };
      });
    },
  };
}
const MOST_READ = 200;
