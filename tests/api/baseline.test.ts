import { afterEach, describe, expect, it } from "vitest";
import type { SignBaseline } from "../../domain/baseline-view.ts";
import type { FakeApi } from "./fakes.ts";
import { ask, openWorld, signIn } from "./world.ts";

let fake: FakeApi;
afterEach(() => fake.close());
const PATH = "/api/v1/residents/res_1/baseline";
const HEART: SignBaseline = {
  sign: "heartRate",
  unit: "/min",
  method: "wrist",
  heardAt: 1_764_000_000_000,
  places: [{ hour: 3, days: 9, median: 58, low: 52, high: 64 }],
  off: null,
};
const open = async () => (fake = await openWorld({}, { baseline: (id) => (id === "res_1" ? [HEART] : []) }));

describe("the baseline of a resident", () => {
  it("is said by sign and hour, with the days that were learned", async () => {
    await open();
    const { status, body } = await ask(fake, await signIn(fake, "caregiver"), "GET", PATH);
    expect(status).toBe(200);
    expect(body).toEqual({ residentId: "res_1", learnDays: 7, signs: [HEART] });
  });
  it("is seen by those who may see vital signs: not by a relative without that consent", async () => {
    await open();
    expect((await ask(fake, await signIn(fake, "family"), "GET", PATH)).status).toBe(403);
    expect((await ask(fake, await signIn(fake, "regulator"), "GET", PATH)).status).toBe(404);
  });
});
