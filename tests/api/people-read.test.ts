import { afterEach, expect, it } from "vitest";
import type { FakeApi } from "./fakes.ts";
import { enrol } from "./handset-world.ts";
import { ask, NOBODY, openWorld, signIn } from "./world.ts";

let fake: FakeApi;
afterEach(() => fake.close());

it("what shows a few people reads no others", async () => {
  fake = await openWorld();
  const { locked } = await enrol(fake);
  const [manager, administrator] = [await signIn(fake, "manager"), await signIn(fake, "administrator")];
  fake.records.users = () => Promise.reject(new Error("everybody was read"));
  const get = async (who: typeof manager, path: string) => {
    const { status, body } = await ask(fake, who, "GET", `/api/v1${path}`);
    expect([path, status]).toEqual([path, 200]);
    return body;
  };
  expect(await get(NOBODY, "/setup")).toEqual({ needed: false, fresh: false });
  const staff = ["usr_caregiver", "usr_manager", "usr_nurse", "usr_physician"];
  const ids = (people: readonly { id: string }[]) => people.map(({ id }) => id).toSorted();
  expect(ids((await get(locked, "/handset")).people)).toEqual(staff);
  expect(ids((await get(manager, "/facilities/fac_1/carers")).items)).toEqual(staff);
  const audited: { actor: string; actorName: string | null }[] = (await get(administrator, "/audit")).items;
  expect(audited).toContainEqual(expect.objectContaining({ actor: "usr_administrator", actorName: "测试 administrator" }));
});
