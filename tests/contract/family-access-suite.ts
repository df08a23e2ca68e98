import { describe, expect, it } from "vitest";
import type { ConsentAct } from "../../domain/family-consent.ts";
import { newId } from "../../domain/ids.ts";
import type { RecordsStore } from "../../store/records/records.ts";
import { aHome } from "./records-builders.ts";

type Store = Pick<RecordsStore, "records"> & { readonly setNow?: (ms: number) => void };
const DAY = 24 * 3_600_000;

/** What every engine of the records must keep of consents and of links for relatives. */
export function familyAccessSuite(name: string, open: () => Promise<Store>): void {
  const by = { userId: "usr_nurse", name: "王芳", role: "nurse" as const };
  const act = (over: Partial<ConsentAct> = {}): ConsentAct => ({
    ...{ atMs: 1_000, saidBy: "resident", how: "word", guardian: null, by },
    ...over,
  });
  const anInvite = (madeAtMs = 1_000) => ({
    ...{ id: newId("inv"), codeHash: "hash", madeAtMs, madeByName: "王芳", endsAtMs: madeAtMs + DAY },
  });
  async function world() {
    const store = await open();
    const { resident } = await aHome(store.records);
    const relative = (over: { reviewMs?: number | null; scopes?: readonly ("state" | "rhythm" | "vitals")[] } = {}) =>
      store.records.addRelative({
        ...{ name: "女儿", username: newId("family"), passwordHash: "x", residentId: resident.id },
        ...{ scopes: over.scopes ?? ["state", "rhythm"], act: act(), reviewMs: over.reviewMs ?? null, invite: anInvite() },
      });
    return { ...store, resident, relative };
  }
  describe(`${name}: what relatives may see, and their links`, () => {
    it("a scope has a date and whose word it was; ended ones stay, and hold no longer at once", async () => {
      const { records, resident, relative } = await world();
      const { user } = await relative();
      expect(user.consents).toEqual([{ residentId: resident.id, scopes: ["state", "rhythm"] }]);
      expect(await records.user(user.id)).toEqual(user);
      const ended = act({ atMs: 2_000, how: "tablet" });
      const change = { userId: user.id, residentId: resident.id, reviewMs: null };
      await records.changeFamilyConsents({ ...change, give: [], end: ["rhythm"], act: ended });
      expect((await records.user(user.id))?.consents).toEqual([{ residentId: resident.id, scopes: ["state"] }]);
      await records.changeFamilyConsents({ ...change, give: ["rhythm"], end: [], act: act({ atMs: 3_000 }) });
      const history = await records.familyConsents(resident.id);
      expect(history.map(({ scope, given, ended: end }) => [scope, given.atMs, end?.how ?? null]).toSorted()).toEqual(
        [
          ["rhythm", 1_000, "tablet"],
          ["rhythm", 3_000, null],
          ["state", 1_000, null],
        ].toSorted(),
      );
      expect(await records.consentsOfRelative(user.id)).toEqual(history);
      expect((await records.users()).find(({ id }) => id === user.id)?.consents[0]?.scopes).toEqual(["state", "rhythm"]);
    });
    it("given anew, a scope has the new date, and there is never more than one that holds", async () => {
      const { records, resident, relative } = await world();
      const { user } = await relative({ scopes: ["state"] });
      const again = { userId: user.id, residentId: resident.id, give: ["state" as const], end: [], reviewMs: null };
      await Promise.allSettled([2_000, 2_001, 2_002].map((atMs) => records.changeFamilyConsents({ ...again, act: act({ atMs }) })));
      const held = (await records.familyConsents(resident.id)).filter(({ ended }) => ended === null);
      expect(held).toHaveLength(1);
      expect(held[0]?.given.atMs).toBeGreaterThanOrEqual(2_000);
    });
    it("a guardian's decision that nobody looked at again holds no longer", async () => {
      const { records, resident, relative } = await world();
      const { user } = await relative({ reviewMs: Date.now() - DAY });
      const { user: other } = await relative({ reviewMs: Date.now() + DAY });
      expect((await records.user(user.id))?.consents).toEqual([]);
      expect((await records.userByName(other.username))?.consents).toEqual([{ residentId: resident.id, scopes: ["state", "rhythm"] }]);
    });
    it("an account made with consents dates them, as nobody's recorded word", async () => {
      const { records, resident } = await world();
      const consents = [{ residentId: resident.id, scopes: ["state" as const, "vitals" as const] }];
      const person = { username: newId("u"), name: "x", role: "family" as const, facilityId: null, clinicId: null, passwordHash: "x" };
      const user = await records.addUser({ ...person, consents });
      expect((await records.user(user.id))?.consents).toEqual(consents);
      expect((await records.consentsOfRelative(user.id))[0]?.given).toMatchObject({ saidBy: "unrecorded", by: null });
    });
    it("tries of a code are counted, and no more than allowed at once", async () => {
      const { records, relative } = await world();
      const { invite } = await relative();
      const tries = await Promise.all(Array.from({ length: 8 }, () => records.takeCodeTry(invite.id, 5)));
      expect(tries.filter(Boolean)).toHaveLength(5);
      expect(await records.familyInvite(invite.id)).toMatchObject({ tries: 5, openedAtMs: null });
      expect(await records.takeCodeTry("inv_none", 5)).toBe(false);
    });
    it("a link lets one device in; renewed or taken back it lets in none", async () => {
      const { records, resident, relative } = await world();
      const { user, invite } = await relative();
      const devices = [newId("hash"), newId("hash")];
      const first = await Promise.all(
        devices.map((deviceHash) => records.openFamilyInvite({ inviteId: invite.id, deviceHash, atMs: 5_000 })),
      );
      expect(first.filter(Boolean)).toHaveLength(1);
      const deviceHash = devices[first.indexOf(true)] ?? "";
      expect(await records.familyInviteOfDevice(deviceHash)).toMatchObject({ id: invite.id, openedAtMs: 5_000, revokedAtMs: null });
      const renewed = await records.renewFamilyInvite({ userId: user.id, residentId: resident.id, invite: anInvite(6_000) });
      expect((await records.familyInvites(resident.id)).map(({ id, revokedAtMs }) => [id, revokedAtMs])).toEqual([
        [renewed.id, null],
        [invite.id, 6_000],
      ]);
      await records.revokeFamilyInvites({ userId: user.id, atMs: 7_000 });
      expect(await records.openFamilyInvite({ inviteId: renewed.id, deviceHash: newId("hash"), atMs: 8_000 })).toBe(false);
    });
  });
}
