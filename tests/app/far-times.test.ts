import { afterAll, beforeAll, expect, it } from "vitest";
import { openCareHome, type CareHome } from "./care-home.ts";

let home: CareHome;
beforeAll(async () => {
  home = await openCareHome();
}, 120_000);
afterAll(() => home.close());

it.each([9_007_199_254_740_993, 1e300, 253_402_300_800_000])("a time that no calendar has, %d, is kept nowhere", async (far) => {
  const { physician, administrator, residentId, facilityId } = home;
  const limit = { rule: "heartRate.high", levels: [{ level: "warning", raiseAt: 120 }], reason: "known", reviewAt: far };
  const refused = [
    await home.post(physician, `/residents/${residentId}/limits`, limit),
    await home.post(administrator, `/facilities/${facilityId}/rota/overrides`, {
      ...{ role: "nurse", awayUserId: "usr_1", standInUserId: null, from: 1, to: far, reason: "swap", person: "Zhou" },
    }),
  ];
  expect(refused.map(({ status, body }) => [status, body.code])).toEqual([
    [400, "BAD_INPUT"],
    [400, "BAD_INPUT"],
  ]);
  // What one request left in the records must not keep everybody else from being read.
  const other = await home.post(administrator, "/residents", { facilityId, name: "李秀兰", room: String(far) });
  expect(other.status).toBe(201);
});
