import type { PersonRef } from "../../domain/alert.ts";
import type { ContactCall, ContactCallTry, FamilyNotice, TriedCall } from "../../domain/family-notice.ts";
import { newId } from "../../domain/ids.ts";
import { statement, type RecordsDatabase } from "./records-database.ts";
import type { Tables } from "./tables.ts";

const MOST_NOTICES = 200;

/** What families were told, and whom staff must ring. */
export function makeFamilyRecords({ db, write }: RecordsDatabase) {
  async function tried(rows: readonly Tables["contactCalls"][]): Promise<readonly TriedCall[]> {
    if (rows.length === 0) return [];
    const ids = rows.map(({ id }) => id);
    const tries = await db.selectFrom("contactCallTries").selectAll().where("callId", "in", ids).orderBy("atMs").orderBy("id").execute();
    const byCall = Map.groupBy(tries, ({ callId }) => callId);
    return rows.map((row) => ({ ...row, tries: (byCall.get(row.id) ?? []).map(toTry) }));
  }
  return {
    /** Oldest first. */
    async familyNotices(alertId: string): Promise<readonly FamilyNotice[]> {
      const rows = await db.selectFrom("familyNotices").selectAll().where("alertId", "=", alertId).orderBy("atMs").orderBy("id").execute();
      return rows.map(toNotice);
    },
    /** Released ones of a resident, newest first, at most 200. */
    async releasedNotices(residentId: string): Promise<readonly FamilyNotice[]> {
      const rows = await db
        .selectFrom("familyNotices")
        .selectAll()
        .where("residentId", "=", residentId)
        .where("releasedAtMs", "is not", null)
        .orderBy("releasedAtMs", "desc")
        .orderBy("id", "desc")
        .limit(MOST_NOTICES)
        .execute();
      return rows.map(toNotice);
    },
    /** `false`: there is one of this id. @throws {AnhuError} `NOT_FOUND`: no such alert or resident */
    async addFamilyNotice({ text, ...rest }: FamilyNotice): Promise<boolean> {
      const insert = db
        .insertInto("familyNotices")
        .values({ ...rest, zh: text.zh, en: text.en })
        .onConflict((on) => on.column("id").doNothing());
      const { changes } = await write([statement(insert)]);
      return changes[0] === 1;
    },
    /** `false`: there is no such draft of the alert, or it was released before. */
    async releaseFamilyNotice(input: {
      alertId: string;
      noticeId: string;
      atMs: number;
      byName: string;
      byRole: PersonRef["role"];
    }): Promise<boolean> {
      const { alertId, noticeId, atMs, byName, byRole } = input;
      const update = db
        .updateTable("familyNotices")
        .set({ releasedAtMs: atMs, releasedByName: byName, releasedByRole: byRole })
        .where("id", "=", noticeId)
        .where("alertId", "=", alertId)
        .where("releasedAtMs", "is", null);
      const { changes } = await write([statement(update)]);
      return changes[0] === 1;
    },
    /** Oldest first. */
    async contactCalls(alertId: string): Promise<readonly TriedCall[]> {
      return tried(await db.selectFrom("contactCalls").selectAll().where("alertId", "=", alertId).orderBy("atMs").orderBy("id").execute());
    },
    /** Nobody was reached yet; `facilityId` null: of all facilities. Oldest first. */
    async openContactCalls(facilityId: string | null): Promise<readonly TriedCall[]> {
      const open = db.selectFrom("contactCalls").selectAll().where("doneAtMs", "is", null).orderBy("atMs").orderBy("id");
      return tried(await (facilityId === null ? open : open.where("facilityId", "=", facilityId)).execute());
    },
    /** `false`: there is one of this id. */
    async addContactCall(call: ContactCall): Promise<boolean> {
      const insert = db
        .insertInto("contactCalls")
        .values(call)
        .onConflict((on) => on.column("id").doNothing());
      const { changes } = await write([statement(insert)]);
      return changes[0] === 1;
    },
    /** What became of one try; `done` ends the call. `false`: the alert has no such call, or somebody was reached before. */
    async addContactCallTry({ alertId, callId, ...one }: ContactCallTry & { alertId: string; callId: string }): Promise<boolean> {
      const kept = await db
        .selectFrom("contactCalls")
        .select("id")
        .where("id", "=", callId)
        .where("alertId", "=", alertId)
        .where("doneAtMs", "is", null)
        .executeTakeFirst();
      if (kept === undefined) return false;
      const insert = statement(db.insertInto("contactCallTries").values({ id: newId("cct"), callId, ...one }));
      if (one.result === "notReached") {
        await write([insert]);
        return true;
      }
      const done = db.updateTable("contactCalls").set({ doneAtMs: one.atMs }).where("id", "=", callId).where("doneAtMs", "is", null);
      const { written } = await write([statement(done, 1), insert]);
      return written;
    },
  };
}
function toNotice({ zh, en, ...row }: Tables["familyNotices"]): FamilyNotice {
  return { ...row, text: { zh, en } };
}
function toTry({ atMs, result, byName, byRole }: Tables["contactCallTries"]): ContactCallTry {
  return { atMs, result, byName, byRole };
}
