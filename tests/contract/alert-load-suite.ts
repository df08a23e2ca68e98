import { describe, expect, it } from "vitest";
import type { Records } from "../../api/ports.ts";
import type { AlertStore } from "../../alerts/ports.ts";
import { DEFAULT_LOAD_SETTINGS } from "../../domain/alert-load.ts";
import type { Snapshot } from "../../domain/snapshot.ts";
import type { RecordsStore } from "../../store/records/records.ts";
import { aHome, anAlert } from "./records-builders.ts";

type Governing = Pick<
  RecordsStore["records"],
  "alertHistory" | "alertEvidence" | "loadSettings" | "setLoadSettings" | "addRuleChange" | "addBacktest" | "backtest"
>;
export interface GovernedRecords {
  readonly records: Records & Governing;
  readonly alertStore: AlertStore;
  changes(): readonly string[];
  loadSnapshot(): Promise<Pick<Snapshot, "ruleChanges">>;
}
const T = 1_764_000_000_000;

/** What every engine keeps for the alarm load, back-tests and changes of rules. */
export function alertLoadSuite(name: string, open: () => Promise<GovernedRecords>): void {
  describe(`${name}: the alarm load`, () => {
    it("gives every alert that was raised or open in a period, once, with its timeline, however many there are", async () => {
      const { records, alertStore } = await open();
      const { facility } = await aHome(records);
      const raise = async (raisedAtMs: number, resolvedAtMs: number | null, facilityId = facility.id) => {
        const alert = anAlert({ facilityId, raisedAtMs, resolvedAtMs });
        const line = { at: raisedAtMs, code: "told", track: "onSite", who: "onDutyCaregiver", detail: null } as const;
        const evidence = [{ identity: `s:dev:${raisedAtMs}`, atMs: raisedAtMs, deviceId: "dev", sign: null, value: null }];
        await alertStore.save({ alert, isNew: true, evidence, timeline: [line], deliveries: [] });
        return alert.id;
      };
      await raise(T - 100, T - 50);
      const stillOpen = await raise(T - 90, null);
      const endedInside = await raise(T - 80, T + 5);
      const inside: string[] = [];
      // More than one piece, many of them in the same millisecond.
      for (let n = 0; n < 520; n += 1) inside.push(await raise(T + Math.floor(n / 100), T + 500));
      await raise(T + 1_000, null);
      await raise(T + 1, null, "fac_other");
      const found = await records.alertHistory(facility.id, T, T + 1_000);
      expect(found.map(({ alert }) => alert.id).toSorted()).toEqual([stillOpen, endedInside, ...inside].toSorted());
      expect(found.map(({ alert }) => alert.raisedAtMs)).toEqual(found.map(({ alert }) => alert.raisedAtMs).toSorted((a, b) => a - b));
      expect(found.every(({ timeline }) => timeline.length === 1 && timeline[0]?.code === "told")).toBe(true);
      const evidence = await records.alertEvidence(facility.id, T, T + 1_000);
      expect([evidence.length, evidence[0]]).toEqual([
        522,
        { alertId: stillOpen, identity: `s:dev:${T - 90}`, atMs: T - 90, deviceId: "dev" },
      ]);
    });

    it("keeps the home's own targets, and its back-tests as they were", async () => {
      const { records } = await open();
      const { facility } = await aHome(records);
      expect(await records.loadSettings(facility.id)).toEqual(DEFAULT_LOAD_SETTINGS);
      await records.setLoadSettings(facility.id, { carers: 3, pagesGood: 5, pagesBad: 10 });
      await records.setLoadSettings(facility.id, { carers: null, pagesGood: 4.5, pagesBad: 9 });
      expect(await records.loadSettings(facility.id)).toEqual({ carers: null, pagesGood: 4.5, pagesBad: 9 });
      await records.addBacktest({ id: "bt_1", facilityId: facility.id, atMs: T, result: { saved: 3 } });
      expect(JSON.parse((await records.backtest(facility.id, "bt_1"))!)).toEqual({ saved: 3 });
      expect(await records.backtest("fac_other", "bt_1")).toBeUndefined();
      expect(await records.backtest(facility.id, "bt_2")).toBeUndefined();
    });

    it("keeps every change of a rule, oldest first, with author, reason and back-test", async () => {
      const { records, changes, loadSnapshot } = await open();
      const { facility } = await aHome(records);
      const by = { byUserId: "usr_1", byName: "王院长", byRole: "manager" as const };
      const rule = { facilityId: facility.id, ruleId: "heartRate.high", ...by };
      const parameters = { levels: [{ level: "warning" as const, raiseAt: 115, forMs: 900_000 }] };
      const later = await records.addRuleChange({ ...rule, parameters: {}, fromMs: T + 5, reason: "back", backtestId: null });
      const first = await records.addRuleChange({ ...rule, parameters, fromMs: T, reason: "too many pages", backtestId: "bt_1" });
      expect(first).toEqual({ id: first.id, ...rule, parameters, fromMs: T, reason: "too many pages", backtestId: "bt_1" });
      expect((await loadSnapshot()).ruleChanges).toEqual([first, later]);
      expect(changes().at(-1)).toBe("ruleChanges");
      const elsewhere = records.addRuleChange({ ...rule, facilityId: "fac_none", parameters, fromMs: T, reason: "x" });
      await expect(elsewhere).rejects.toMatchObject({ code: "NOT_FOUND" });
    });
  });
}
