import type { CarerKeys, Handset } from "../../domain/handset.ts";
import { AnhuError } from "../../domain/errors.ts";
import { newId } from "../../domain/ids.ts";
import { statement, type RecordsDatabase } from "./records-database.ts";

const SHOWN = ["id", "facilityId", "name", "byUserId", "byName", "createdAtMs", "lastSeenAtMs", "revokedAtMs"] as const;

/** Columns of handsets and of what people show them. */
export interface HandsetTables {
  handsets: Handset & { tokenHash: string };
  carerPins: { userId: string; pinHash: string; setAtMs: number };
  carerBadges: { userId: string; badgeHash: string; madeAtMs: number };
  /** Wrong tries of a person on a handset since `sinceMs`; gone when one was right. */
  handsetTries: { userId: string; handsetId: string; tries: number; sinceMs: number };
}
/** `api/handset-ports.ts` HandsetRecords. */
export function makeHandsetRecords({ db, write }: RecordsDatabase) {
  return {
    async addHandset(input: Omit<Handset, "id" | "lastSeenAtMs" | "revokedAtMs"> & { readonly tokenHash: string }): Promise<Handset> {
      const { tokenHash, ...shown } = input;
      const row = { id: newId("hst"), ...shown, lastSeenAtMs: null, revokedAtMs: null };
      await write([statement(db.insertInto("handsets").values({ ...row, tokenHash }))]);
      return row;
    },
    handsets: (facilityId: string): Promise<readonly Handset[]> =>
      db.selectFrom("handsets").select(SHOWN).where("facilityId", "=", facilityId).orderBy("createdAtMs", "desc").orderBy("id").execute(),
    handset(by: { readonly id: string } | { readonly tokenHash: string }): Promise<Handset | undefined> {
      const [column, value] = "id" in by ? (["id", by.id] as const) : (["tokenHash", by.tokenHash] as const);
      return db.selectFrom("handsets").select(SHOWN).where(column, "=", value).where("revokedAtMs", "is", null).executeTakeFirst();
    },
    async handsetSeen(handsetId: string, atMs: number): Promise<void> {
      await write([statement(db.updateTable("handsets").set({ lastSeenAtMs: atMs }).where("id", "=", handsetId))]);
    },
    async revokeHandset({ facilityId, handsetId, atMs }: { facilityId: string; handsetId: string; atMs: number }): Promise<void> {
      const revoke = db
        .updateTable("handsets")
        .set({ revokedAtMs: atMs })
        .where("id", "=", handsetId)
        .where("facilityId", "=", facilityId)
        .where("revokedAtMs", "is", null);
      const { written } = await write([statement(revoke, 1)]);
      if (!written) throw new AnhuError("NOT_FOUND", "switching off a handset: the home has none with that id that still holds");
    },
    async carerKeys(facilityId: string): Promise<readonly CarerKeys[]> {
      const rows = await db
        .selectFrom("users")
        .leftJoin("carerPins", "carerPins.userId", "users.id")
        .leftJoin("carerBadges", "carerBadges.userId", "users.id")
        .select(["users.id as userId", "carerPins.setAtMs as pinSetAtMs", "carerBadges.madeAtMs as badgeMadeAtMs"])
        .where("users.facilityId", "=", facilityId)
        .orderBy("users.id")
        .execute();
      return rows.filter(({ pinSetAtMs, badgeMadeAtMs }) => pinSetAtMs !== null || badgeMadeAtMs !== null);
    },
    async pinHash(userId: string): Promise<string | undefined> {
      return (await db.selectFrom("carerPins").select("pinHash").where("userId", "=", userId).executeTakeFirst())?.pinHash;
    },
    async setPin({ userId, pinHash, atMs }: { userId: string; pinHash: string | null; atMs: number }): Promise<void> {
      await write([
        statement(db.deleteFrom("carerPins").where("userId", "=", userId)),
        ...(pinHash === null ? [] : [statement(db.insertInto("carerPins").values({ userId, pinHash, setAtMs: atMs }))]),
        statement(db.deleteFrom("handsetTries").where("userId", "=", userId)),
      ]);
    },
    async setBadge({ userId, badgeHash, atMs }: { userId: string; badgeHash: string | null; atMs: number }): Promise<void> {
      await write([
        statement(db.deleteFrom("carerBadges").where("userId", "=", userId)),
        ...(badgeHash === null ? [] : [statement(db.insertInto("carerBadges").values({ userId, badgeHash, madeAtMs: atMs }))]),
      ]);
    },
    async badgeHolder(badgeHash: string): Promise<string | undefined> {
      return (await db.selectFrom("carerBadges").select("userId").where("badgeHash", "=", badgeHash).executeTakeFirst())?.userId;
    },
    async countTry({ userId, handsetId, atMs, sinceMs }: { userId: string; handsetId: string; atMs: number; sinceMs: number }) {
      await write([
        statement(db.deleteFrom("handsetTries").where("sinceMs", "<=", sinceMs)),
        statement(
          db
            .insertInto("handsetTries")
            .values({ userId, handsetId, tries: 1, sinceMs: atMs })
            .onConflict((on) => on.columns(["userId", "handsetId"]).doUpdateSet((eb) => ({ tries: eb("handsetTries.tries", "+", 1) }))),
        ),
      ]);
      const rows = await db
        .selectFrom("handsetTries")
        .selectAll()
        .where((eb) => eb.or([eb("userId", "=", userId), eb("handsetId", "=", handsetId)]))
        .execute();
      const sum = (counts: (row: HandsetTables["handsetTries"]) => boolean) => rows.filter(counts).reduce((all, row) => all + row.tries, 0);
      return {
        here: sum((row) => row.userId === userId && row.handsetId === handsetId),
        person: sum((row) => row.userId === userId),
        handset: sum((row) => row.handsetId === handsetId),
      };
    },
    async forgetTries({ userId, handsetId }: { userId: string; handsetId: string }): Promise<void> {
      await write([statement(db.deleteFrom("handsetTries").where("userId", "=", userId).where("handsetId", "=", handsetId))]);
    },
  };
}
