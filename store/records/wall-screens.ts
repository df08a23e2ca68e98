import { AnhuError } from "../../domain/errors.ts";
import { newId } from "../../domain/ids.ts";
import type { WallPairing, WallScreen } from "../../domain/wall-screen.ts";
import { parseOwnJson } from "../own-json.ts";
import { flag, statement, type RecordsDatabase } from "./records-database.ts";
import type { Tables } from "./tables.ts";

/** `api/wall-screen-ports.ts` WallScreenRecords. */
export function makeWallScreenRecords({ db, write }: RecordsDatabase) {
  const pairing = (by: { readonly code: string } | { readonly tokenHash: string }, nowMs: number): Promise<WallPairing | undefined> => {
    const [column, value] = "code" in by ? (["code", by.code] as const) : (["tokenHash", by.tokenHash] as const);
    return db.selectFrom("wallPairings").selectAll().where(column, "=", value).where("expiresAtMs", ">", nowMs).executeTakeFirst();
  };
  const held = (id: string, facilityId: string) =>
    db.updateTable("wallScreens").where("id", "=", id).where("facilityId", "=", facilityId).where("revokedAtMs", "is", null);
  return {
    wallPairing: pairing,
    async addWallPairing(row: WallPairing): Promise<void> {
      await write([
        statement(db.deleteFrom("wallPairings").where("expiresAtMs", "<=", row.createdAtMs)),
        statement(db.deleteFrom("wallPairings").where("code", "=", row.code)),
        statement(db.insertInto("wallPairings").values(row)),
      ]);
    },
    async addWallScreen({
      code,
      nowMs,
      floors,
      hasNames,
      ...rest
    }: Omit<WallScreen, "id" | "lastSeenAtMs" | "revokedAtMs"> & { readonly code: string; readonly nowMs: number }): Promise<WallScreen> {
      const waiting = await pairing({ code }, nowMs);
      if (waiting === undefined) throw usedUp();
      const { tokenHash } = waiting;
      const row = {
        ...{ id: newId("wal"), ...rest, floorsJson: JSON.stringify(floors), hasNames: flag(hasNames) },
        ...{ tokenHash, lastSeenAtMs: null, revokedAtMs: null },
      };
      const { written } = await write([
        statement(db.deleteFrom("wallPairings").where("tokenHash", "=", tokenHash), 1),
        statement(db.insertInto("wallScreens").values(row)),
      ]);
      if (!written) throw usedUp();
      return toScreen(row);
    },
    async wallScreens(facilityId: string): Promise<readonly WallScreen[]> {
      const rows = await db
        .selectFrom("wallScreens")
        .selectAll()
        .where("facilityId", "=", facilityId)
        .orderBy("createdAtMs", "desc")
        .orderBy("id")
        .execute();
      return rows.map(toScreen);
    },
    async wallScreenByToken(tokenHash: string): Promise<WallScreen | undefined> {
      const row = await db
        .selectFrom("wallScreens")
        .selectAll()
        .where("tokenHash", "=", tokenHash)
        .where("revokedAtMs", "is", null)
        .executeTakeFirst();
      return row === undefined ? undefined : toScreen(row);
    },
    async setWallScreen({
      id,
      facilityId,
      name,
      floors,
      hasNames,
    }: Pick<WallScreen, "id" | "facilityId" | "name" | "floors" | "hasNames">): Promise<void> {
      const change = held(id, facilityId).set({ name, floorsJson: JSON.stringify(floors), hasNames: flag(hasNames) });
      const { written } = await write([statement(change, 1)]);
      if (!written) throw none("changing");
    },
    async wallScreenSeen(screenId: string, atMs: number): Promise<void> {
      await write([statement(db.updateTable("wallScreens").set({ lastSeenAtMs: atMs }).where("id", "=", screenId))]);
    },
    async revokeWallScreen({ facilityId, screenId, atMs }: { facilityId: string; screenId: string; atMs: number }): Promise<void> {
      const { written } = await write([statement(held(screenId, facilityId).set({ revokedAtMs: atMs }), 1)]);
      if (!written) throw none("switching off");
    },
  };
}
function toScreen(row: Tables["wallScreens"]): WallScreen {
  const { floorsJson, hasNames, tokenHash: _, ...rest } = row;
  return { ...rest, floors: parseOwnJson<WallScreen["floors"]>(floorsJson), hasNames: hasNames === 1 };
}
function usedUp(): AnhuError {
  return new AnhuError("CONFLICT", "pairing a wall screen: its code has run out or was used; read the new one on the screen");
}
function none(doing: string): AnhuError {
  return new AnhuError("NOT_FOUND", `${doing} a wall screen: the facility has none with that id that still holds; read the list again`);
}
