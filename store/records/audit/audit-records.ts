import type { AuditEntry, AuditNote, ChainEnd } from "../../../domain/audit.ts";
import { cursorKey, pageLimit, toPage } from "../page-cursor.ts";
import type { RecordsDatabase } from "../records-database.ts";
import { endOf, type AuditWriter } from "./audit-writer.ts";

export interface AuditQuery {
  readonly facilityId: string | null;
  readonly residentId: string | null;
  readonly alertId: string | null;
  readonly actor: string | null;
  /** Left out: every action, from the beginning, until now. */
  readonly action?: string | null;
  readonly fromMs?: number | null;
  readonly toMs?: number | null;
  readonly cursor: string | null;
  readonly limit: number;
}
/** Who did what: added by one writer, read in pages. */
export function makeAuditRecords({ db }: RecordsDatabase, writer: AuditWriter) {
  return {
    /** Resolves when it is kept; it stands in the chain when the records can be written. Never rejects. */
    audit: (...notes: readonly AuditNote[]): Promise<void> => writer.add(notes),
    /** Newest first. */
    async auditEntries(query: AuditQuery) {
      const limit = pageLimit(query.limit);
      let list = db.selectFrom("audit").selectAll();
      if (query.facilityId !== null) list = list.where("facilityId", "=", query.facilityId);
      if (query.residentId !== null) list = list.where("residentId", "=", query.residentId);
      if (query.alertId !== null) list = list.where("alertId", "=", query.alertId);
      if (query.actor !== null) list = list.where("actor", "=", query.actor);
      if (query.action != null) list = list.where("action", "=", query.action);
      if (query.fromMs != null) list = list.where("atMs", ">=", query.fromMs);
      if (query.toMs != null) list = list.where("atMs", "<", query.toMs);
      if (query.cursor !== null) list = list.where("seq", "<", cursorKey(query.cursor, "number")[0]);
      const rows: AuditEntry[] = await list
        .orderBy("seq", "desc")
        .limit(limit + 1)
        .execute();
      return toPage(rows, limit, (entry) => [entry.seq, entry.id]);
    },
    /** Where the chain ends now. */
    auditEnd: (): Promise<ChainEnd> => endOf({ db }),
    /** The entry at that place; `undefined`: there is none. */
    auditEntry: (seq: number): Promise<AuditEntry | undefined> =>
      db.selectFrom("audit").selectAll().where("seq", "=", seq).executeTakeFirst(),
  };
}
