import { describe, expect, it } from "vitest";
import { NO_PROGRESS } from "../../domain/setup.ts";
import type { RecordsStore } from "../../store/records/records.ts";
import { aHome } from "./records-builders.ts";

type Store = Pick<RecordsStore, "records" | "loadSnapshot"> & { changes(): readonly string[] };
const anAdministrator = (username: string) => ({ username, name: "第一", passwordHash: "x" });
const room = (name: string) => ({ building: "A", floor: "3", name });
const rejected = (results: readonly PromiseSettledResult<unknown>[]) =>
  results.flatMap((result) => (result.status === "rejected" ? [result.reason.code] : []));

/** What every engine of the records must keep of the set-up. */
export function setupSuite(name: string, open: () => Promise<Store>): void {
  describe(`${name}: the set-up`, () => {
    it("of several at once who would be the first administrator one is, and the code holds no longer", async () => {
      const { records } = await open();
      await records.setSetupCode("hash");
      expect(await records.setupState()).toMatchObject({ codeHash: "hash", progress: null });
      const tries = await Promise.allSettled(["anna", "bert", "carl"].map((who) => records.addFirstAdministrator(anAdministrator(who))));
      expect(rejected(tries)).toEqual(["CONFLICT", "CONFLICT"]);
      expect((await records.users()).filter(({ role }) => role === "administrator")).toHaveLength(1);
      expect((await records.setupState()).codeHash).toBeNull();
    });
    it("an administrator who was made otherwise is the first, and a name that is taken makes none", async () => {
      const { records } = await open();
      const person = { facilityId: null, clinicId: null, consents: [], passwordHash: "x" };
      await records.addUser({ ...person, username: "anna", name: "x", role: "regulator" });
      await expect(records.addFirstAdministrator(anAdministrator("anna"))).rejects.toMatchObject({ code: "CONFLICT" });
      await records.addUser({ ...person, username: "boss", name: "x", role: "administrator" });
      await expect(records.addFirstAdministrator(anAdministrator("late"))).rejects.toMatchObject({ code: "CONFLICT" });
      expect(await records.userByName("late")).toBeUndefined();
    });
    it("the facility is made once, however often and by how many it is asked, and then changed", async () => {
      const { records, loadSnapshot } = await open();
      await records.saveSetupProgress({ ...NO_PROGRESS, step: "rooms" });
      const asked = { name: "岁安", staffed: true, atMs: 5 };
      const made = await Promise.all([1, 2, 3].map(() => records.setUpFacility(asked)));
      expect(new Set(made.map(({ id }) => id)).size).toBe(1);
      await records.setUpFacility({ ...asked, name: " 岁安里 ", staffed: false, address: "上海市", callbackPhone: "021-1" });
      const changed = { id: made[0]?.id, name: "岁安里", staffed: false, addedAtMs: 5, address: "上海市", callbackPhone: "021-1" };
      expect((await loadSnapshot()).facilities).toEqual([changed]);
      expect((await records.setupState()).progress).toEqual({ ...NO_PROGRESS, step: "rooms", facilityId: made[0]?.id });
      await expect(records.setUpFacility({ ...asked, facilityId: "fac_none" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    });
    it("rooms are added together, those that are there stay, and one goes only while nothing refers to it", async () => {
      const { records, changes } = await open();
      const { facility, place, device } = await aHome(records);
      expect(await records.addRooms(facility.id, ["303", "304", "303"].map(room))).toBe(2);
      expect(await records.addRooms(facility.id, ["304", "305"].map(room))).toBe(1);
      expect(changes().at(-1)).toBe("places");
      const [first, second, third] = (await records.places(facility.id)).filter(({ building }) => building === "A");
      await records.setPlanPoint({ facilityId: facility.id, placeId: first?.id ?? "", point: { x: 0.5, y: 0.5 } });
      await records.setPlanPoint({ facilityId: facility.id, placeId: place.id, point: { x: 0.1, y: 0.1 } });
      await records.removeRoom({ facilityId: facility.id, placeId: first?.id ?? "" });
      await records.assignDevice({ deviceId: device.id, residentId: null, placeId: second?.id ?? "", atMs: 9e12 });
      for (const placeId of [place.id, second?.id ?? "", first?.id ?? ""])
        await expect(records.removeRoom({ facilityId: facility.id, placeId })).rejects.toMatchObject({ code: "CONFLICT" });
      await expect(records.removeRoom({ facilityId: "fac_other", placeId: third?.id ?? "" })).rejects.toMatchObject({ code: "CONFLICT" });
      expect((await records.places(facility.id)).map((one) => one.name)).toEqual(["302", "304", "305"]);
      expect((await records.planPoints(facility.id)).map(({ placeId }) => placeId)).toEqual([place.id]);
    });
    it("residents are added all or none, and not by somebody who looked before somebody else added", async () => {
      const { records, loadSnapshot } = await open();
      const { facility, place } = await aHome(records);
      const row = (id: string) => ({ id, name: `住户 ${id}`, placeId: place.id, level: 1 as const, birthYear: 1940 });
      const { version } = await records.setupState();
      await expect(records.addResidents(facility.id, [row("r1"), { ...row("r2"), placeId: "plc_none" }], version)).rejects.toMatchObject({
        code: "NOT_FOUND",
      });
      const both = await Promise.allSettled(["r3", "r4"].map((id) => records.addResidents(facility.id, [row(id)], version)));
      expect(rejected(both)).toEqual(["CONFLICT"]);
      expect((await records.knownResidents(facility.id, ["r1", "r2", "r3", "r4"])).length).toBe(1);
      expect(await records.knownResidents("fac_other", ["r3", "r4"])).toEqual([]);
      expect((await loadSnapshot()).residents).toHaveLength(2);
    });
    it("a device carries one label, and a maker's number is of one device of the home", async () => {
      const { records } = await open();
      const { facility, device } = await aHome(records);
      const unheld = { gatewayId: null, address: null, residentId: null, placeId: null };
      const other = await records.addDevice({
        facilityId: facility.id,
        kind: "bedMat",
        ...unheld,
        secretHash: new Uint8Array(32),
        atMs: 1,
      });
      const label = { deviceId: device.id, facilityId: facility.id, serial: "SN-1", simulatedUntilMs: 7 };
      await records.labelDevice(label);
      await expect(records.labelDevice({ ...label, deviceId: other.id })).rejects.toMatchObject({ code: "CONFLICT" });
      await records.labelDevice({ ...label, simulatedUntilMs: null });
      await records.labelDevice({ ...label, deviceId: other.id, serial: null });
      expect((await records.deviceLabels(facility.id)).find(({ deviceId }) => deviceId === device.id)).toEqual({
        ...label,
        simulatedUntilMs: null,
      });
      expect(await records.deviceLabels("fac_other")).toEqual([]);
      expect(await records.deviceLabels(null)).toHaveLength(2);
    });
  });
}
