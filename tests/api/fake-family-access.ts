import type { FamilyAccessRecords } from "../../api/family-access-ports.ts";
import type { ConsentAct, FamilyConsent, FamilyInvite } from "../../domain/family-consent.ts";
import { newId } from "../../domain/ids.ts";
import type { FamilyScope, User } from "../../domain/people.ts";

const UNRECORDED: ConsentAct = { atMs: 0, saidBy: "unrecorded", how: "word", guardian: null, by: null };
type Row = User & { readonly passwordHash: string };

/** Consents and links in memory; what users were made with counts as consented without a date. `answer` fails while the records are down. */
export function fakeFamilyAccess(
  users: Row[],
  answer: <T>(make: () => T) => Promise<T>,
): FamilyAccessRecords & { readonly inviteRows: FamilyInvite[] } {
  const rows: FamilyConsent[] = [];
  const inviteRows: FamilyInvite[] = [];
  const all = (): FamilyConsent[] => {
    for (const { id: userId, consents } of users)
      for (const { residentId, scopes } of consents)
        for (const scope of scopes)
          if (!rows.some((row) => row.userId === userId && row.residentId === residentId && row.scope === scope && row.ended === null))
            rows.push({ id: newId("fco"), userId, residentId, scope, given: UNRECORDED, reviewMs: null, ended: null });
    return rows;
  };
  function hold(userId: string, residentId: string): void {
    const index = users.findIndex(({ id }) => id === userId);
    const user = users[index];
    if (user === undefined) return;
    const of = (one: FamilyConsent) => one.userId === userId && one.residentId === residentId && one.ended === null;
    const scopes = rows.filter(of).map(({ scope }) => scope);
    const others = user.consents.filter((one) => one.residentId !== residentId);
    users[index] = { ...user, consents: scopes.length === 0 ? others : [...others, { residentId, scopes }] };
  }
  function give(about: { userId: string; residentId: string }, scopes: readonly FamilyScope[], act: ConsentAct, reviewMs: number | null) {
    for (const scope of scopes) rows.push({ id: newId("fco"), ...about, scope, given: act, reviewMs, ended: null });
    hold(about.userId, about.residentId);
  }
  const find = (id: string) => inviteRows.findIndex((row) => row.id === id);
  function revoke(userId: string, atMs: number): void {
    for (const [index, row] of inviteRows.entries())
      if (row.userId === userId && row.revokedAtMs === null) inviteRows[index] = { ...row, revokedAtMs: atMs };
  }
  function add(
    about: { userId: string; residentId: string },
    invite: Pick<FamilyInvite, "id" | "codeHash" | "madeAtMs" | "madeByName" | "endsAtMs">,
  ) {
    const { userId, residentId } = about;
    const row = { ...invite, userId, residentId, tries: 0, openedAtMs: null, deviceHash: null, revokedAtMs: null };
    inviteRows.unshift(row);
    return row;
  }
  return {
    inviteRows,
    familyConsents: (residentId) => answer(() => all().filter((row) => row.residentId === residentId)),
    consentsOfRelative: (userId) => answer(() => all().filter((row) => row.userId === userId)),
    changeFamilyConsents: ({ userId, residentId, give: given, end, act, reviewMs }) =>
      answer(() => {
        const ending = new Set([...end, ...given]);
        for (const [index, row] of all().entries())
          if (row.userId === userId && row.residentId === residentId && ending.has(row.scope) && row.ended === null)
            rows[index] = { ...row, ended: act };
        give({ userId, residentId }, given, act, reviewMs);
      }),
    addRelative: ({ name, username, passwordHash, residentId, scopes, act, reviewMs, invite }) =>
      answer(() => {
        const user = {
          id: newId("usr"),
          username,
          name,
          role: "family" as const,
          facilityId: null,
          clinicId: null,
          consents: [],
          disabled: false,
        };
        users.push({ ...user, passwordHash });
        give({ userId: user.id, residentId }, scopes, act, reviewMs);
        return { user: { ...user, consents: [{ residentId, scopes }] }, invite: add({ userId: user.id, residentId }, invite) };
      }),
    renewFamilyInvite: (input) =>
      answer(() => {
        revoke(input.userId, input.invite.madeAtMs);
        return add(input, input.invite);
      }),
    revokeFamilyInvites: ({ userId, atMs }) => answer(() => revoke(userId, atMs)),
    familyInvites: (residentId) => answer(() => inviteRows.filter((row) => row.residentId === residentId)),
    familyInvite: (id) => answer(() => inviteRows.find((row) => row.id === id)),
    familyInviteOfDevice: (deviceHash) => answer(() => inviteRows.find((row) => row.deviceHash === deviceHash)),
    takeCodeTry: (id, most) =>
      answer(() => {
        const row = inviteRows[find(id)];
        if (row === undefined || row.tries >= most) return false;
        inviteRows[find(id)] = { ...row, tries: row.tries + 1 };
        return true;
      }),
    openFamilyInvite: ({ inviteId, deviceHash, atMs }) =>
      answer(() => {
        const row = inviteRows[find(inviteId)];
        if (row === undefined || row.openedAtMs !== null || row.revokedAtMs !== null) return false;
        inviteRows[find(inviteId)] = { ...row, deviceHash, openedAtMs: atMs };
        return true;
      }),
  };
}
