import { describe, expect, it } from "vitest";
import type { Records } from "../../api/ports.ts";
import { aHome } from "./records-builders.ts";

const T = 1_764_000_000_000;

/** What every engine keeps of devices over their lives, and of accounts. */
export function manageSuite(name: string, open: () => Promise<{ readonly records: Records }>): void {
  describe(`${name}: devices and accounts`, () => {
    it("a device keeps what it is called, and every period in which somebody held it", async () => {
      const { records } = await open();
      const { facility, resident } = await aHome(records);
      const none = { gatewayId: null, address: null, secretHash: new Uint8Array(32), placeId: null };
      const { id } = await records.addDevice({ facilityId: facility.id, kind: "wristband", ...none, residentId: resident.id, atMs: T });
      await records.setDeviceNote({ deviceId: id, label: "备用", retiredAtMs: null });
      await records.setDeviceNote({ deviceId: id, label: "三楼备用", retiredAtMs: T + 9 });
      expect(await records.deviceNotes(facility.id)).toEqual([{ deviceId: id, label: "三楼备用", retiredAtMs: T + 9 }]);
      expect(await records.deviceNotes("fac_none")).toEqual([]);
      await records.assignDevice({ deviceId: id, residentId: null, placeId: null, atMs: T + 5 });
      const periods = (await records.assignments(id)).map(({ residentId, fromMs, toMs }) => [residentId, fromMs, toMs]);
      expect(periods).toEqual([
        [null, T + 5, null],
        [resident.id, T, T + 5],
      ]);
    });
    it("a role is changed, a given password is temporary until its owner chose another", async () => {
      const { records } = await open();
      const { facility } = await aHome(records);
      const person = { username: "lina", name: "李娜", facilityId: facility.id, clinicId: null, consents: [], passwordHash: "a" };
      const { id } = await records.addUser({ ...person, role: "caregiver" });
      await records.setUserRole({ userId: id, role: "nurse" });
      expect((await records.user(id))?.role).toBe("nurse");
      expect(await records.isPasswordTemporary(id)).toBe(false);
      await records.setUserPassword({ userId: id, passwordHash: "b", givenAtMs: T });
      await records.setUserPassword({ userId: id, passwordHash: "c", givenAtMs: T + 1 });
      expect(await records.isPasswordTemporary(id)).toBe(true);
      await records.setUserPassword({ userId: id, passwordHash: "d", givenAtMs: null });
      expect([await records.isPasswordTemporary(id), (await records.userByName("lina"))?.passwordHash]).toEqual([false, "d"]);
      const nobody = { userId: "usr_none", passwordHash: "x", givenAtMs: T };
      await expect(records.setUserPassword(nobody)).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(records.setUserRole({ userId: "usr_none", role: "nurse" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    });
  });
}
