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
      const named = { deviceId: id, facilityId: facility.id, serial: null };
      await records.nameDevice({ ...named, label: "备用" });
      await records.nameDevice({ ...named, label: "三楼备用" });
      expect(await records.deviceNotes(facility.id)).toEqual([{ deviceId: id, label: "三楼备用", retiredAtMs: null }]);
      expect(await records.deviceNotes("fac_none")).toEqual([]);
      await records.assignDevice({ deviceId: id, residentId: null, placeId: null, atMs: T + 5 });
      const periods = (await records.assignments(id)).map(({ residentId, fromMs, toMs }) => [residentId, fromMs, toMs]);
      expect(periods).toEqual([
        [null, T + 5, null],
        [resident.id, T, T + 5],
      ]);
    });
    it("a device that is out of use stays so: it is not called something else, given to anybody, or taken out of use again", async () => {
      const { records } = await open();
      const { facility, resident } = await aHome(records);
      const secretHash = new Uint8Array(32);
      const of = { facilityId: facility.id, kind: "wristband" as const, gatewayId: null, address: null, secretHash, placeId: null };
      const { id } = await records.addDevice({ ...of, residentId: resident.id, atMs: T });
      await records.labelDevice({ deviceId: id, facilityId: facility.id, serial: "SN-1", simulatedUntilMs: 7 });
      const name = { deviceId: id, facilityId: facility.id, serial: "SN-2" };
      await records.nameDevice({ ...name, label: "备用" });
      expect((await records.deviceLabels(facility.id)).at(0)).toMatchObject({ serial: "SN-2", simulatedUntilMs: 7 });
      const rests = await records.retireDevice({ deviceId: id, atMs: T + 5 });
      expect(rests).toMatchObject({ deviceId: id, residentId: null, placeId: null, fromMs: T + 5, toMs: null });
      const late = [
        records.nameDevice({ ...name, serial: "SN-3", label: "别的" }),
        records.assignDevice({ deviceId: id, residentId: resident.id, placeId: null, atMs: T + 6 }),
        records.retireDevice({ deviceId: id, atMs: T + 7 }),
      ];
      const codes = (await Promise.allSettled(late)).map((one) => one.status === "rejected" && one.reason.code);
      expect(codes).toEqual(["CONFLICT", "CONFLICT", "CONFLICT"]);
      expect(await records.deviceNotes(facility.id)).toEqual([{ deviceId: id, label: "备用", retiredAtMs: T + 5 }]);
      expect((await records.deviceLabels(facility.id)).map(({ serial }) => serial)).toEqual(["SN-2"]);
      const [device] = (await records.devices(facility.id)).filter((one) => one.id === id);
      expect(device).toMatchObject({ revoked: true, assignment: { residentId: null } });
    });
    it("a device whose number another one has is not added at all", async () => {
      const { records } = await open();
      const { facility, resident } = await aHome(records);
      const before = (await records.devices(facility.id)).length;
      const of = { facilityId: facility.id, kind: "wristband" as const, gatewayId: null, address: null, placeId: null, atMs: T };
      const add = () => records.addDevice({ ...of, secretHash: new Uint8Array(32), residentId: resident.id, serial: "SN-1" });
      const both = await Promise.allSettled([add(), add()]);
      expect(both.flatMap((one) => (one.status === "rejected" ? [one.reason.code] : []))).toEqual(["CONFLICT"]);
      expect(await records.devices(facility.id)).toHaveLength(before + 1);
      expect((await records.deviceLabels(facility.id)).map(({ serial }) => serial)).toEqual(["SN-1"]);
    });
    it("of two administrators who lock or change each other at once, one is left", async () => {
      const { records } = await open();
      const person = { role: "administrator" as const, facilityId: null, clinicId: null, consents: [], passwordHash: "a" };
      const [one, other] = await Promise.all(["an", "bo"].map((username) => records.addUser({ ...person, username, name: username })));
      const both = await Promise.allSettled([
        records.setUserDisabled(one!.id, true),
        records.setUserRole({ userId: other!.id, role: "regulator" }),
      ]);
      expect(both.flatMap((act) => (act.status === "rejected" ? [act.reason.code] : []))).toEqual(["CONFLICT"]);
      const left = (await records.users()).filter(({ role, disabled }) => role === "administrator" && !disabled);
      expect(left).toHaveLength(1);
      await expect(records.setUserDisabled(left[0]!.id, true)).rejects.toMatchObject({ code: "CONFLICT" });
      await expect(records.setUserDisabled("usr_none", true)).rejects.toMatchObject({ code: "NOT_FOUND" });
    });
    it("consents for one resident that come in two pieces are one", async () => {
      const { records } = await open();
      const person = { username: "lan", name: "兰", role: "family" as const, facilityId: null, clinicId: null, passwordHash: "a" };
      const pieces = [
        { residentId: "res_1", scopes: ["state" as const] },
        { residentId: "res_1", scopes: ["vitals" as const, "state" as const] },
      ];
      const { id, consents } = await records.addUser({ ...person, consents: pieces });
      expect(consents).toEqual([{ residentId: "res_1", scopes: ["state", "vitals"] }]);
      expect((await records.user(id))?.consents).toEqual(consents);
    });
    it("a role is changed, a given password is temporary until its owner chose another", async () => {
      const { records } = await open();
      const { facility } = await aHome(records);
      const person = { username: "lina", name: "李娜", facilityId: facility.id, clinicId: null, consents: [], passwordHash: "a" };
      const { id } = await records.addUser({ ...person, role: "caregiver" });
      await records.setUserRole({ userId: id, role: "nurse" });
      expect((await records.user(id))?.role).toBe("nurse");
      expect(await records.passwordGivenAt(id)).toBeNull();
      await records.setUserPassword({ userId: id, passwordHash: "b", givenAtMs: T });
      await records.setUserPassword({ userId: id, passwordHash: "c", givenAtMs: T + 1 });
      expect(await records.passwordGivenAt(id)).toBe(T + 1);
      await records.setUserPassword({ userId: id, passwordHash: "d", givenAtMs: null });
      expect([await records.passwordGivenAt(id), (await records.userByName("lina"))?.passwordHash]).toEqual([null, "d"]);
      const late = { userId: id, passwordHash: "e", givenAtMs: null, insteadOf: "c" };
      await expect(records.setUserPassword(late)).rejects.toMatchObject({ code: "CONFLICT" });
      expect((await records.userByName("lina"))?.passwordHash).toBe("d");
      await records.setUserPassword({ ...late, insteadOf: "d" });
      expect((await records.userByName("lina"))?.passwordHash).toBe("e");
      const nobody = { userId: "usr_none", passwordHash: "x", givenAtMs: T };
      await expect(records.setUserPassword(nobody)).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(records.setUserRole({ userId: "usr_none", role: "nurse" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    });
  });
}
