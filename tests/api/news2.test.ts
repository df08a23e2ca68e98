import { afterEach, describe, expect, it } from "vitest";
import type { News2Readings } from "../../domain/news2-set.ts";
import { anAlert } from "../support/builders.ts";
import { MONDAY_MORNING_MS } from "../support/manual-clock.ts";
import type { FakeApi } from "./fakes.ts";
import { ask, openWorld, OWN_ALERT, signIn, TOKEN, type Who } from "./world.ts";

let fake: FakeApi;
afterEach(() => fake.close());
const MINUTE = 60_000;
const PATH = "/api/v1/residents/res_1";
const reading = (value: number, minutesAgo: number, method: "cuff" | "typed" = "typed") => ({
  ...{ value, atMs: MONDAY_MORNING_MS - minutesAgo * MINUTE, deviceId: `dev_${method}`, method },
});
const READINGS: News2Readings = {
  spo2: reading(90, 1),
  heartRate: reading(115, 10, "cuff"),
  systolicPressure: reading(130, 50, "cuff"),
  oxygen: reading(0, 300),
};
const open = async () => (fake = await openWorld({}, { news2: (id) => (id === "res_1" ? READINGS : {}) }));
/** A second relative, who may see this much. */
const relative = (...scopes: ("state" | "vitals")[]) => {
  const known = fake.records.userRows.find(({ role }) => role === "family")!;
  fake.records.userRows.push({ ...known, id: "usr_other", username: "other", consents: [{ residentId: "res_1", scopes }] });
  return signIn(fake, "other");
};

describe("NEWS2 of a resident", () => {
  it("of a set that is not whole says at least how much, from how many, and each input with age and method", async () => {
    await open();
    const { status, body } = await ask(fake, await signIn(fake, "caregiver"), "GET", `${PATH}/news2`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...{ residentId: "res_1", at: MONDAY_MORNING_MS - MINUTE, total: 5, known: 3, of: 7, isComplete: false, hasRed: true },
      ...{ risk: "medium", ward: "urgent", home: "urgent", scale: { value: 1, set: null }, own: null },
    });
    const states = body.inputs.map(({ input, points, state }: Record<string, unknown>) => [input, points, state]);
    expect(states).toEqual([
      ["respiratoryRate", null, "missing"],
      ["spo2", 3, "counts"],
      ["oxygen", 0, "counts"],
      ["systolicPressure", null, "tooOld"],
      ["heartRate", 2, "counts"],
      ["consciousness", null, "missing"],
      ["bodyTemperature", null, "missing"],
    ]);
    expect(body.inputs[4]).toMatchObject({ value: 115, at: MONDAY_MORNING_MS - 10 * MINUTE, method: "cuff", deviceId: "dev_cuff" });
  });
  it("of whom nothing is known is no score", async () => {
    fake = await openWorld();
    const { body } = await ask(fake, await signIn(fake, "nurse"), "GET", `${PATH}/news2`);
    expect(body).toMatchObject({ at: null, total: 0, known: 0, isComplete: false });
  });
  it("is seen by those who may see vital signs; a family reads who set it as a role", async () => {
    await open();
    await ask(fake, await signIn(fake, "physician"), "POST", `${PATH}/spo2-scale`, { scale: 2 });
    fake.clock.advance(2_000);
    const family = await signIn(fake, "family");
    expect((await ask(fake, family, "GET", `${PATH}/news2`)).status).toBe(403);
    const { body } = await ask(fake, await relative("state", "vitals"), "GET", `${PATH}/news2`);
    expect(body.scale).toMatchObject({ value: 2, set: { by: "physician" } });
  });
  it("as an alert hides its value from those who may not see vital signs", async () => {
    await open();
    fake.desk.raise(anAlert({ id: OWN_ALERT, residentId: "res_1", kind: "news2", rule: "news2.total", sign: null, value: 7 }));
    const valueFor = async (who: Who) => (await ask(fake, who, "GET", `/api/v1/alerts/${OWN_ALERT}`)).body.value;
    expect(await valueFor(await signIn(fake, "nurse"))).toBe(7);
    expect(await valueFor(await relative("state", "vitals"))).toBe(7);
    fake.records.userRows.pop();
    expect(await valueFor(await signIn(fake, "family"))).toBeNull();
  });
});

describe("what a person lays down", () => {
  it("scale 2 is a physician's, dated, with the name, and scores at once for what comes after", async () => {
    await open();
    const answer = await ask(fake, await signIn(fake, "physician"), "POST", `${PATH}/spo2-scale`, { scale: 2 });
    expect([answer.status, answer.body.scale]).toEqual([
      201,
      { value: 2, set: { by: "测试 physician", role: "physician", from: MONDAY_MORNING_MS + 2_000 } },
    ]);
    expect(answer.body).toMatchObject({ total: 2, hasRed: false });
    expect((await ask(fake, TOKEN, "GET", `${PATH}/news2`)).body.scale.value).toBe(1);
    fake.clock.advance(2_000);
    expect((await ask(fake, TOKEN, "GET", `${PATH}/news2`)).body.scale.value).toBe(2);
    expect(fake.told).toContain("changed careSettings");
    expect(fake.records.audits.at(-1)).toMatchObject({ actor: "usr_physician", action: "spo2Scale", target: "res_1", result: "ok" });
    await ask(fake, await signIn(fake, "physician"), "POST", `${PATH}/spo2-scale`, { scale: 1 });
    expect(fake.records.careSettingRows.map(({ value }) => value)).toEqual([2, 1]);
  });
  it.each(["nurse", "caregiver", "manager", "administrator", "family"])("scale 2 is not for a %s", async (role) => {
    await open();
    expect((await ask(fake, await signIn(fake, role), "POST", `${PATH}/spo2-scale`, { scale: 2 })).status).toBe(403);
    expect((await ask(fake, TOKEN, "POST", `${PATH}/spo2-scale`, { scale: 2 })).status).toBe(403);
    expect(fake.records.careSettingRows).toEqual([]);
  });
  it("the own normal is recorded by a nurse, and the newest is shown", async () => {
    await open();
    const nurse = await signIn(fake, "nurse");
    for (const total of [3, 1]) {
      expect((await ask(fake, nurse, "POST", `${PATH}/own-news2`, { total })).status).toBe(201);
      fake.clock.advance(5_000);
    }
    const { body } = await ask(fake, nurse, "GET", `${PATH}/news2`);
    expect(body.own).toMatchObject({ total: 1, by: "测试 nurse", role: "nurse" });
    expect((await ask(fake, nurse, "POST", `${PATH}/own-news2`, { total: 21 })).status).toBe(400);
  });
});
