import { describe, expect, it } from "vitest";
import { PLAIN_ANNUNCIATOR, type Annunciator } from "../../domain/annunciator.ts";
import { PLAIN_DRILL_PLAN, type Drill } from "../../domain/drill.ts";
import type { RecordsStore } from "../../store/records/records.ts";
import { aHome } from "./records-builders.ts";

type Store = Pick<RecordsStore, "records" | "loadSnapshot"> & { changes(): readonly string[] };

async function aDevice(records: Store["records"], facilityId: string, kind: "siren" | "drillDevice"): Promise<string> {
  const unheld = { gatewayId: null, address: null, residentId: null, placeId: null };
  return (await records.addDevice({ facilityId, kind, ...unheld, secretHash: new Uint8Array(32), atMs: 1 })).id;
}
/** What every engine of the records must keep of annunciators and drills. */
export function annunciatorsSuite(name: string, open: () => Promise<Store>): void {
  describe(`${name}: annunciators and drills`, () => {
    it("an annunciator is added, changed and removed, and stands in the snapshot; one device is one annunciator", async () => {
      const { records, loadSnapshot, changes } = await open();
      const { facility } = await aHome(records);
      const deviceId = await aDevice(records, facility.id, "siren");
      const plain: Omit<Annunciator, "id" | "version" | "changedByUserId"> = {
        ...{ ...PLAIN_ANNUNCIATOR, severities: [...PLAIN_ANNUNCIATOR.severities], rota: [], kinds: [] },
        ...{ facilityId: facility.id, deviceId, label: "三楼警号" },
      };
      const added = await records.addAnnunciator(plain);
      expect(changes().at(-1)).toBe("annunciators");
      expect((await loadSnapshot()).annunciators).toEqual([{ id: added.id, ...plain, version: 1, changedByUserId: null }]);
      await expect(records.addAnnunciator(plain)).rejects.toMatchObject({ code: "CONFLICT" });
      await expect(records.addAnnunciator({ ...plain, deviceId: "dev_none" })).rejects.toMatchObject({ code: "NOT_FOUND" });
      const { facilityId: _facilityId, deviceId: _deviceId, ...settings } = plain;
      const read = { basedOn: 1, byUserId: "usr_1" };
      await records.setAnnunciator(added.id, { ...settings, label: "四楼警号", carriedBy: "usr_1" }, read);
      const changed = { id: added.id, label: "四楼警号", carriedBy: "usr_1", version: 2, changedByUserId: "usr_1" };
      expect((await loadSnapshot()).annunciators).toMatchObject([changed]);
      await expect(records.setAnnunciator(added.id, settings, { ...read, byUserId: "usr_2" })).rejects.toMatchObject({ code: "CONFLICT" });
      expect((await loadSnapshot()).annunciators).toMatchObject([changed]);
      await records.removeAnnunciator(added.id);
      expect((await loadSnapshot()).annunciators).toEqual([]);
      await expect(records.removeAnnunciator(added.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(records.setAnnunciator(added.id, settings, read)).rejects.toMatchObject({ code: "NOT_FOUND" });
    });
    it("a drill plan stands once for a clinic and a home, and its drills are found by time; stopped ones do not count as the last", async () => {
      const { records, loadSnapshot, changes } = await open();
      const { facility } = await aHome(records);
      const clinic = await records.addClinic({
        name: "x",
        webhookUrl: "https://c.example",
        webhookSecret: "whsec_x",
        loopbackAllowed: false,
      });
      const deviceId = await aDevice(records, facility.id, "drillDevice");
      const input = { ...PLAIN_DRILL_PLAN, facilityId: facility.id, clinicId: clinic.id, deviceId, createdAtMs: 5 };
      const plan = await records.addDrillPlan(input);
      expect(changes().at(-1)).toBe("drillPlans");
      await expect(records.addDrillPlan(input)).rejects.toMatchObject({ code: "CONFLICT" });
      await records.setDrillPlan(plan.id, { ...PLAIN_DRILL_PLAN, everyDays: 7 });
      expect((await loadSnapshot()).drillPlans).toEqual([{ ...plan, everyDays: 7 }]);
      const drill: Omit<Drill, "id"> = {
        ...{ planId: plan.id, facilityId: facility.id, clinicId: clinic.id, startedAtMs: 1_000, answerWithinMs: 60_000, byUserId: null },
        ...{ alertId: null, hops: {}, endedAtMs: null, result: "running", failedAt: null, why: null },
      };
      const first = await records.addDrill(drill);
      expect(await records.runningDrills()).toEqual([first]);
      const passed: Drill = { ...first, result: "passed", alertId: "al_1", hops: { raised: 1_001, acknowledged: 1_500 }, endedAtMs: 1_500 };
      await records.setDrill(passed);
      const second = await records.addDrill({ ...drill, startedAtMs: 2_000, result: "stopped", why: "realAlert", endedAtMs: 2_001 });
      expect(await records.drills({ facilityId: facility.id, fromMs: 0, toMs: 3_000, limit: 10 })).toEqual([second, passed]);
      expect(await records.drills({ facilityId: facility.id, fromMs: 1_001, toMs: 2_000, limit: 10 })).toEqual([]);
      expect(await records.runningDrills()).toEqual([]);
      expect(await records.lastDrillStarts()).toEqual(new Map([[plan.id, 1_000]]));
    });
  });
}
