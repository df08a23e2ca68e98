import { describe, expect, it } from "vitest";
import type { Records } from "../../api/ports.ts";
import type { RecordsStore } from "../../store/records/records.ts";
import { aLadder, aPolicy, aShift, anOverride } from "../alerts/escalation-builders.ts";
import { aHome } from "./records-builders.ts";

type Store = Pick<RecordsStore, "records" | "loadSnapshot"> & { changes(): readonly string[] };
const by = { byUserId: "usr_m", byName: "张院长", byRole: "manager" as const };

async function aPerson(records: Records, facilityId: string, username: string) {
  const person = { username, name: "李护士", role: "nurse" as const, facilityId, clinicId: null, consents: [], passwordHash: "x" };
  return records.addUser(person);
}
/** What every engine of the records must keep of policies and rotas. */
export function escalationSuite(name: string, open: () => Promise<Store>): void {
  describe(`${name}: who is told when`, () => {
    it("versions of a policy are added whole, each number once, and stand in the snapshot in their order", async () => {
      const { records, loadSnapshot, changes } = await open();
      const { facility } = await aHome(records);
      const hours = [{ from: "08:00", to: "17:30", days: ["workday" as const] }];
      const inHouse = { name: "医务室", licence: "PDY1", hours, dutyPhone: "8001", clinicId: null };
      const { id: _, ...first } = aPolicy([aLadder()], { facilityId: facility.id, ...by, inHouse });
      const added = await records.addEscalationPolicy(first);
      expect(added).toEqual({ id: added.id, ...first });
      expect(changes().at(-1)).toBe("escalationPolicies");
      await expect(records.addEscalationPolicy(first)).rejects.toMatchObject({ code: "CONFLICT" });
      await expect(records.addEscalationPolicy({ ...first, facilityId: "fac_none" })).rejects.toMatchObject({ code: "NOT_FOUND" });
      const second = await records.addEscalationPolicy({ ...first, version: 2, reason: "夜班" });
      expect((await loadSnapshot()).escalationPolicies).toEqual([added, second]);
    });
    it("shifts are given an end, overrides stand in the order in which they were laid down", async () => {
      const { records, loadSnapshot, changes } = await open();
      const { facility } = await aHome(records);
      const [a, b] = [await aPerson(records, facility.id, "a"), await aPerson(records, facility.id, "b")];
      const { id: _, ...pattern } = aShift({ facilityId: facility.id, userId: a.id, role: "nurse", toMs: null, ...by });
      const { byName: _name, byRole: _role, ...plain } = { ...pattern, ...by };
      const shift = await records.addRotaShift(plain);
      expect(changes().at(-1)).toBe("rotaShifts");
      await records.endRotaShift(shift.id, 5_000);
      const { id: _id, ...swap } = anOverride({ facilityId: facility.id, role: "nurse", awayUserId: a.id, toMs: 9_000 });
      const later = await records.addRotaOverride({ ...swap, createdAtMs: 2 });
      const earlier = await records.addRotaOverride({ ...swap, awayUserId: null, standInUserId: b.id, createdAtMs: 1 });
      expect(changes().at(-1)).toBe("rotaOverrides");
      const snapshot = await loadSnapshot();
      expect(snapshot.rotaShifts).toEqual([{ ...shift, toMs: 5_000 }]);
      expect(snapshot.rotaOverrides).toEqual([earlier, later]);
      await expect(records.addRotaShift({ ...plain, userId: "usr_none" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    });
    it("people of homes stand in the snapshot, with whether they were disabled, and nobody else", async () => {
      const { records, loadSnapshot } = await open();
      const { facility } = await aHome(records);
      const nurse = await aPerson(records, facility.id, "n");
      const family = {
        username: "f",
        name: "儿子",
        role: "family" as const,
        facilityId: null,
        clinicId: null,
        consents: [],
        passwordHash: "x",
      };
      await records.addUser(family);
      await records.setUserDisabled(nurse.id, true);
      expect((await loadSnapshot()).staff).toEqual([
        { id: nurse.id, name: "李护士", role: "nurse", facilityId: facility.id, disabled: true },
      ]);
    });
  });
}
