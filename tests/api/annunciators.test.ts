import { afterAll, beforeAll, expect, it } from "vitest";
import type { FakeApi } from "./fakes.ts";
import { ask, openWorld, signIn, type Who } from "./world.ts";

let fake: FakeApi;
let [manager, nurse]: Who[] = [];
const PATH = "/api/v1/annunciators/ann_1";
const change = (who: Who | undefined, body: object) => ask(fake, who!, "PATCH", PATH, body);
beforeAll(async () => {
  fake = await openWorld();
  manager = await signIn(fake, "manager");
  nurse = await signIn(fake, "nurse");
});
afterAll(() => fake.close());

it("two people change one annunciator: the second is told who was first, and overwrites nothing", async () => {
  const read = (await ask(fake, manager!, "GET", "/api/v1/annunciators?facility=fac_1")).body.items[0];
  expect(read).toMatchObject({ id: "ann_1", version: 1 });
  expect(read).not.toHaveProperty("changedByUserId");
  const first = await change(nurse, { basedOn: read.version, label: "West" });
  expect([first.status, first.body.label, first.body.version]).toEqual([200, "West", 2]);
  const second = await change(manager, { basedOn: read.version, label: "East" });
  expect([second.status, second.body.code, second.body.by]).toEqual([409, "CONFLICT", expect.stringMatching(/\S/)]);
  const third = await change(manager, { basedOn: 2, severities: ["critical"] });
  expect(third.body).toMatchObject({ label: "West", severities: ["critical"], version: 3 });
  expect(fake.records.audits.filter(({ action }) => action === "changeAnnunciator")).toHaveLength(2);
});
it.each([
  ["a volume that nobody hears", { volume: { day: 80, night: 5, nightHours: { from: "21:00", to: "07:00" } } }],
  ["a room of another home", { zone: { floors: [], placeIds: ["plc_other"] } }],
  ["somebody who does not work there", { carriedBy: "usr_none" }],
  ["a time that is none", { rota: [{ window: { from: "25:00", to: "07:00" }, zone: { floors: [], placeIds: [] } }] }],
  ["a version before the first", { basedOn: 0 }],
])("refuses %s", async (_name, body) => {
  expect((await change(manager, body)).status).toBe(400);
});
