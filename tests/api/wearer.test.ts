import { afterEach, describe, expect, it } from "vitest";
import { aDevice, aResident } from "../support/builders.ts";
import type { FakeApi } from "./fakes.ts";
import { ask, openWorld, signIn, TOKEN } from "./world.ts";

let fake: FakeApi;
afterEach(() => fake.close());
const PATH = "/api/v1/devices/dev_1/confirm-wearer";

describe("a scan of a watch and its wearer", () => {
  it("confirms who holds it, and tells the rules", async () => {
    fake = await openWorld();
    const answer = await ask(fake, await signIn(fake, "caregiver"), "POST", PATH, { residentId: "res_1" });
    const heldSince = fake.records.assignmentRows[0]!.fromMs;
    expect([answer.status, answer.body]).toEqual([200, { deviceId: "dev_1", residentId: "res_1", wasReassigned: false, heldSince }]);
    expect(fake.told).toEqual(["assigned dev_1"]);
    expect(fake.records.assignmentRows.filter(({ deviceId }) => deviceId === "dev_1")).toHaveLength(1);
    const [trace] = fake.records.audits.filter(({ action }) => action === "confirmWearer");
    expect(trace).toMatchObject({ actor: "usr_caregiver", target: "dev_1", result: "ok", detail: "confirmed for res_1" });
  });
  it("gives it to who was scanned when it was another's", async () => {
    fake = await openWorld();
    fake.records.residentRows.push(aResident({ id: "res_3", placeId: "plc_1" }));
    const { body } = await ask(fake, await signIn(fake, "nurse"), "POST", PATH, { residentId: "res_3" });
    expect(body).toEqual({ deviceId: "dev_1", residentId: "res_3", wasReassigned: true, heldSince: fake.clock.now() });
    expect(fake.told).toEqual(["assigned dev_1", "changed devices"]);
  });
  it("refuses a resident of another home, a thing that nobody wears, and who is not of the home", async () => {
    fake = await openWorld();
    const nurse = await signIn(fake, "nurse");
    expect((await ask(fake, nurse, "POST", PATH, { residentId: "res_2" })).body.code).toBe("BAD_INPUT");
    fake.records.deviceRows.push(aDevice({ id: "dev_entry", kind: "entry" }));
    expect((await ask(fake, nurse, "POST", PATH.replace("dev_1", "dev_entry"), { residentId: "res_1" })).body.code).toBe("BAD_INPUT");
    expect((await ask(fake, nurse, "POST", PATH.replace("dev_1", "gtw_1"), { residentId: "res_1" })).body.code).toBe("BAD_INPUT");
    expect((await ask(fake, nurse, "POST", PATH.replace("dev_1", "dev_2"), { residentId: "res_1" })).status).toBe(404);
    expect((await ask(fake, TOKEN, "POST", PATH, { residentId: "res_1" })).status).toBe(403);
    expect(fake.told).toEqual([]);
  });
});
