import { describe, expect, it } from "vitest";
import type { Records } from "../../api/ports.ts";
import { aHome } from "./records-builders.ts";

const T = 1_764_000_000_000;

/** What every engine keeps for shared handsets. */
export function handsetsSuite(name: string, open: () => Promise<{ readonly records: Records }>): void {
  describe(`${name}: shared handsets`, () => {
    const start = async () => {
      const { records } = await open();
      const { facility } = await aHome(records);
      const person = (username: string, facilityId: string | null = facility.id) =>
        records.addUser({ username, name: username, role: "caregiver", facilityId, clinicId: null, consents: [], passwordHash: "x" });
      const handset = (tokenHash: string, facilityId = facility.id) =>
        records.addHandset({ facilityId, name: "三楼 1 号", byUserId: "usr_1", byName: "李护士", createdAtMs: T, tokenHash });
      return { records, facility, person, handset };
    };
    it("a handset is found by what it holds and by id until it is revoked, and is listed for ever", async () => {
      const { records, facility, handset } = await start();
      const first = await handset("hash 1");
      const { id } = await handset("hash 2");
      await records.handsetSeen(id, T + 5);
      const known = { ...first, id, lastSeenAtMs: T + 5 };
      expect(await records.handset({ tokenHash: "hash 2" })).toEqual(known);
      expect(await records.handset({ id })).toEqual(known);
      const other = { facilityId: "fac_other", handsetId: id, atMs: T + 6 };
      await expect(records.revokeHandset(other)).rejects.toMatchObject({ code: "NOT_FOUND" });
      await records.revokeHandset({ ...other, facilityId: facility.id });
      await expect(records.revokeHandset({ ...other, facilityId: facility.id })).rejects.toMatchObject({ code: "NOT_FOUND" });
      expect(await records.handset({ tokenHash: "hash 2" })).toBeUndefined();
      expect(await records.handset({ id })).toBeUndefined();
      const listed = (await records.handsets(facility.id)).map((one) => [one.id, one.revokedAtMs]);
      expect(listed.toSorted()).toEqual(
        [
          [first.id, null],
          [id, T + 6],
        ].toSorted(),
      );
      expect(JSON.stringify(await records.handsets(facility.id))).not.toContain("hash");
      expect(await records.handsets("fac_other")).toEqual([]);
      await expect(handset("hash 1")).rejects.toMatchObject({ code: "CONFLICT" });
      await expect(handset("hash 3", "fac_none")).rejects.toMatchObject({ code: "NOT_FOUND" });
    });
    it("a person has one PIN and one badge; a new one replaces the old one, and an end is an end", async () => {
      const { records, facility, person } = await start();
      const [a, b] = [await person("a"), await person("b")];
      await person("c", null);
      await records.setPin({ userId: a.id, pinHash: "first", atMs: T });
      await records.setPin({ userId: a.id, pinHash: "second", atMs: T + 1 });
      await records.setBadge({ userId: a.id, badgeHash: "lost", atMs: T + 2 });
      await records.setBadge({ userId: a.id, badgeHash: "new", atMs: T + 3 });
      await records.setBadge({ userId: b.id, badgeHash: "b's", atMs: T + 4 });
      expect(await records.pinHash(a.id)).toBe("second");
      expect(await records.pinHash(b.id)).toBeUndefined();
      expect(await records.badgeHolder("lost")).toBeUndefined();
      expect(await records.badgeHolder("new")).toBe(a.id);
      const keys = await records.carerKeys(facility.id);
      expect(keys.toSorted((x, y) => Number(x.badgeMadeAtMs) - Number(y.badgeMadeAtMs))).toEqual([
        { userId: a.id, pinSetAtMs: T + 1, badgeMadeAtMs: T + 3 },
        { userId: b.id, pinSetAtMs: null, badgeMadeAtMs: T + 4 },
      ]);
      await records.setPin({ userId: a.id, pinHash: null, atMs: T + 5 });
      await records.setBadge({ userId: a.id, badgeHash: null, atMs: T + 5 });
      expect([await records.pinHash(a.id), await records.badgeHolder("new")]).toEqual([undefined, undefined]);
      expect(await records.carerKeys(facility.id)).toHaveLength(1);
    });
    it("wrong tries add up per person, handset and both, also at once, run out, and end with a right one or a new PIN", async () => {
      const { records, person } = await start();
      const { id: userId } = await person("a");
      const tried = (handsetId: string, who = userId, atMs = T) => records.countTry({ userId: who, handsetId, atMs, sinceMs: atMs - 100 });
      expect(await tried("hst_1")).toEqual({ here: 1, person: 1, handset: 1 });
      await Promise.all([tried("hst_1"), tried("hst_1"), tried("hst_1")]);
      await tried("hst_2");
      await tried("hst_1", "usr_other");
      expect(await tried("hst_1")).toEqual({ here: 5, person: 6, handset: 6 });
      await records.forgetTries({ userId, handsetId: "hst_1" });
      expect(await tried("hst_1")).toEqual({ here: 1, person: 2, handset: 2 });
      await records.setPin({ userId, pinHash: "new", atMs: T });
      expect(await tried("hst_1")).toEqual({ here: 1, person: 1, handset: 2 });
      expect(await tried("hst_1", userId, T + 100)).toEqual({ here: 1, person: 1, handset: 1 });
    });
  });
}
