import { describe, expect, it } from "vitest";
import type { FamilyNotice } from "../../domain/family-notice.ts";
import type { RouteDecision } from "../../domain/tell-reason.ts";
import type { RecordsStore } from "../../store/records/records.ts";
import { aHome, anAlert } from "./records-builders.ts";

type Store = Pick<RecordsStore, "records" | "alertStore" | "loadSnapshot">;

/** What every engine of the records must keep of routing decisions, families and calls. */
export function familySuite(name: string, open: () => Promise<Store>): void {
  async function world() {
    const store = await open();
    const { facility, resident } = await aHome(store.records);
    const alert = anAlert({ facilityId: facility.id, residentId: resident.id, subjectId: resident.id, placeId: null, deviceId: null });
    const change = { alert, isNew: true, evidence: [], timeline: [], deliveries: [] };
    return { ...store, facility, resident, alert, change };
  }
  describe(`${name}: families, and why somebody was told`, () => {
    it("a decision of the routing is kept with the step that made it, in order", async () => {
      const { alertStore, records, alert, change } = await world();
      const first: RouteDecision = {
        ...{ atMs: 1, prompted120: false },
        clinics: [{ clinicId: "c", name: "C", state: "told", reasons: [{ code: "service", service: ["emergency"] }] }],
      };
      await alertStore.save({ ...change, routed: first });
      await alertStore.save({ ...change, isNew: false, alert: { ...alert, version: 2 } });
      const second = { ...first, atMs: 2, prompted120: true };
      await alertStore.save({ ...change, isNew: false, alert: { ...alert, version: 3 }, routed: second });
      // Somebody else was first: nothing of the change happened.
      await alertStore.save({ ...change, isNew: false, alert: { ...alert, version: 3 }, routed: second });
      expect(await records.alertRoutes(alert.id)).toEqual([first, second]);
    });
    it("a notice is kept once, a draft is released once, and only released ones are the family's", async () => {
      const { alertStore, records, facility, resident, alert, change } = await world();
      await alertStore.save(change);
      const about = { alertId: alert.id, facilityId: facility.id, residentId: resident.id };
      const nobody = { byName: null, byRole: null, releasedByName: null, releasedByRole: null };
      const begun: FamilyNotice = {
        id: `fam_${alert.id}`,
        ...about,
        ...nobody,
        type: "begun",
        text: { zh: "一", en: "one" },
        atMs: 1,
        releasedAtMs: 1,
      };
      const draft: FamilyNotice = {
        ...begun,
        id: `${begun.id}_2`,
        type: "words",
        atMs: 2,
        byName: "李",
        byRole: "caregiver",
        releasedAtMs: null,
      };
      expect([await records.addFamilyNotice(begun), await records.addFamilyNotice(begun), await records.addFamilyNotice(draft)]).toEqual([
        true,
        false,
        true,
      ]);
      expect(await records.familyNotices(alert.id)).toEqual([begun, draft]);
      expect(await records.releasedNotices(resident.id)).toEqual([begun]);
      const release = { alertId: alert.id, noticeId: draft.id, atMs: 3, byName: "王", byRole: "nurse" as const };
      expect([await records.releaseFamilyNotice({ ...release, alertId: "x" }), await records.releaseFamilyNotice(release)]).toEqual([
        false,
        true,
      ]);
      expect(await records.releaseFamilyNotice(release)).toBe(false);
      expect((await records.releasedNotices(resident.id)).map(({ id, releasedByName }) => [id, releasedByName])).toEqual([
        [draft.id, "王"],
        [begun.id, null],
      ]);
    });
    it("a call stays open until somebody was reached, with every try", async () => {
      const { alertStore, records, facility, resident, alert, change } = await world();
      await alertStore.save(change);
      const call = {
        ...{ id: `call_${alert.id}`, alertId: alert.id, facilityId: facility.id, residentId: resident.id, contactId: "cnt_1" },
        ...{ why: "ambulance" as const, atMs: 5, doneAtMs: null },
      };
      expect([await records.addContactCall(call), await records.addContactCall(call)]).toEqual([true, false]);
      const tryOf = (result: "done" | "notReached", atMs: number) =>
        records.addContactCallTry({ alertId: alert.id, callId: call.id, result, atMs, byName: "李", byRole: "nurse" });
      expect(await tryOf("notReached", 6)).toBe(true);
      const first = { atMs: 6, result: "notReached", byName: "李", byRole: "nurse" };
      expect(await records.openContactCalls(facility.id)).toEqual([{ ...call, tries: [first] }]);
      expect([await tryOf("done", 7), await tryOf("done", 8)]).toEqual([true, false]);
      expect(await records.openContactCalls(facility.id)).toEqual([]);
      expect((await records.openContactCalls(null)).map(({ id }) => id)).not.toContain(call.id);
      expect(await records.contactCalls(alert.id)).toMatchObject([{ doneAtMs: 7, tries: [first, { atMs: 7, result: "done" }] }]);
    });
    it("what 120 must know of a home stands in the snapshot", async () => {
      const { records, facility, loadSnapshot } = await world();
      const detail = { address: "四川北路 1 号", callbackPhone: "021", familyAfterMs: 300_000 };
      await records.setFacilityDetail({ facilityId: facility.id, ...detail });
      expect((await loadSnapshot()).facilities.find(({ id }) => id === facility.id)).toMatchObject(detail);
      await records.setFacilityDetail({ facilityId: facility.id, address: null, callbackPhone: null, familyAfterMs: null });
      expect((await loadSnapshot()).facilities.find(({ id }) => id === facility.id)).not.toHaveProperty("address");
      await expect(records.setFacilityDetail({ facilityId: "fac_none", ...detail })).rejects.toMatchObject({ code: "NOT_FOUND" });
    });
  });
}
