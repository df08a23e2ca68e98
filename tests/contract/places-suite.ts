import { describe, expect, it } from "vitest";
import type { Fence } from "../../domain/fence.ts";
import { aHome } from "./records-builders.ts";
import type { RecordsUnderTest } from "./records-suite.ts";

const T = 1_764_000_000_000;
const SHAPE: Fence["shape"] = { type: "circle", centre: { latitude: 31.2, longitude: 121.5 }, radiusM: 120 };

/** What every engine of the records must do with uses of places, geofences and search notes. */
export function placesSuite(name: string, open: () => Promise<RecordsUnderTest & { loadSnapshot(): Promise<unknown> }>): void {
  describe(`${name}: places and ways`, () => {
    it("a place says what it is for, and no two places of a facility carry one beacon", async () => {
      const { records, changes, loadSnapshot } = await open();
      const { facility, place } = await aHome(records);
      const at = { facilityId: facility.id, building: "", floor: "3" };
      const bathroom = await records.ensurePlace({ ...at, name: "302 卫生间", use: "bathroom", servesPlaceId: place.id });
      const door = await records.ensurePlace({ ...at, name: "北门", use: "exit", beacon: 7 });
      expect(bathroom).toMatchObject({ use: "bathroom", servesPlaceId: place.id, beacon: null });
      expect(await records.ensurePlace({ ...at, name: "北门" })).toEqual(door);
      await records.setPlace({ facilityId: facility.id, placeId: place.id, use: "common", servesPlaceId: null, beacon: 8 });
      expect(changes().at(-1)).toBe("places");
      const same = records.setPlace({ facilityId: facility.id, placeId: place.id, use: "exit", servesPlaceId: null, beacon: 7 });
      await expect(same).rejects.toMatchObject({ code: "CONFLICT" });
      const elsewhere = records.setPlace({ facilityId: "fac_none", placeId: place.id, use: "exit", servesPlaceId: null, beacon: null });
      await expect(elsewhere).rejects.toMatchObject({ code: "NOT_FOUND" });
      const changed = { ...place, use: "common", beacon: 8 };
      expect(await records.places(facility.id)).toEqual(expect.arrayContaining([changed, bathroom, door]));
      expect(await loadSnapshot()).toMatchObject({ places: expect.arrayContaining([changed, bathroom, door]) });
    });

    it("a fence is added, ends once, and stays known with its end", async () => {
      const { records, changes, loadSnapshot } = await open();
      const { facility, resident } = await aHome(records);
      const input = { facilityId: facility.id, residentId: resident.id, name: "小区", shape: SHAPE, fromMs: T, byUserId: "usr_1" };
      const fence = await records.addFence(input);
      expect(fence).toEqual({ id: fence.id, ...input, toMs: null });
      expect(changes().at(-1)).toBe("fences");
      const end = (facilityId: string) => records.endFence({ facilityId, fenceId: fence.id, atMs: T + 5 });
      await expect(end("fac_none")).rejects.toMatchObject({ code: "NOT_FOUND" });
      await end(facility.id);
      await expect(end(facility.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
      expect(await loadSnapshot()).toMatchObject({ fences: [{ ...fence, toMs: T + 5 }] });
      await expect(records.addFence({ ...input, facilityId: "fac_none" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    });

    it("what two people note in one search stands there from both", async () => {
      const { records } = await open();
      const note = (name: string, atMs: number) =>
        records.addSearchNote({
          alertId: "a",
          item: "zone:plc_1",
          text: null,
          atMs,
          by: { userId: `usr_${name}`, name, role: "caregiver" },
        });
      const [second, first] = await Promise.all([note("李娜", T + 1), note("张伟", T)]);
      expect(await records.searchNotes("a")).toEqual([first, second]);
      expect(await records.searchNotes("b")).toEqual([]);
    });
  });
}
