import type { DeviceNaming, DeviceNote } from "../../domain/device-note.ts";
import type { Assignment } from "../../domain/directory.ts";
import { AnhuError } from "../../domain/errors.ts";
import type { Role } from "../../domain/people.ts";
import { changeUser } from "./change-user.ts";
import { statement, type RecordsDatabase } from "./records-database.ts";

/** Tables of what a manager keeps. */
export interface ManageTables {
  deviceNotes: DeviceNote;
  temporaryPasswords: { userId: string; atMs: number };
}
/** `api/manage-ports.ts` ManageRecords. */
export function makeManageRecords(database: RecordsDatabase) {
  const { db, write } = database;
  return {
    async deviceNotes(facilityId: string): Promise<readonly DeviceNote[]> {
      return db
        .selectFrom("deviceNotes")
        .innerJoin("devices", "devices.id", "deviceNotes.deviceId")
        .selectAll("deviceNotes")
        .where("devices.facilityId", "=", facilityId)
        .execute();
    },
    async nameDevice({ deviceId, facilityId, label, serial }: DeviceNaming): Promise<void> {
      const note = db.insertInto("deviceNotes").values({ deviceId, label, retiredAtMs: null });
      const named = note.onConflict((on) => on.column("deviceId").doUpdateSet({ label }).where("deviceNotes.retiredAtMs", "is", null));
      const number = db.insertInto("deviceLabels").values({ deviceId, facilityId, serial, simulatedUntilMs: null });
      const { written } = await write([
        statement(named, 1),
        statement(number.onConflict((on) => on.column("deviceId").doUpdateSet({ serial }))),
      ]);
      if (!written) throw new AnhuError("CONFLICT", `naming device ${deviceId}: it is out of use; take another one`);
    },
    async assignments(deviceId: string): Promise<readonly Assignment[]> {
      return db.selectFrom("assignments").selectAll().where("deviceId", "=", deviceId).orderBy("fromMs", "desc").orderBy("id").execute();
    },
    async setUserRole({ userId, role }: { userId: string; role: Role }): Promise<void> {
      await changeUser(database, { userId, doing: "changing a role", leavesAdministrator: role !== "administrator" }, { role });
    },
    async setUserPassword(input: { userId: string; passwordHash: string; givenAtMs: number | null; insteadOf?: string }): Promise<void> {
      const { userId, passwordHash, givenAtMs, insteadOf } = input;
      const person = db.updateTable("users").set({ passwordHash }).where("id", "=", userId);
      const { written } = await write([
        statement(insteadOf === undefined ? person : person.where("passwordHash", "=", insteadOf), 1),
        statement(db.deleteFrom("temporaryPasswords").where("userId", "=", userId)),
        ...(givenAtMs === null ? [] : [statement(db.insertInto("temporaryPasswords").values({ userId, atMs: givenAtMs }))]),
      ]);
      if (!written && insteadOf !== undefined)
        throw new AnhuError("CONFLICT", "choosing a password: it was changed meanwhile; sign in with the new one");
      if (!written) throw nobody("setting a password", userId);
    },
    async passwordGivenAt(userId: string): Promise<number | null> {
      return (await db.selectFrom("temporaryPasswords").select("atMs").where("userId", "=", userId).executeTakeFirst())?.atMs ?? null;
    },
  };
}
function nobody(doing: string, userId: string): AnhuError {
  return new AnhuError("NOT_FOUND", `${doing}: there is no person ${userId}; read the list again`);
}
