import type { ConsentAct, FamilyConsent, FamilyInvite } from "../../domain/family-consent.ts";
import { newId } from "../../domain/ids.ts";
import type { FamilyScope, User } from "../../domain/people.ts";
import { parseOwnJson } from "../own-json.ts";
import { statement, type RecordsDatabase } from "./records-database.ts";
import type { WriteStatement } from "./records-protocol.ts";
import type { Tables } from "./tables.ts";

interface About {
  readonly userId: string;
  readonly residentId: string;
}
type NewInvite = Pick<FamilyInvite, "id" | "codeHash" | "madeAtMs" | "madeByName" | "endsAtMs">;
interface Given {
  readonly act: ConsentAct;
  readonly reviewMs: number | null;
}

/** `api/family-access-ports.ts`: dated consents of residents, and links for relatives. */
export function makeFamilyAccessRecords({ db, write }: RecordsDatabase) {
  const give = ({ userId, residentId }: About, scopes: readonly FamilyScope[], { act, reviewMs }: Given): WriteStatement[] =>
    scopes.map((scope) => statement(db.insertInto("familyConsents").values(consentRow({ userId, residentId, scope, act, reviewMs }))));
  const revoke = (userId: string, atMs: number): WriteStatement =>
    statement(db.updateTable("familyInvites").set({ revokedAtMs: atMs }).where("userId", "=", userId).where("revokedAtMs", "is", null));
  const rowOf = ({ userId, residentId }: About, invite: NewInvite): FamilyInvite => ({
    ...invite,
    ...{ userId, residentId, tries: 0, openedAtMs: null, deviceHash: null, revokedAtMs: null },
  });
  return {
    async familyConsents(residentId: string): Promise<readonly FamilyConsent[]> {
      const of = db.selectFrom("familyConsents").selectAll().where("residentId", "=", residentId);
      return (await of.orderBy("givenAtMs").orderBy("id").execute()).map(toConsent);
    },
    async consentsOfRelative(userId: string): Promise<readonly FamilyConsent[]> {
      const of = db.selectFrom("familyConsents").selectAll().where("userId", "=", userId);
      return (await of.orderBy("givenAtMs").orderBy("id").execute()).map(toConsent);
    },
    async changeFamilyConsents(input: About & Given & { give: readonly FamilyScope[]; end: readonly FamilyScope[] }): Promise<void> {
      const { userId, residentId, act } = input;
      const ending = [...new Set([...input.end, ...input.give])];
      if (ending.length === 0) return;
      const end = db
        .updateTable("familyConsents")
        .set({ endedAtMs: act.atMs, endedJson: JSON.stringify(act) })
        .where("userId", "=", userId)
        .where("residentId", "=", residentId)
        .where("scope", "in", ending)
        .where("endedAtMs", "is", null);
      await write([statement(end), ...give(input, input.give, input)]);
    },
    async addRelative(
      input: Given & {
        name: string;
        username: string;
        passwordHash: string;
        residentId: string;
        scopes: readonly FamilyScope[];
        invite: NewInvite;
      },
    ): Promise<{ user: User; invite: FamilyInvite }> {
      const { name, username, passwordHash, residentId, scopes } = input;
      const row = {
        id: newId("usr"),
        username,
        name,
        role: "family" as const,
        facilityId: null,
        clinicId: null,
        disabled: 0,
        passwordHash,
      };
      const about = { userId: row.id, residentId };
      const invite = rowOf(about, input.invite);
      await write([
        statement(db.insertInto("users").values(row)),
        ...give(about, scopes, input),
        statement(db.insertInto("familyInvites").values(invite)),
      ]);
      const { disabled: _, passwordHash: __, ...user } = row;
      return { user: { ...user, consents: [{ residentId, scopes: [...scopes] }], disabled: false }, invite };
    },
    async renewFamilyInvite(input: About & { invite: NewInvite }): Promise<FamilyInvite> {
      const invite = rowOf(input, input.invite);
      await write([revoke(input.userId, invite.madeAtMs), statement(db.insertInto("familyInvites").values(invite))]);
      return invite;
    },
    async revokeFamilyInvites({ userId, atMs }: { userId: string; atMs: number }): Promise<void> {
      await write([revoke(userId, atMs)]);
    },
    familyInvites: (residentId: string): Promise<readonly FamilyInvite[]> =>
      db
        .selectFrom("familyInvites")
        .selectAll()
        .where("residentId", "=", residentId)
        .orderBy("madeAtMs", "desc")
        .orderBy("id", "desc")
        .execute(),
    familyInvite: (inviteId: string): Promise<FamilyInvite | undefined> =>
      db.selectFrom("familyInvites").selectAll().where("id", "=", inviteId).executeTakeFirst(),
    familyInviteOfDevice: (deviceHash: string): Promise<FamilyInvite | undefined> =>
      db.selectFrom("familyInvites").selectAll().where("deviceHash", "=", deviceHash).executeTakeFirst(),
    async takeCodeTry(inviteId: string, most: number): Promise<boolean> {
      const take = db
        .updateTable("familyInvites")
        .set((eb) => ({ tries: eb("tries", "+", 1) }))
        .where("id", "=", inviteId)
        .where("tries", "<", most);
      return (await write([statement(take)])).changes[0] === 1;
    },
    async openFamilyInvite({ inviteId, deviceHash, atMs }: { inviteId: string; deviceHash: string; atMs: number }): Promise<boolean> {
      const open = db
        .updateTable("familyInvites")
        .set({ openedAtMs: atMs, deviceHash })
        .where("id", "=", inviteId)
        .where("openedAtMs", "is", null)
        .where("revokedAtMs", "is", null);
      return (await write([statement(open)])).changes[0] === 1;
    },
  };
}
export function consentRow(input: About & Given & { readonly scope: FamilyScope }): Tables["familyConsents"] {
  const { userId, residentId, scope, act, reviewMs } = input;
  const about = { id: newId("fco"), userId, residentId, scope };
  return { ...about, givenAtMs: act.atMs, givenJson: JSON.stringify(act), reviewMs, endedAtMs: null, endedJson: null };
}
function toConsent({ id, userId, residentId, scope, givenJson, reviewMs, endedJson }: Tables["familyConsents"]): FamilyConsent {
  const given = parseOwnJson<ConsentAct>(givenJson);
  return { id, userId, residentId, scope, given, reviewMs, ended: endedJson === null ? null : parseOwnJson<ConsentAct>(endedJson) };
}
