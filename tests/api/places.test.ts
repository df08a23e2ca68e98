import { afterEach, describe, expect, it } from "vitest";
import { pino } from "pino";
import type { CareSetting } from "../../domain/care-settings.ts";
import type { FakeApi } from "./fakes.ts";
import { ask, openWorld, signIn, type Who } from "./world.ts";

let fake: FakeApi;
afterEach(() => fake.close());

const SHAPE = { type: "circle", centre: { latitude: 31.23, longitude: 121.47 }, radiusM: 120 };
const add = (who: Who, body: object) => ask(fake, who, "POST", "/api/v1/facilities/fac_1/fences", { name: "小区", shape: SHAPE, ...body });

describe("what a place is for", () => {
  it("is said when it is added and changed later, by a nurse or manager, and audited", async () => {
    fake = await openWorld();
    const nurse = await signIn(fake, "nurse");
    const body = { building: "A", floor: "3", name: "302 卫生间", use: "bathroom", servesPlaceId: "plc_1" };
    const added = await ask(fake, nurse, "POST", "/api/v1/facilities/fac_1/places", body);
    expect([added.status, added.body]).toEqual([201, { id: added.body.id, facilityId: "fac_1", ...body, beacon: null }]);
    expect((await ask(fake, nurse, "POST", "/api/v1/facilities/fac_1/places", body)).status).toBe(409);
    const path = `/api/v1/facilities/fac_1/places/${added.body.id}`;
    const changed = await ask(fake, nurse, "PATCH", path, { use: "exit", servesPlaceId: null, beacon: 7 });
    expect(changed.body).toMatchObject({ name: "302 卫生间", use: "exit", servesPlaceId: null, beacon: 7 });
    expect((await ask(fake, nurse, "PATCH", path, { beacon: null })).body).toMatchObject({ use: "exit", beacon: null });
    expect((await ask(fake, nurse, "GET", "/api/v1/places?facility=fac_1")).body.items).toContainEqual({ ...changed.body, beacon: null });
    const caregiver = await signIn(fake, "caregiver");
    expect((await ask(fake, caregiver, "PATCH", path, { use: "common" })).status).toBe(403);
    expect(fake.records.audits.map(({ action, result }) => `${action} ${result}`)).toEqual(
      expect.arrayContaining(["addPlace ok", "changePlace ok", "managePlaces refused"]),
    );
    expect(fake.told).toContain("changed places");
  });
  it.each([
    ["a room of another home", { servesPlaceId: "plc_2" }, 400],
    ["itself", { servesPlaceId: "plc_1" }, 400],
    ["no known use", { use: "kitchen" }, 400],
    ["a beacon that no tag can name", { beacon: 70_000 }, 400],
  ])("cannot be %s", async (_name, body, status) => {
    fake = await openWorld();
    const nurse = await signIn(fake, "nurse");
    expect((await ask(fake, nurse, "PATCH", "/api/v1/facilities/fac_1/places/plc_1", body)).status).toBe(status);
    expect((await ask(fake, nurse, "PATCH", "/api/v1/facilities/fac_1/places/plc_2", { use: "exit" })).status).toBe(404);
  });
});

describe("a geofence", () => {
  it("is added for a facility or a resident, listed while it holds, and ended", async () => {
    fake = await openWorld();
    const nurse = await signIn(fake, "nurse");
    const house = await add(nurse, {});
    const own = await add(nurse, { residentId: "res_1", name: "她的小区" });
    expect([house.status, own.body]).toEqual([
      201,
      {
        id: own.body.id,
        facilityId: "fac_1",
        residentId: "res_1",
        name: "她的小区",
        shape: SHAPE,
        fromMs: fake.clock.now() + 2_000,
        toMs: null,
      },
    ]);
    const list = async (path: string) => (await ask(fake, nurse, "GET", path)).body.items.map(({ id }: { id: string }) => id);
    expect(await list("/api/v1/facilities/fac_1/fences")).toEqual([house.body.id, own.body.id]);
    expect(await list("/api/v1/residents/res_1/fences")).toEqual([own.body.id]);
    const end = (id: string) => ask(fake, nurse, "DELETE", `/api/v1/facilities/fac_1/fences/${id}`);
    expect([(await end(own.body.id)).status, (await end(own.body.id)).status]).toEqual([204, 404]);
    fake.clock.advance(2_000);
    expect(await list("/api/v1/facilities/fac_1/fences")).toEqual([house.body.id]);
    expect(await list("/api/v1/residents/res_1/fences")).toEqual([]);
    fake.records.careSettingRows.push(DEMENTIA);
    expect(await list("/api/v1/residents/res_1/fences")).toEqual([house.body.id]);
    expect(fake.records.audits.map(({ action }) => action)).toEqual(expect.arrayContaining(["addFence", "endFence"]));
  });
  it("is seen by the home, and by family only with the consent to the location", async () => {
    fake = await openWorld();
    await add(await signIn(fake, "nurse"), { residentId: "res_1" });
    const status = async (name: string, path: string) => (await ask(fake, await signIn(fake, name), "GET", path)).status;
    expect(await status("caregiver", "/api/v1/residents/res_1/fences")).toBe(200);
    expect(await status("family", "/api/v1/residents/res_1/fences")).toBe(403);
    expect(await status("clinicStaff", "/api/v1/facilities/fac_1/fences")).toBe(403);
    const family = fake.records.userRows.find(({ role }) => role === "family")!;
    const consents = [{ residentId: "res_1", scopes: ["location" as const] }];
    fake.records.userRows.push({ ...family, id: "usr_daughter", username: "daughter", consents });
    expect(await status("daughter", "/api/v1/residents/res_1/fences")).toBe(200);
    expect(await status("daughter", "/api/v1/facilities/fac_1/fences")).not.toBe(200);
  });
  it("that is too small, has two corners, or is of another home's resident is refused, and its coordinates stand in no answer and no log", async () => {
    const lines: string[] = [];
    fake = await openWorld({ logger: pino({ level: "trace" }, { write: (line: string) => void lines.push(line) }) });
    const nurse = await signIn(fake, "nurse");
    const corner = { latitude: 31.23, longitude: 121.47 };
    const refused = [
      await add(nurse, { shape: { ...SHAPE, radiusM: 10 } }),
      await add(nurse, { shape: { type: "polygon", corners: [corner, corner] } }),
      await add(nurse, { shape: { type: "circle", centre: { latitude: 131.23, longitude: 121.47 }, radiusM: 100 } }),
      await add(nurse, { residentId: "res_2" }),
    ];
    expect(refused.map(({ status }) => status)).toEqual([400, 400, 400, 404]);
    await add(nurse, {});
    expect(`${refused.map(({ text }) => text).join("")}${lines.join("")}${JSON.stringify(fake.records.audits)}`).not.toMatch(
      /31\.23|121\.47/,
    );
  });
});
const DEMENTIA: CareSetting = {
  ...{ id: "set", residentId: "res_1", kind: "focusGroup", about: "dementia", value: 1, detail: null, fromMs: 0, reviewMs: null },
  ...{ byUserId: "usr", byName: "王芳", byRole: "nurse" },
};
