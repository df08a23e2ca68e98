import { afterEach, describe, expect, it } from "vitest";
import type { CoverageItem } from "../../domain/coverage.ts";
import type { FakeApi } from "./fakes.ts";
import { ask, openWorld, signIn } from "./world.ts";

let fake: FakeApi;
afterEach(() => fake.close());
const ITEM: CoverageItem = {
  ...{ what: "fall", isPromised: true, why: "notWorn", sinceMs: 5 },
  devices: [{ deviceId: "dev_1", kind: "wristband", why: "notWorn", sinceMs: 5 }],
};
const coverage = (residentId: string): CoverageItem[] => (residentId === "res_1" ? [ITEM] : []);

describe("what could not be noticed right now", () => {
  it("is told of a resident, with the devices", async () => {
    fake = await openWorld({}, { coverage });
    const { status, body } = await ask(fake, await signIn(fake, "caregiver"), "GET", "/api/v1/residents/res_1/coverage");
    expect([status, body]).toEqual([200, { residentId: "res_1", at: fake.clock.now(), items: [ITEM] }]);
  });
  it("is told to the family without the devices, and of nobody else", async () => {
    fake = await openWorld({}, { coverage });
    const family = await signIn(fake, "family");
    const { body } = await ask(fake, family, "GET", "/api/v1/residents/res_1/coverage");
    expect(body.items).toEqual([{ ...ITEM, devices: [] }]);
    expect((await ask(fake, family, "GET", "/api/v1/residents/res_2/coverage")).status).toBe(404);
    expect((await ask(fake, family, "GET", "/api/v1/facilities/fac_1/coverage")).status).toBe(404);
  });
  it("is added up for the wall of a home", async () => {
    fake = await openWorld({}, { coverage });
    const { body } = await ask(fake, await signIn(fake, "nurse"), "GET", "/api/v1/facilities/fac_1/coverage");
    expect(body).toMatchObject({ facilityId: "fac_1", residents: 1 });
    expect(body.items.find(({ what }: { what: string }) => what === "fall")).toEqual({
      what: "fall",
      promised: 1,
      noticed: 0,
      why: { notWorn: 1 },
    });
    expect(body.gaps).toEqual([{ residentId: "res_1", room: "302", items: [{ what: "fall", why: "notWorn", sinceMs: 5 }] }]);
  });
});
