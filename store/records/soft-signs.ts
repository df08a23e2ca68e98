import { SOFT_SIGNS, type SoftSignsNote } from "../../domain/soft-signs.ts";
import type { RecordsDatabase } from "./records-database.ts";

/** What carers said of residents; only added. */
export function makeSoftSignRecords({ db }: RecordsDatabase) {
  return {
    async addSoftSigns(input: SoftSignsNote): Promise<SoftSignsNote> {
      const { id, residentId, atMs, note, byUserId, byName, byRole } = input;
      const kept = { id, residentId, atMs, note, byUserId, byName, byRole };
      await db
        .insertInto("softSigns")
        .values({ ...kept, signs: input.signs.join(" ") })
        .onConflict((on) => on.column("id").doNothing())
        .execute();
      return { ...kept, signs: input.signs };
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
        return { ...row, signs: SOFT_SIGNS.filter((sign) => named.includes(sign)) };
      });
    },
  };
}
const MOST_READ = 200;
