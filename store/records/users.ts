import type { ConsentAct } from "../../domain/family-consent.ts";
import { newId } from "../../domain/ids.ts";
import { FAMILY_SCOPES, type Role, type User } from "../../domain/people.ts";
import type { Clock } from "../../domain/time.ts";
import { consentRow } from "./family-access.ts";
import { changeUser } from "./change-user.ts";
import { flag, statement, type RecordsDatabase } from "./records-database.ts";
import type { Tables } from "./tables.ts";

/** People who sign in, and their sessions. */
export function makeUserRecords(database: RecordsDatabase, clock: Clock) {
  const { db, write } = database;
  /** What holds now, of these people or of everybody. */
  async function consents(userIds: readonly string[] | null): Promise<ReadonlyMap<string, User["consents"]>> {
    const nowMs = clock.now();
    let holding = db
      .selectFrom("familyConsents")
      .select(["userId", "residentId", "scope"])
      .where("endedAtMs", "is", null)
      .where(({ eb, or }) => or([eb("reviewMs", "is", null), eb("reviewMs", ">", nowMs)]));
    if (userIds !== null) holding = holding.where("userId", "in", userIds);
    const rows = await holding.orderBy("givenAtMs").orderBy("id").execute();
    return new Map(
      [...Map.groupBy(rows, ({ userId }) => userId)].map(([userId, own]) => {
        const byResident = Map.groupBy(own, ({ residentId }) => residentId);
        const held = [...byResident].map(([residentId, of]) => ({
          residentId,
          scopes: FAMILY_SCOPES.filter((scope) => of.some((row) => row.scope === scope)),
        }));
        return [userId, held];
      }),
    );
  }
  async function withConsents(row: Tables["users"]): Promise<User> {
    return toUser(row, (await consents([row.id])).get(row.id) ?? []);
  }
  return {
    async users(): Promise<readonly User[]> {
      const [rows, held] = await Promise.all([db.selectFrom("users").selectAll().orderBy("username").execute(), consents(null)]);
      return rows.map((row) => toUser(row, held.get(row.id) ?? []));
    },
    async userRoles(): Promise<readonly Role[]> {
      const rows = await db.selectFrom("users").select("role").distinct().execute();
      return rows.map(({ role }) => role);
    },
    async staffOf(facilityId: string): Promise<readonly User[]> {
      const rows = await db.selectFrom("users").selectAll().where("facilityId", "=", facilityId).orderBy("username").execute();
      return rows.map((row) => toUser(row, []));
    },
    async userNames(userIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
      if (userIds.length === 0) return new Map();
      const rows = await db.selectFrom("users").select(["id", "name"]).where("id", "in", userIds).execute();
      return new Map(rows.map(({ id, name }) => [id, name]));
    },
    async userByName(username: string): Promise<(User & { readonly passwordHash: string }) | undefined> {
      const row = await db.selectFrom("users").selectAll().where("username", "=", username).executeTakeFirst();
      return row === undefined ? undefined : { ...(await withConsents(row)), passwordHash: row.passwordHash };
    },
    async user(userId: string): Promise<User | undefined> {
      const row = await db.selectFrom("users").selectAll().where("id", "=", userId).executeTakeFirst();
      return row === undefined ? undefined : withConsents(row);
    },
    /** Consents that come with an account are dated by it; whose word they are was not asked. Those for one resident are one. */
    async addUser(input: Omit<User, "id" | "disabled"> & { passwordHash: string }): Promise<User> {
      const { username, name, role, facilityId, clinicId, passwordHash } = input;
      const row = { id: newId("usr"), username, name, role, facilityId, clinicId, disabled: 0, passwordHash };
      const act: ConsentAct = { atMs: clock.now(), saidBy: "unrecorded", how: "word", guardian: null, by: null };
      const byResident = Map.groupBy(input.consents, ({ residentId }) => residentId);
      const consents = [...byResident].map(([residentId, pieces]) => ({
        residentId,
        scopes: FAMILY_SCOPES.filter((scope) => pieces.some(({ scopes }) => scopes.includes(scope))),
      }));
      const given = consents.flatMap(({ residentId, scopes }) =>
        scopes.map((scope) => consentRow({ userId: row.id, residentId, scope, act, reviewMs: null })),
      );
      await write([
        statement(db.insertInto("users").values(row)),
        ...given.map((consent) => statement(db.insertInto("familyConsents").values(consent))),
      ]);
      return toUser(row, consents);
    },
    async setUserDisabled(userId: string, disabled: boolean): Promise<void> {
      await changeUser(database, { userId, doing: "closing an account", leavesAdministrator: disabled }, { disabled: flag(disabled) });
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
      await write([
        statement(db.deleteFrom("sessions").where("expiresAtMs", "<=", clock.now())),
        statement(db.insertInto("sessions").values({ id: sessionId, userId: userIdOf(data), data, expiresAtMs })),
      ]);
    },
    /** `false`: it was ended. */
    async renewSession(sessionId: string, data: string, expiresAtMs: number): Promise<boolean> {
      const { changes } = await write([statement(db.updateTable("sessions").set({ data, expiresAtMs }).where("id", "=", sessionId))]);
      return changes[0] === 1;
    },
    sessionsOf: (userId: string): Promise<readonly { readonly id: string; readonly data: string }[]> =>
      db.selectFrom("sessions").select(["id", "data"]).where("userId", "=", userId).execute(),
    async removeSession(sessionId: string): Promise<void> {
      await db.deleteFrom("sessions").where("id", "=", sessionId).execute();
    },
    async removeSessionsOf(userId: string): Promise<void> {
      await db.deleteFrom("sessions").where("userId", "=", userId).execute();
    },
  };
}
function toUser({ id, username, name, role, facilityId, clinicId, disabled }: Tables["users"], consents: User["consents"]): User {
  return { id, username, name, role, facilityId, clinicId, consents, disabled: disabled === 1 };
}
/** `userId` at the top of the session's JSON; a session of nobody has none. */
function userIdOf(data: string): string | null {
  const session: unknown = JSON.parse(data);
  if (typeof session !== "object" || session === null || !("userId" in session)) return null;
  return typeof session.userId === "string" ? session.userId : null;
}
