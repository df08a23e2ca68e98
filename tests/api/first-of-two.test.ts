import { afterEach, expect, it } from "vitest";
import type { FakeApi } from "./fakes.ts";
import { ask, openWorld, OWN_ALERT, signIn } from "./world.ts";

let fake: FakeApi;
afterEach(() => fake.close());
const take = async (who: string, track: string) =>
  ask(fake, await signIn(fake, who), "POST", `/api/v1/alerts/${OWN_ALERT}/acknowledge`, { track });

it("whoever comes second on a track gets 409 with the name of the first", async () => {
  fake = await openWorld();
  expect((await take("caregiver", "onSite")).status).toBe(200);
  const { status, body } = await take("nurse", "onSite");
  expect(status).toBe(409);
  expect(body).toMatchObject({ code: "CONFLICT", by: "测试 caregiver" });
  expect(body.detail).not.toContain("测试");
});
it("a clinic without names in its contract learns the role only", async () => {
  fake = await openWorld();
  const index = fake.records.contractRows.findIndex(({ clinicId }) => clinicId === "cli_1");
  fake.records.contractRows[index] = { ...fake.records.contractRows[index]!, namesAllowed: false };
  expect((await take("physician", "medical")).status).toBe(200);
  const { status, body } = await take("clinicStaff", "medical");
  expect(status).toBe(409);
  expect(body.by).toBe("physician");
});
