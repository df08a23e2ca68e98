import { describe, expect, it } from "vitest";
import type { Records } from "../../api/ports.ts";
import type { WallPairing } from "../../domain/wall-screen.ts";
import { aHome } from "./records-builders.ts";

const T = 1_764_000_000_000;
const aPairing = (over: Partial<WallPairing> = {}): WallPairing => ({
  ...{ code: "K7M4Q2XD", tokenHash: "a".repeat(64), address: "192.168.1.20", createdAtMs: T, expiresAtMs: T + 600_000 },
  ...over,
});

/** What every engine keeps of televisions. */
export function wallScreensSuite(name: string, open: () => Promise<{ readonly records: Records }>): void {
  describe(`${name}: wall screens`, () => {
    const choice = { name: "三楼护士站", floors: [{ building: "A", floor: "3" }], hasNames: true };
    const by = { byUserId: "usr_1", byName: "李娜", createdAtMs: T + 7 };

    it("a code makes one screen, once, until it runs out", async () => {
      const { records } = await open();
      const { facility } = await aHome(records);
      const make = (code: string, nowMs: number) => records.addWallScreen({ facilityId: facility.id, code, nowMs, ...choice, ...by });
      await records.addWallPairing(aPairing());
      expect(await records.wallPairing({ code: "K7M4Q2XD" }, T)).toEqual(aPairing());
      expect(await records.wallPairing({ tokenHash: aPairing().tokenHash }, T)).toEqual(aPairing());
      expect(await records.wallPairing({ code: "K7M4Q2XD" }, T + 600_000)).toBeUndefined();
      await expect(make("K7M4Q2XD", T + 600_000)).rejects.toMatchObject({ code: "CONFLICT" });
      await expect(make("22222222", T)).rejects.toMatchObject({ code: "CONFLICT" });
      const both = await Promise.allSettled([make("K7M4Q2XD", T), make("K7M4Q2XD", T)]);
      expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
      const [screen] = await records.wallScreens(facility.id);
      expect(screen).toEqual({ id: screen?.id, facilityId: facility.id, ...choice, ...by, lastSeenAtMs: null, revokedAtMs: null });
      expect(await records.wallScreenByToken(aPairing().tokenHash)).toEqual(screen);
      expect(await records.wallPairing({ tokenHash: aPairing().tokenHash }, T)).toBeUndefined();
    });
    it("a home that is not there gets none, and the code stays good", async () => {
      const { records } = await open();
      await aHome(records);
      await records.addWallPairing(aPairing());
      const wrong = records.addWallScreen({ facilityId: "fac_none", code: "K7M4Q2XD", nowMs: T, ...choice, ...by });
      await expect(wrong).rejects.toMatchObject({ code: "NOT_FOUND" });
      expect(await records.wallPairing({ code: "K7M4Q2XD" }, T)).toEqual(aPairing());
    });
    it("a new pairing clears away those that ran out, and takes over a code that comes again", async () => {
      const { records } = await open();
      await records.addWallPairing(aPairing({ expiresAtMs: T + 1 }));
      await records.addWallPairing(aPairing({ tokenHash: "b".repeat(64), createdAtMs: T + 1 }));
      const again = aPairing({ tokenHash: "c".repeat(64), createdAtMs: T + 1 });
      await records.addWallPairing(again);
      expect(await records.wallPairing({ code: again.code }, T + 2)).toEqual(again);
      expect(await records.wallPairing({ tokenHash: "b".repeat(64) }, T + 2)).toBeUndefined();
    });
    it("a screen is changed and seen until it is switched off, by its own home alone", async () => {
      const { records } = await open();
      const { facility } = await aHome(records);
      await records.addWallPairing(aPairing());
      const { id } = await records.addWallScreen({ facilityId: facility.id, code: "K7M4Q2XD", nowMs: T, ...choice, ...by });
      const other = { name: "门厅", floors: [], hasNames: false };
      await records.setWallScreen({ id, facilityId: facility.id, ...other });
      await records.wallScreenSeen(id, T + 60_000);
      expect(await records.wallScreens(facility.id)).toMatchObject([{ id, ...other, lastSeenAtMs: T + 60_000 }]);
      const none = { code: "NOT_FOUND" };
      await expect(records.setWallScreen({ id, facilityId: "fac_other", ...other })).rejects.toMatchObject(none);
      await expect(records.revokeWallScreen({ screenId: id, facilityId: "fac_other", atMs: T })).rejects.toMatchObject(none);
      await records.revokeWallScreen({ screenId: id, facilityId: facility.id, atMs: T + 9 });
      expect(await records.wallScreenByToken(aPairing().tokenHash)).toBeUndefined();
      expect(await records.wallScreens(facility.id)).toMatchObject([{ id, revokedAtMs: T + 9 }]);
      await expect(records.revokeWallScreen({ screenId: id, facilityId: facility.id, atMs: T })).rejects.toMatchObject(none);
      await expect(records.setWallScreen({ id, facilityId: facility.id, ...other })).rejects.toMatchObject(none);
    });
  });
}
