import { newId } from "../../domain/ids.ts";
import type { User } from "../../domain/people.ts";
import type { Clock } from "../../domain/time.ts";
import { parseOwnJson } from "../own-json.ts";
import { flag, statement, type RecordsDatabase } from "./records-database.ts";
import type { Tables } from "./tables.ts";

/** People who sign in, and their sessions. */
export function makeUserRecords({ db, write }: RecordsDatabase, clock: Clock) {
  return {
    async users(): Promise<readonly User[]> {
      return (await db.selectFrom("users").selectAll().orderBy("username").execute()).map(toUser);
    },
    async userByName(username: string): Promise<(User & { readonly passwordHash: string }) | undefined> {
      const row = await db.selectFrom("users").selectAll().where("username", "=", username).executeTakeFirst();
      return row === undefined ? undefined : { ...toUser(row), passwordHash: row.passwordHash };
    },
    async user(userId: string): Promise<User | undefined> {
      const row = await db.selectFrom("users").selectAll().where("id", "=", userId).executeTakeFirst();
      return row === undefined ? undefined : toUser(row);
    },
    async addUser(input: Omit<User, "id" | "disabled"> & { passwordHash: string }): Promise<User> {
      const { username, name, role, facilityId, clinicId, consents, passwordHash } = input;
      const row = {
        id: newId("usr"),
        username,
        name,
        role,
        facilityId,
        clinicId,
        consentsJson: JSON.stringify(consents),
        disabled: 0,
        passwordHash,
      };
      await db.insertInto("users").values(row).execute();
      return toUser(row);
    },
    async setUserDisabled(userId: string, disabled: boolean): Promise<void> {
      await db
        .updateTable("users")
        .set({ disabled: flag(disabled) })
        .where("id", "=", userId)
        .execute();
    },
    async session(sessionId: string): Promise<string | undefined> {
      const found = await db
        .selectFrom("sessions")
        .select("data")
        .where("id", "=", sessionId)
        .where("expiresAtMs", ">", clock.now())
        .executeTakeFirst();
      return found?.data;
    },
    async saveSession(sessionId: string, data: string, expiresAtMs: number): Promise<void> {
      const session = { userId: userIdOf(data), data, expiresAtMs };
      await write([
        statement(db.deleteFrom("sessions").where("expiresAtMs", "<=", clock.now())),
        statement(
          db
            .insertInto("sessions")
            .values({ id: sessionId, ...session })
            .onConflict((on) => on.column("id").doUpdateSet(session)),
        ),
      ]);
    },
    async removeSession(sessionId: string): Promise<void> {
      await db.deleteFrom("sessions").where("id", "=", sessionId).execute();
    },
    async removeSessionsOf(userId: string): Promise<void> {
      await db.deleteFrom("sessions").where("userId", "=", userId).execute();
    },
  };
}
function toUser(row: Tables["users"]): User {
  const { id, username, name, role, facilityId, clinicId, consentsJson, disabled } = row;
  const consents = parseOwnJson<User["consents"]>(consentsJson);
  return { id, username, name, role, facilityId, clinicId, consents, disabled: disabled === 1 };
}
/** `userId` at the top of the session's JSON; a session of nobody has none. */
function userIdOf(data: string): string | null {
  const session: unknown = JSON.parse(data);
  if (typeof session !== "object" || session === null || !("userId" in session)) return null;
  return typeof session.userId === "string" ? session.userId : null;
}
