import { describe, expect, it } from "vitest";
import type { AlertStore } from "../../alerts/ports.ts";
import type { Records } from "../../api/ports.ts";
import type { TimelineEntry } from "../../domain/alert.ts";
import { aHome, anAlert } from "./records-builders.ts";

export interface ConsoleRecords {
  readonly records: Records;
  readonly alertStore: AlertStore;
}
const T = 1_764_000_000_000;

/** What every engine keeps for the console of a clinic. */
export function clinicConsoleSuite(name: string, open: () => Promise<ConsoleRecords>): void {
  describe(`${name}: the console of a clinic`, () => {
    const line = (at: number, code: TimelineEntry["code"], detail: string, track: TimelineEntry["track"] = "medical"): TimelineEntry => {
      return { at, code, track, who: "x", detail };
    };
    const raise = async ({ alertStore }: ConsoleRecords, facilityId: string, timeline: readonly TimelineEntry[]) => {
      const alert = anAlert({ facilityId, raisedAtMs: timeline[0]?.at ?? T });
      await alertStore.save({ alert, isNew: true, evidence: [], timeline, deliveries: [] });
      return alert.id;
    };
    it("gives the alerts of which a clinic was told in a period, with their timelines, oldest first", async () => {
      const world = await open();
      const { facility } = await aHome(world.records);
      const early = await raise(world, facility.id, [line(T - 2, "raised", "-"), line(T - 1, "told", "cli_1")]);
      const second = await raise(world, facility.id, [
        line(T + 5, "told", "cli_1"),
        line(T + 6, "told", "cli_1"),
        line(T + 7, "refused", "cli_1: a: : b"),
      ]);
      const first = await raise(world, facility.id, [line(T + 1, "told", "cli_1")]);
      const elsewhere = await raise(world, "fac_other", [line(T + 2, "told", "cli_1")]);
      await raise(world, facility.id, [line(T + 1, "told", "cli_2")]);
      await raise(world, facility.id, [line(T + 1, "told", "cli_1", "onSite")]);
      const ask = async (facilityIds: readonly string[] | null, fromMs = T, toMs = T + 100) =>
        (await world.records.clinicAlerts({ clinicId: "cli_1", facilityIds, fromMs, toMs })).map(({ alert }) => alert.id);
      expect(await ask(null)).toEqual([first, elsewhere, second]);
      expect(await ask([facility.id])).toEqual([first, second]);
      expect(await ask([])).toEqual([]);
      expect(await ask(null, T - 100, T)).toEqual([early]);
      const [, , found] = await world.records.clinicAlerts({ clinicId: "cli_1", facilityIds: null, fromMs: T, toMs: T + 100 });
      expect(found?.timeline.map(({ code }) => code)).toEqual(["told", "told", "refused"]);
    });
    it("finds what a clinic referred, and keeps how each ended, once", async () => {
      const world = await open();
      const { facility } = await aHome(world.records);
      const admitted = await raise(world, facility.id, [line(T, "admitting", "cli_1: a: ER: bed")]);
      await raise(world, facility.id, [line(T, "advised", "cli_1: a: : x")]);
      await raise(world, facility.id, [line(T, "ambulance", "cli_12: a: home: ")]);
      await raise(world, facility.id, [line(T - 10, "ambulance", "cli_1: a: home: ")]);
      const found = await world.records.referredAlerts({ clinicId: "cli_1", fromMs: T });
      expect(found.map(({ alert }) => alert.id)).toEqual([admitted]);
      const closure = {
        ...{ alertId: admitted, referredAtMs: T, closedAtMs: T + 9, outcome: "arrived" as const, note: "" },
        by: { userId: "usr_1", name: "陈医生", role: "clinicStaff" },
      } as const;
      expect(await world.records.closeReferral(closure)).toBe(true);
      expect(await world.records.closeReferral({ ...closure, outcome: "other" })).toBe(false);
      expect(await world.records.referralClosures([admitted, "none"])).toEqual([closure]);
      expect(await world.records.referralClosures([])).toEqual([]);
    });
    it("keeps a timeline with a line longer than an index may hold", async () => {
      const world = await open();
      const { facility } = await aHome(world.records);
      const long = Array.from({ length: 600 }, (_, n) => `dev_${n}_${"0123456789".repeat(2)}`).join(" ");
      const id = await raise(world, facility.id, [line(T, "evidence", `600: ${long}`)]);
      expect((await world.records.alert(id))?.timeline[0]?.detail).toContain("dev_599");
    });
  });
}
