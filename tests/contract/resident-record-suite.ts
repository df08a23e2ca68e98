import { describe, expect, it } from "vitest";
import { aHome } from "./records-builders.ts";
import type { RecordsUnderTest } from "./records-suite.ts";

const T = 1_764_000_000_000;
const NURSE = { byUserId: "usr_1", byName: "李护士", byRole: "nurse" as const };

/** What every engine of the records must do with residents' records and results of rounds. */
export function residentRecordSuite(name: string, open: () => Promise<RecordsUnderTest & { loadSnapshot(): Promise<unknown> }>): void {
  describe(`${name}: what a handover must know`, () => {
    it("a line of the record is added, ends once, and stays in the snapshot with its end", async () => {
      const { records, changes, loadSnapshot } = await open();
      const { resident } = await aHome(records);
      const line = {
        ...{ residentId: resident.id, kind: "medication" as const, text: "华法林", detail: { dose: "2.5 mg", untilMs: T + 9 } },
        ...{ sinceMs: T - 5, enteredMs: T, ...NURSE },
      };
      const entry = await records.addRecordEntry(line);
      expect(entry).toEqual({ id: entry.id, ...line, ended: null });
      expect(changes().at(-1)).toBe("recordEntries");
      const end = { atMs: T + 1, reason: "停药", ...NURSE };
      const ended = { residentId: resident.id, entryId: entry.id, end };
      expect(await records.endRecordEntry({ ...ended, residentId: "res_none" })).toBe(false);
      expect(await records.endRecordEntry(ended)).toBe(true);
      expect(await records.endRecordEntry({ ...ended, end: { ...end, reason: "twice" } })).toBe(false);
      const plain = await records.addRecordEntry({ ...line, kind: "diagnosis", text: "房颤", detail: null, enteredMs: T + 2 });
      expect(await loadSnapshot()).toMatchObject({ recordEntries: [{ ...entry, ended: end }, plain] });
    });
    it("a photo is kept byte by byte, one a resident, until it is replaced or removed", async () => {
      const { records } = await open();
      const { resident } = await aHome(records);
      const photo = {
        residentId: resident.id,
        type: "image/png" as const,
        content: Uint8Array.from([0, 255, 137, 80]),
        atMs: T,
        byUserId: "usr_1",
      };
      expect(await records.residentPhoto(resident.id)).toBeUndefined();
      await records.setResidentPhoto(photo);
      expect(await records.residentPhoto(resident.id)).toEqual(photo);
      const next = { ...photo, type: "image/webp" as const, content: new Uint8Array(300 * 1024).fill(7), atMs: T + 1 };
      await records.setResidentPhoto(next);
      expect(await records.residentPhoto(resident.id)).toEqual(next);
      expect(await records.residentPhoto("res_none")).toBeUndefined();
      expect(await records.removeResidentPhoto(resident.id)).toBe(true);
      expect(await records.removeResidentPhoto(resident.id)).toBe(false);
      expect(await records.residentPhoto(resident.id)).toBeUndefined();
    });
    it("results of rounds come newest first, by facility and by resident", async () => {
      const { records } = await open();
      const { facility, resident } = await aHome(records);
      const result = {
        ...{ residentId: resident.id, facilityId: facility.id, clinicId: null, finding: "双下肢水肿", plan: "称重，每日" },
        ...{ byUserId: "usr_2", byName: "陈医生", byRole: "physician" as const, nextVisitMs: T + 7 },
      };
      const first = await records.addRoundResult({ ...result, atMs: T });
      const second = await records.addRoundResult({ ...result, atMs: T + 1, nextVisitMs: null });
      const of = (more: object) => records.roundResults({ facilityIds: [facility.id], residentId: null, fromMs: 0, ...more });
      expect(await of({})).toEqual([second, first]);
      expect(await of({ fromMs: T + 1 })).toEqual([second]);
      expect(await of({ residentId: resident.id })).toHaveLength(2);
      expect(await of({ residentId: "res_none" })).toEqual([]);
      expect(await of({ facilityIds: ["fac_none"] })).toEqual([]);
      expect(await of({ facilityIds: [] })).toEqual([]);
    });
  });
}
