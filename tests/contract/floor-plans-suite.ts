import { describe, expect, it } from "vitest";
import { aHome } from "./records-builders.ts";
import type { RecordsUnderTest } from "./records-suite.ts";

const T = 1_764_000_000_000;

/** What every engine of the records must do with plans of floors, and consents to be located. */
export function floorPlansSuite(name: string, open: () => Promise<RecordsUnderTest>): void {
  describe(`${name}: floor plans`, () => {
    const plan = (facilityId: string, floor: string) => ({
      ...{ facilityId, building: "", floor, type: "image/png" as const, width: 640, height: 400, sha256: "a".repeat(64) },
      ...{ atMs: T, byUserId: "usr_1", byName: "院长" },
    });
    it("a picture of several parts comes back byte by byte; a newer one takes its place", async () => {
      const { records } = await open();
      const { facility } = await aHome(records);
      const content = Uint8Array.from({ length: 600_000 }, (_, at) => (at * 7) % 251);
      const first = await records.setFloorPlan(plan(facility.id, "3"), content);
      const other = await records.setFloorPlan(plan(facility.id, "4"), new Uint8Array([9]));
      expect(first).toEqual({ id: first.id, ...plan(facility.id, "3"), bytes: 600_000 });
      expect(Buffer.from(await records.floorPlanContent(first.id)).equals(Buffer.from(content))).toBe(true);
      const second = await records.setFloorPlan(plan(facility.id, "3"), new Uint8Array([1, 2, 3]));
      expect(await records.floorPlans(facility.id)).toEqual([second, other]);
      expect(await records.floorPlanContent(first.id)).toHaveLength(0);
      expect([...(await records.floorPlanContent(second.id))]).toEqual([1, 2, 3]);
    });
    it("a plan goes once, and only of its own home", async () => {
      const { records } = await open();
      const { facility } = await aHome(records);
      const { id } = await records.setFloorPlan(plan(facility.id, "3"), new Uint8Array([1]));
      const remove = (facilityId: string) => records.removeFloorPlan({ facilityId, planId: id });
      await expect(remove("fac_none")).rejects.toMatchObject({ code: "NOT_FOUND" });
      await remove(facility.id);
      await expect(remove(facility.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
      expect([await records.floorPlans(facility.id), await records.floorPlanContent(id)]).toMatchObject([[], { length: 0 }]);
    });
    it("a plan of a home that does not exist leaves nothing behind", async () => {
      const { records } = await open();
      await expect(records.setFloorPlan(plan("fac_none", "3"), new Uint8Array([1]))).rejects.toMatchObject({ code: "NOT_FOUND" });
      expect(await records.floorPlans("fac_none")).toEqual([]);
    });
    it("a room lies at one point, to the last digit, and is taken off", async () => {
      const { records } = await open();
      const { facility, place } = await aHome(records);
      const put = (point: { x: number; y: number } | null) => records.setPlanPoint({ facilityId: facility.id, placeId: place.id, point });
      await put({ x: 0.1, y: 0.2 });
      await put({ x: 0.123456789012, y: 1 });
      expect(await records.planPoints(facility.id)).toEqual([{ placeId: place.id, x: 0.123456789012, y: 1 }]);
      await put(null);
      expect(await records.planPoints(facility.id)).toEqual([]);
    });
    it("a consent to be located and its end stand there with who and when", async () => {
      const { records, loadSnapshot } = await open();
      const { resident } = await aHome(records);
      const word = (value: number, fromMs: number) => ({
        ...{ residentId: resident.id, kind: "locationConsent" as const, about: "", value, fromMs, reviewMs: null },
        ...{ detail: { giver: "representative" as const, reason: "书面" }, byUserId: "usr_1", byName: "李娜", byRole: "nurse" as const },
      });
      const [given] = await records.addCareSettings([word(1, T)]);
      const [ended] = await records.addCareSettings([word(0, T + 1)]);
      expect((await loadSnapshot()).careSettings).toEqual([given, ended]);
    });
  });
}
