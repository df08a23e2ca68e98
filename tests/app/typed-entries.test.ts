import { afterAll, beforeAll, expect, it } from "vitest";
import type { ObservationView } from "../../domain/observation.ts";
import { openCareHome, type CareHome } from "./care-home.ts";

/** What a nurse types goes the way of every message. */
let home: CareHome;
beforeAll(async () => {
  home = await openCareHome();
});
afterAll(() => home.close());
const read = (path: string) => home.get(home.nurse, path);
const enter = (entry: object) => home.post(home.nurse, `/residents/${home.residentId}/observations`, entry);
const observed = async (sign: string): Promise<ObservationView[]> => {
  const range = `from=${Date.now() - 3_600_000}&to=${Date.now() + 60_000}`;
  return (await read(`/residents/${home.residentId}/observations?sign=${sign}&${range}`)).items;
};

it("a typed value is stored, shown and judged by the rules, also one from before the first entry, and the same entry twice is one", async () => {
  const earlier = { at: Date.now() - 5 * 60_000, values: { oxygen: 2, consciousness: "confusion" } };
  const low = { at: Date.now() - 1_000, values: { spo2: 84 } };
  const both = await Promise.all([earlier, low].map(enter));
  expect(both.map(({ status }) => status)).toEqual([201, 201]);
  expect(both[0]?.body.deviceId).toBe(both[1]?.body.deviceId);
  expect((await enter(earlier)).body.deviceId).toBe(both[0]?.body.deviceId);
  await expect.poll(() => observed("oxygen")).toMatchObject([{ at: earlier.at, value: 2, method: "typed", grade: "medical" }]);
  expect(await observed("consciousness")).toMatchObject([{ value: 1, unit: "1" }]);
  const alerts = async () => (await read(`/alerts?facility=${home.facilityId}`)).items;
  await expect
    .poll(alerts)
    .toContainEqual(expect.objectContaining({ rule: "spo2.low", severity: "critical", residentId: home.residentId, value: 84 }));
  const { tile } = await read(`/residents/${home.residentId}`);
  expect(tile.latest).toContainEqual(expect.objectContaining({ sign: "consciousness", value: 1, isStale: false }));
});
it("what was typed for a resident is given to nobody else, and no device of a home is of that kind", async () => {
  const { items } = await read(`/residents/${home.residentId}/devices`);
  expect(items).toMatchObject([{ kind: "entry", residentId: home.residentId }]);
  const assignment = await home.post(home.nurse, `/devices/${items[0].id}/assignment`, { residentId: null });
  expect([assignment.status, assignment.body.code]).toEqual([400, "BAD_INPUT"]);
  expect((await home.post(home.nurse, "/devices", { facilityId: home.facilityId, kind: "entry" })).status).toBe(400);
});
