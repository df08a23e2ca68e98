import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { tempDir } from "../support/machine.ts";
import { openRecordingRecords } from "./open-records.ts";

const T = 1_764_000_000_000;
const DAY_MS = 24 * 3_600_000;

it("what a process that ended had uploaded in part goes with an upload a day later, not before", async () => {
  const file = join(tempDir(), "records.db");
  const rows = (): number[] => {
    const database = new DatabaseSync(file, { readOnly: true });
    const count = (table: string) => Number(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.["n"]);
    try {
      return [count("content_parts"), count("unfinished_contents")];
    } finally {
      database.close();
    }
  };
  const first = await openRecordingRecords({ type: "sqlite", file });
  const home = await first.records.addFacility({ name: "a", staffed: true });
  const plan = { facilityId: home.id, building: "", type: "image/png" as const, width: 640, height: 400, sha256: "a".repeat(64) };
  const by = { byUserId: "usr_1", byName: "院长" };
  const broken = first.records.setFloorPlan({ ...plan, ...by, floor: "1", atMs: T }, new Uint8Array(64 * 1024 * 1024)).catch(() => null);
  await expect.poll(() => rows()[0], { timeout: 20_000, interval: 5 }).toBeGreaterThan(0);
  await first.close();
  expect(await broken).toBeNull();
  const [left, unfinished] = rows();
  expect([left, unfinished]).toEqual([expect.toSatisfy((parts: number) => parts > 0), 1]);
  const { records } = await openRecordingRecords({ type: "sqlite", file });
  const upload = (floor: string, atMs: number) => records.setFloorPlan({ ...plan, ...by, floor, atMs }, new Uint8Array([1]));
  await upload("2", T + DAY_MS);
  expect(rows()).toEqual([(left ?? 0) + 1, 1]);
  await upload("3", T + DAY_MS + 1);
  expect(rows()).toEqual([2, 0]);
  expect((await records.floorPlans(home.id)).map(({ floor }) => floor)).toEqual(["2", "3"]);
});
