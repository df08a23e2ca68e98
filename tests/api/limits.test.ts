import { afterEach, describe, expect, it } from "vitest";
import { makeLimits } from "../../app/limits.ts";
import type { CareDirectory } from "../../alerts/ports.ts";
import type { LimitView } from "../../domain/series.ts";
import { aResident } from "../support/builders.ts";
import { MONDAY_MORNING_MS } from "../support/manual-clock.ts";
import type { FakeApi } from "./fakes.ts";
import { ask, openWorld, signIn, TOKEN, type Who } from "./world.ts";

let fake: FakeApi;
afterEach(() => fake.close());
const PATH = "/api/v1/residents/res_1";
const DAY = 86_400_000;
const REVIEW = MONDAY_MORNING_MS + 90 * DAY;
const ON = 2_000;
async function open(): Promise<void> {
  const late: { care?: Pick<CareDirectory, "careSettings" | "ruleChanges" | "resident"> } = {};
  fake = await openWorld({}, { limits: (id, atMs) => (late.care === undefined ? [] : makeLimits(late.care)(id, atMs)) });
  late.care = { ...fake.records.directory(() => fake.clock.now()), ruleChanges: () => [] };
}
const post = (who: Who, path: string, body: unknown) => ask(fake, who, "POST", path, body);
const aLimit = (raiseAt: number, level = "critical", rule = "heartRate.high") => ({
  ...{ rule, levels: [{ level, raiseAt }], reason: "房颤", reviewAt: REVIEW },
});
async function criticalOf(who: Who, rule = "heartRate.high"): Promise<LimitView> {
  const { body } = await ask(fake, who, "GET", `${PATH}/limits`);
  return body.items.find((limit: LimitView) => limit.rule === rule && limit.level === "critical");
}

describe("a physician's limit", () => {
  it("holds from two seconds on, and says who signed it, when, and until when it is looked at again", async () => {
    await open();
    const physician = await signIn(fake, "physician");
    const before = await criticalOf(physician);
    expect(before).toMatchObject({ raiseAt: 131, origin: { of: "default", by: null, reviewAt: null } });
    const { status, body } = await post(physician, `${PATH}/limits`, aLimit(140));
    expect(status).toBe(201);
    expect(body.items.find(({ rule, level }: LimitView) => rule === "heartRate.high" && level === "critical").raiseAt).toBe(140);
    expect((await criticalOf(physician)).raiseAt).toBe(131);
    fake.clock.advance(ON);
    expect(await criticalOf(physician)).toMatchObject({
      ...{ raiseAt: 140, clearAt: 134, forMs: 120_000 },
      origin: {
        of: "physician",
        by: "测试 physician",
        role: "physician",
        from: MONDAY_MORNING_MS + ON,
        reviewAt: REVIEW,
        isReviewDue: false,
      },
    });
    expect(fake.records.audits.at(-1)).toMatchObject({ action: "physicianLimit", target: "res_1", detail: "heartRate.high", result: "ok" });
  });
  it("is read by a family without the name", async () => {
    await open();
    await post(await signIn(fake, "physician"), `${PATH}/limits`, aLimit(140));
    fake.clock.advance(ON);
    const row = fake.records.userRows.findIndex((user) => user.role === "family");
    fake.records.userRows[row] = { ...fake.records.userRows[row]!, consents: [{ residentId: "res_1", scopes: ["vitals"] }] };
    expect((await criticalOf(await signIn(fake, "family"))).origin).toMatchObject({ of: "physician", by: "physician" });
  });
  it.each(["nurse", "caregiver", "manager", "administrator", "clinicStaff"])("is not for a %s to sign", async (role) => {
    await open();
    expect((await post(await signIn(fake, role), `${PATH}/limits`, aLimit(140))).status).toBe(403);
    expect((await post(TOKEN, `${PATH}/limits`, aLimit(140))).status).toBe(403);
    expect(fake.records.careSettingRows).toEqual([]);
  });
  it.each([
    [aLimit(135, "warning"), 400, /lies past the level critical/],
    [aLimit(300), 400, /outside what a sensor can report/],
    [aLimit(155), 400, /lies past the level deep/],
    [aLimit(5, "warning", "device.battery"), 404, /no vital sign's rule/],
    [{ ...aLimit(140), reviewAt: MONDAY_MORNING_MS }, 400, /review must lie ahead/],
    [{ ...aLimit(140), reason: "" }, 400, /reason/],
  ])("%j is refused with what is wrong", async (body, status, why) => {
    await open();
    const answer = await post(await signIn(fake, "physician"), `${PATH}/limits`, body);
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.body)).toMatch(why);
    expect(fake.records.careSettingRows).toEqual([]);
  });
  it("of two who sign at once is the newest, and both are kept", async () => {
    await open();
    const physician = await signIn(fake, "physician");
    const [first, second] = await Promise.all([
      post(physician, `${PATH}/limits`, aLimit(140)),
      post(physician, `${PATH}/limits`, aLimit(138)),
    ]);
    expect([first.status, second.status]).toEqual([201, 201]);
    fake.clock.advance(ON);
    const last = fake.records.careSettingRows.at(-1)?.detail?.levels?.[0]?.raiseAt;
    expect((await criticalOf(physician)).raiseAt).toBe(last);
    expect(fake.records.careSettingRows.map(({ detail }) => detail?.levels?.[0]?.raiseAt).toSorted()).toEqual([138, 140]);
  });
  it("ends with a reason, and can be ended only while it holds", async () => {
    await open();
    const physician = await signIn(fake, "physician");
    const end = () => post(physician, `${PATH}/limits/end`, { rule: "heartRate.high", reason: "复律后" });
    expect((await end()).status).toBe(409);
    await post(physician, `${PATH}/limits`, aLimit(140));
    fake.clock.advance(ON);
    expect((await end()).status).toBe(201);
    fake.clock.advance(ON);
    expect((await criticalOf(physician)).origin.of).toBe("default");
    expect(fake.records.careSettingRows.map(({ value }) => value)).toEqual([1, 0]);
  });
  it("that a scale would turn over keeps that scale from being set", async () => {
    await open();
    const physician = await signIn(fake, "physician");
    expect((await post(physician, `${PATH}/spo2-scale`, { scale: 2 })).status).toBe(201);
    fake.clock.advance(ON);
    expect((await post(physician, `${PATH}/limits`, aLimit(86, "warning", "spo2.low"))).status).toBe(201);
    fake.clock.advance(ON);
    const answer = await post(physician, `${PATH}/spo2-scale`, { scale: 1 });
    expect([answer.status, answer.body.detail]).toEqual([400, expect.stringContaining("lies past the level critical")]);
  });
});

describe("an order set", () => {
  const SET = { orderSet: "copd.target88to92", limits: [], spo2Scale: 2, reason: "慢阻肺", reviewAt: REVIEW };
  const residents = (count: number) => Array.from({ length: count }, (_, n) => `res_many_${n}`);
  async function openMany(): Promise<Who> {
    await open();
    for (const id of residents(50)) fake.records.residentRows.push(aResident({ id, facilityId: "fac_1" }));
    return signIn(fake, "physician");
  }
  it("is suggested with its source, and holds for nobody before it is signed", async () => {
    await open();
    const { body } = await ask(fake, await signIn(fake, "nurse"), "GET", "/api/v1/order-sets");
    expect(body.items.length).toBeGreaterThan(2);
    for (const { source } of body.items) expect(source.length).toBeGreaterThan(10);
    expect(fake.records.careSettingRows).toEqual([]);
  });
  it("is signed once for fifty residents, each with the name of the set and the date of review", async () => {
    const physician = await openMany();
    const { status, body } = await post(physician, "/api/v1/facilities/fac_1/order-sets/signed", { ...SET, residentIds: residents(50) });
    expect([status, body]).toEqual([201, { residents: 50, settings: 50, from: MONDAY_MORNING_MS + ON }]);
    expect(new Set(fake.records.careSettingRows.map(({ residentId }) => residentId)).size).toBe(50);
    expect(fake.records.careSettingRows[7]).toMatchObject({
      kind: "spo2Scale",
      value: 2,
      reviewMs: REVIEW,
      detail: { orderSet: SET.orderSet },
    });
  });
  it.each([
    ["lives elsewhere", { residentIds: [...residents(49), "res_2"] }, 404],
    ["is not known", { residentIds: [...residents(49), "res_none"] }, 404],
    [
      "would be told wrongly",
      { residentIds: residents(50), limits: [{ rule: "heartRate.high", levels: [{ level: "warning", raiseAt: 140 }] }] },
      400,
    ],
  ])("is signed for nobody when one of them %s", async (_why, change, status) => {
    const physician = await openMany();
    const answer = await post(physician, "/api/v1/facilities/fac_1/order-sets/signed", { ...SET, ...change });
    expect([answer.status, fake.records.careSettingRows]).toEqual([status, []]);
  });
  it("is listed as due when its date of review has passed, and holds all the same", async () => {
    const physician = await openMany();
    const due = async () => (await ask(fake, physician, "GET", "/api/v1/facilities/fac_1/reviews-due")).body.items;
    await post(physician, "/api/v1/facilities/fac_1/order-sets/signed", { ...SET, residentIds: ["res_many_1"] });
    await post(physician, "/api/v1/residents/res_many_2/limits", { ...aLimit(140), reviewAt: REVIEW - DAY });
    fake.clock.advance(80 * DAY);
    const later = await signIn(fake, "physician");
    expect((await ask(fake, later, "GET", "/api/v1/facilities/fac_1/reviews-due")).body.items).toEqual([]);
    fake.clock.advance(11 * DAY);
    const items = await due();
    expect(items.map(({ residentId, kind, about, why }: Record<string, string>) => [residentId, kind, about, why])).toEqual([
      ["res_many_2", "physicianLimit", "heartRate.high", "review"],
      ["res_many_1", "spo2Scale", "", "review"],
    ]);
    const limits: LimitView[] = (await ask(fake, later, "GET", "/api/v1/residents/res_many_2/limits")).body.items;
    const critical = limits.find(({ rule, level }) => rule === "heartRate.high" && level === "critical");
    expect(critical).toMatchObject({ raiseAt: 140, origin: { isReviewDue: true } });
  });
});

describe("conditions, focus groups and a comfort plan", () => {
  it("are recorded by whoever may, dated, with the name; and ended by a row", async () => {
    await open();
    const nurse = await signIn(fake, "nurse");
    const manager = await signIn(fake, "manager");
    expect((await post(nurse, `${PATH}/conditions`, { condition: "copd", holds: true })).status).toBe(201);
    expect((await post(manager, `${PATH}/conditions`, { condition: "copd", holds: true })).status).toBe(403);
    expect((await post(manager, `${PATH}/focus-groups`, { group: "livingAlone", holds: true })).status).toBe(201);
    expect((await post(await signIn(fake, "caregiver"), `${PATH}/focus-groups`, { group: "dementia", holds: true })).status).toBe(403);
    fake.clock.advance(ON);
    const { body } = await ask(fake, nurse, "GET", `${PATH}/care-plan`);
    expect(body).toMatchObject({
      conditions: [{ condition: "copd", by: "测试 nurse", role: "nurse", from: MONDAY_MORNING_MS + ON }],
      comfortPlan: null,
      rounds: { source: expect.stringContaining("38600") },
    });
    expect(body.focusGroups).toContainEqual({
      group: "livingAlone",
      tag: { by: "测试 manager", role: "manager", from: MONDAY_MORNING_MS + ON },
    });
    const due = await ask(fake, nurse, "GET", "/api/v1/facilities/fac_1/reviews-due");
    expect(due.body.items).toMatchObject([{ why: "scaleMissing", kind: "spo2Scale" }]);
    await post(nurse, `${PATH}/conditions`, { condition: "copd", holds: false });
    fake.clock.advance(ON);
    expect((await ask(fake, nurse, "GET", `${PATH}/care-plan`)).body.conditions).toEqual([]);
  });
  it("a comfort plan is a physician's, quiets numbers only, and is ended with a reason", async () => {
    await open();
    const physician = await signIn(fake, "physician");
    const plan = { pages: ["heartRate.high"], tellsClinic: false, prompts120: false, treatmentLimits: "不转院", reviewAt: REVIEW };
    expect((await post(await signIn(fake, "nurse"), `${PATH}/comfort-plan`, plan)).status).toBe(403);
    for (const wrong of ["sos", "fall", "stillness", "nothing"]) {
      const answer = await post(physician, `${PATH}/comfort-plan`, { ...plan, pages: [wrong] });
      expect([answer.status, answer.body.detail]).toEqual([400, expect.stringContaining("no rule about numbers")]);
    }
    expect((await post(physician, `${PATH}/comfort-plan`, plan)).body.comfortPlan).toMatchObject({
      ...plan,
      by: "测试 physician",
      isReviewDue: false,
    });
    fake.clock.advance(ON);
    expect(await criticalOf(physician, "spo2.low")).toMatchObject({ severity: "info", isQuieted: true, raiseAt: 91 });
    expect(await criticalOf(physician)).toMatchObject({ severity: "critical", isQuieted: false });
    expect((await post(physician, `${PATH}/comfort-plan/end`, { reason: "好转" })).body.comfortPlan).toBeNull();
  });
});
