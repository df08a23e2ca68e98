import { afterEach, describe, expect, it } from "vitest";
import { aContract, anAlert, aResident, aTrack } from "../support/builders.ts";
import { anEntry } from "./handover-world.ts";
import type { FakeApi } from "./fakes.ts";
import { ask, NAME, openWorld, OWN_ALERT, signIn, TOKEN, type Json } from "./world.ts";

const HOUR = 3_600_000;
let fake: FakeApi;
afterEach(() => fake.close());
const rows = (answer: { body: Json }): Json[] => answer.body.rows;

describe("the round sheet", () => {
  it("a clinic's doctor sees the residents of the homes under contract, most concern first, each reason named", async () => {
    fake = await openWorld();
    const nowMs = fake.clock.now();
    fake.records.residentRows.push(aResident({ id: "res_calm", facilityId: "fac_1", placeId: "plc_1", name: "甲" }));
    fake.desk.raise(anAlert({ id: OWN_ALERT, kind: "fall", rule: "fall", state: "resolved", outcome: "true", raisedAtMs: nowMs - HOUR }));
    fake.records.recordEntryRows.push(anEntry({ text: "氨氯地平", detail: { untilMs: nowMs + 3 * 24 * HOUR } }));
    const answer = await ask(fake, await signIn(fake, "clinicStaff"), "GET", "/api/v1/rounds");
    expect(answer.body).toMatchObject({ homes: [{ id: "fac_1" }], missing: [] });
    expect(rows(answer).map(({ residentId, concern }) => [residentId, concern])).toEqual([
      ["res_1", "high"],
      ["res_calm", "little"],
    ]);
    expect(rows(answer)[0]).toMatchObject({
      ...{ reasons: ["fall", "newCritical", "prescription", "neverSeen"], falls: 1, alerts: { critical: 1, open: 0 }, name: "" },
      prescriptions: [{ text: "氨氯地平" }],
    });
    expect(fake.records.audits.at(-1)).toMatchObject({ action: "readRounds", target: "fac_1" });
  });
  it("false alarms and tests are no falls", async () => {
    fake = await openWorld();
    for (const [index, outcome] of (["false", "test"] as const).entries())
      fake.desk.raise(
        anAlert({ id: `${OWN_ALERT.slice(0, -1)}${index}`, kind: "fall", state: "resolved", outcome, raisedAtMs: fake.clock.now() - 1 }),
      );
    fake.records.alertRows.delete(OWN_ALERT);
    const [row] = rows(await ask(fake, await signIn(fake, "physician"), "GET", "/api/v1/rounds"));
    expect(row).toMatchObject({ falls: 0, name: NAME });
  });
  it("a family doctor's contract brings its resident alone, and none brings nobody", async () => {
    fake = await openWorld();
    fake.records.residentRows.push(aResident({ id: "res_other", facilityId: "fac_1", placeId: "plc_1" }));
    fake.records.contractRows = [aContract({ residentId: "res_1" })];
    const doctor = await signIn(fake, "clinicStaff");
    expect(rows(await ask(fake, doctor, "GET", "/api/v1/rounds")).map(({ residentId }) => residentId)).toEqual(["res_1"]);
    fake.records.contractRows = [];
    expect(rows(await ask(fake, doctor, "GET", "/api/v1/rounds"))).toEqual([]);
    expect((await ask(fake, doctor, "GET", "/api/v1/rounds?facility=fac_1")).status).toBe(404);
  });
  it("without the records it says so, and still shows what is open", async () => {
    fake = await openWorld();
    const doctor = await signIn(fake, "physician");
    fake.records.alerts = () => Promise.reject(new Error("gone"));
    fake.records.roundResults = () => Promise.reject(new Error("gone"));
    const answer = await ask(fake, doctor, "GET", "/api/v1/rounds");
    expect([answer.status, answer.body.missing]).toEqual([200, ["records"]]);
    expect(rows(answer)[0].reasons).toContain("openCritical");
  });
});

describe("the result of a round", () => {
  it("is entered once with the doctor's name, stands on the sheet and with the resident, and begins a new span", async () => {
    fake = await openWorld();
    const [doctor, nurse] = [await signIn(fake, "physician"), await signIn(fake, "nurse")];
    const nextVisitAt = fake.clock.now() + 7 * 24 * HOUR;
    const body = { finding: "双下肢水肿", plan: "每日称重", nextVisitAt };
    expect((await ask(fake, nurse, "POST", "/api/v1/residents/res_1/rounds", body)).status).toBe(403);
    expect((await ask(fake, TOKEN, "POST", "/api/v1/residents/res_1/rounds", body)).status).toBe(403);
    const entered = await ask(fake, doctor, "POST", "/api/v1/residents/res_1/rounds", body);
    expect([entered.status, entered.body.by]).toEqual([201, "测试 physician"]);
    const [row] = rows(await ask(fake, nurse, "GET", "/api/v1/rounds"));
    expect(row).toMatchObject({ since: fake.clock.now(), lastRound: { finding: "双下肢水肿", plan: "每日称重", nextVisitAt } });
    expect((await ask(fake, nurse, "GET", "/api/v1/residents/res_1/rounds")).body.items).toHaveLength(1);
    const sheet = await ask(fake, nurse, "GET", `/api/v1/alerts/${OWN_ALERT}/handover`);
    expect(sheet.body.background.lastRound).toMatchObject({ finding: "双下肢水肿", by: "测试 physician" });
    expect(JSON.stringify(fake.records.audits)).not.toContain("水肿");
  });
  it("of a clinic's doctor names the clinic; a clinic without names reads the role", async () => {
    fake = await openWorld();
    const doctor = await signIn(fake, "clinicStaff");
    await ask(fake, doctor, "POST", "/api/v1/residents/res_1/rounds", { finding: "稳定", plan: "不变" });
    const [mine] = (await ask(fake, doctor, "GET", "/api/v1/residents/res_1/rounds")).body.items;
    expect(mine).toMatchObject({ clinic: "社区卫生服务中心", by: "clinicStaff", nextVisitAt: null });
    expect((await ask(fake, doctor, "POST", "/api/v1/residents/res_2/rounds", { finding: "x", plan: "y" })).status).toBe(404);
  });
  it.each([
    ["without a plan", { finding: "x" }],
    ["with a blank finding", { finding: " ", plan: "x" }],
    ["with a next visit in the past", { finding: "x", plan: "y", nextVisitAt: 1 }],
  ])("is refused %s", async (_what, body) => {
    fake = await openWorld();
    expect((await ask(fake, await signIn(fake, "physician"), "POST", "/api/v1/residents/res_1/rounds", body)).status).toBe(400);
  });
});

describe("the morning list", () => {
  it("shows what happened since the clinic closed, with the answer and the outcome", async () => {
    fake = await openWorld();
    // Monday 08:00; the contract says workdays 08:30 to 17:30: closed since Friday.
    fake.records.contractRows = [aContract({ hours: [{ from: "08:30", to: "17:30", weekdays: [1, 2, 3, 4, 5] }], namesAllowed: true })];
    const friday = Date.parse("2026-02-27T17:30:00+08:00");
    const at = (raisedAtMs: number, id: number, more: object = {}) =>
      fake.desk.raise(anAlert({ id: `${OWN_ALERT.slice(0, -1)}${id}`, raisedAtMs, ...more }));
    at(friday - 1, 0);
    at(friday, 2, { state: "resolved", outcome: "true", onSite: aTrack({ state: "done", acknowledgedAtMs: friday + 40_000 }) });
    at(friday + HOUR, 3, { class: "technical" });
    fake.records.alertRows.delete(OWN_ALERT);
    const answer = await ask(fake, await signIn(fake, "clinicStaff"), "GET", "/api/v1/rounds/after-hours");
    const [home] = answer.body.homes;
    expect(home).toMatchObject({ basis: "hours", from: friday, to: fake.clock.now() });
    expect(home.alerts).toMatchObject([{ raisedAt: friday, answeredMs: 40_000, outcome: "true", name: NAME, room: "302" }]);
  });
  it("without agreed hours shows the last 24 hours", async () => {
    fake = await openWorld();
    const answer = await ask(fake, await signIn(fake, "nurse"), "GET", "/api/v1/rounds/after-hours");
    expect(answer.body.homes).toMatchObject([
      { basis: "day", from: fake.clock.now() - 24 * HOUR, alerts: [{ alertId: OWN_ALERT, answeredMs: null }] },
    ]);
  });
});
