import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { aClinic, aContract } from "../support/builders.ts";
import { MONDAY_MORNING_MS as NOW } from "../support/manual-clock.ts";
import type { FakeApi } from "./fakes.ts";
import { ask, openWorld, signIn, TOKEN, type Json, type Who } from "./world.ts";

const DAY = 86_400_000;
const CONTRACTS = "/api/v1/contracts";
let fake: FakeApi;
let manager: Who;
beforeEach(async () => {
  fake = await openWorld();
  fake.records.contractRows = [aContract({ toMs: NOW + 20 * DAY })];
  fake.records.clinicRows.push(aClinic({ id: "cli_9", name: "中医院" }));
  manager = await signIn(fake, "manager");
});
afterEach(() => fake.close());
const post = (path: string, body: object, who: Who = manager) => ask(fake, who, "POST", `${CONTRACTS}${path}`, body);
const get = async (path: string, who: Who = manager) => (await ask(fake, who, "GET", `${CONTRACTS}${path}`)).body;
const added = async (more: object = {}): Promise<Json> => (await post("", { facilityId: "fac_1", clinicId: "cli_9", ...more })).body;

describe("a contract", () => {
  it("is added by the home's manager with all its terms, holds at once, and is audited by its id alone", async () => {
    const terms = {
      ...{ services: ["emergency", "homeBed"], hours: [{ from: "08:00", to: "17:30", days: ["workday"] }], priority: 2 },
      ...{ responsiblePhysician: "陈医生", dutyPhone: "85550001", answerWithinMs: 90_000, modes: ["regularVisits", "posted"] },
      ...{ posted: { name: "赵医生", phone: null, hours: [] }, documentNumber: "医养2026-07", text: "甲方负责场地" },
      fees: [{ what: "查房", class: "treatment", amountFen: 12_345, per: "visit", payer: "basicInsurance" }],
      cooperationFee: { amountFen: 3_000_000, per: "year", text: "按季度" },
    };
    const body = await added({ ...terms, to: NOW + 365 * DAY });
    expect(body).toMatchObject({ ...terms, status: "active", version: 1, clinicName: "中医院", signed: { facility: null, clinic: null } });
    expect(fake.told).toContain("changed contracts");
    expect((await get("?facility=fac_1")).items.map(({ id }: Json) => id)).toEqual(["con_1", body.id]);
    const { audits } = fake.records;
    expect(audits).toContainEqual(
      expect.objectContaining({ action: "manageContracts", actor: "usr_manager", target: "fac_1", result: "ok" }),
    );
    expect(JSON.stringify(audits)).not.toContain("陈医生");
  });
  it("of the command is added by the administrator's token, which names nobody", async () => {
    const { body, status } = await post("", { facilityId: "fac_1", clinicId: "cli_9" }, TOKEN);
    expect([status, body.status, body.toMs]).toEqual([201, "active", null]);
    expect((await get(`/${body.id}/history`)).items).toMatchObject([{ version: 1, change: "added", by: "administrator" }]);
  });
  it.each([
    { name: "with a clinic that there is not", more: { clinicId: "cli_none" }, says: /no such clinic/ },
    { name: "that ends before it begins", more: { from: NOW, to: NOW }, says: /must end after it starts/ },
    {
      name: "whose meals basic insurance would pay for",
      more: { fees: [{ what: "餐", class: "meals", amountFen: 1, per: "month", payer: "basicInsurance" }] },
      says: /fee 1 is living care/,
    },
    { name: "with a service that there is not", more: { services: ["dancing"] }, says: /services/ },
  ])("$name is refused", async ({ more, says }) => {
    const { status, body } = await post("", { facilityId: "fac_1", clinicId: "cli_9", ...more });
    expect([status, body.code]).toEqual([400, "BAD_INPUT"]);
    expect(body.detail).toMatch(says);
  });
  it("of a family doctor is for one resident of the home, and for none of another", async () => {
    expect(await added({ residentId: "res_1" })).toMatchObject({ residentId: "res_1", residentName: "王秀英", status: "active" });
    expect((await post("", { facilityId: "fac_1", clinicId: "cli_9", residentId: "res_2" })).status).toBe(404);
  });
  it("is nobody else's: a nurse, a clinic and the manager of another home are refused", async () => {
    for (const role of ["nurse", "clinicStaff", "family", "regulator"]) {
      const who = await signIn(fake, role);
      expect((await ask(fake, who, "GET", `${CONTRACTS}?facility=fac_1`)).status).toBe(403);
      expect([403, 404]).toContain((await ask(fake, who, "GET", `${CONTRACTS}/con_1`)).status);
    }
    fake.records.contractRows.push(aContract({ id: "con_2", facilityId: "fac_2" }));
    expect((await ask(fake, manager, "GET", `${CONTRACTS}/con_2`)).status).toBe(404);
    expect((await post("/con_2/end", { basedOn: 1, reason: "x" })).status).toBe(404);
    expect((await ask(fake, manager, "GET", `${CONTRACTS}/con_none`)).status).toBe(404);
  });
});
describe("the life of a contract", () => {
  it("a draft routes nothing until both sides have signed, and then has its number", async () => {
    const { id } = await added({ draft: true });
    const routed = () => fake.ports.directory.contracts("fac_1").map((one) => one.id);
    expect(routed()).toEqual(["con_1"]);
    const first = await post(`/${id}/sign`, { basedOn: 1, side: "facility", name: "张院长" });
    expect(first.body).toMatchObject({ status: "draft", signed: { facility: { name: "张院长", atMs: NOW } } });
    expect((await post(`/${id}/sign`, { basedOn: 2, side: "facility", name: "李院长" })).body.code).toBe("CONFLICT");
    const both = await post(`/${id}/sign`, { basedOn: 2, side: "clinic", name: "王主任", at: NOW - DAY, documentNumber: "7" });
    expect(both.body).toMatchObject({ status: "active", version: 3, documentNumber: "7" });
    expect(routed()).toEqual(["con_1", id]);
  });
  it("an amendment is a version with who, when and why; the older ones stay", async () => {
    const { body } = await post("/con_1/amend", { basedOn: 1, reason: "换值班电话", changes: { dutyPhone: "8002", to: null } });
    expect(body).toMatchObject({ version: 2, dutyPhone: "8002", toMs: null });
    await post("/con_1/amend", { basedOn: 2, reason: "加服务", changes: { services: ["referral"] } });
    const { items } = await get("/con_1/history");
    expect(items.map(({ version, reason, by, role, contract }: Json) => [version, reason, by, role, contract.dutyPhone])).toEqual([
      [3, "加服务", "测试 manager", "manager", "8002"],
      [2, "换值班电话", "测试 manager", "manager", "8002"],
    ]);
  });
  it("of two who amend the same version the second is told who was first", async () => {
    await post("/con_1/amend", { basedOn: 1, reason: "甲", changes: { priority: 2 } });
    const { status, body } = await post("/con_1/amend", { basedOn: 1, reason: "乙", changes: { priority: 3 }, person: "Zhou" }, TOKEN);
    expect([status, body.code, body.by]).toEqual([409, "CONFLICT", "测试 manager"]);
    expect(await get("/con_1")).toMatchObject({ priority: 2, version: 2 });
  });
  it("needs a reason, and of a token the person who answers for it", async () => {
    expect((await post("/con_1/amend", { basedOn: 1, reason: " ", changes: {} })).body.code).toBe("REASON_REQUIRED");
    expect((await post("/con_1/end", { basedOn: 1, reason: "x" }, TOKEN)).body.code).toBe("PERSON_REQUIRED");
  });
  it("renewing makes a contract that follows, with the same terms and a paper of its own", async () => {
    await post("/con_1/amend", { basedOn: 1, reason: "x", changes: { priority: 4, documentNumber: "旧" } });
    const { status, body } = await post("/con_1/renew", { to: NOW + 400 * DAY, changes: { dutyPhone: "8003" } });
    expect(status).toBe(201);
    expect(body).toMatchObject({ renewsId: "con_1", fromMs: NOW + 20 * DAY, priority: 4, dutyPhone: "8003", status: "signed" });
    expect([body.documentNumber, body.version]).toEqual([null, 1]);
    expect(await get("/con_1")).toMatchObject({ renewedById: body.id, toMs: NOW + 20 * DAY });
  });
  it("one without an end is not renewed, and one that was ended is not changed any more", async () => {
    const { id } = await added();
    expect((await post(`/${id}/renew`, { to: null })).body.detail).toMatch(/it has no end/);
    const over = await post(`/${id}/end`, { basedOn: 1, reason: "诊所搬走" });
    expect(over.body).toMatchObject({ status: "ended", toMs: NOW, endReason: "诊所搬走" });
    for (const [verb, more] of [
      ["amend", { reason: "x", changes: {} }],
      ["end", { reason: "x" }],
      ["sign", { side: "clinic", name: "x" }],
    ] as const)
      expect((await post(`/${id}/${verb}`, { basedOn: 2, ...more })).body.code).toBe("CONFLICT");
  });
  it("may be ended for a later day, never for a day before", async () => {
    expect((await post("/con_1/end", { basedOn: 1, reason: "x", at: NOW - 1 })).body.detail).toMatch(/cannot end before now/);
    const { body } = await post("/con_1/end", { basedOn: 1, reason: "月底", at: NOW + DAY });
    expect(body).toMatchObject({ status: "active", toMs: NOW + DAY, endReason: "月底" });
    const posting = { posted: null, modes: ["regularVisits"] };
    const amend = (basedOn: number, changes: unknown) => post("/con_1/amend", { basedOn, reason: "医师先走", changes });
    expect((await amend(2, { ...posting, priority: 2 })).body.code).toBe("CONFLICT");
    expect((await amend(2, posting)).body).toMatchObject({ posted: null, endReason: "月底", toMs: NOW + DAY });
    fake.clock.advance(DAY);
    expect((await amend(3, posting)).body.code).toBe("CONFLICT");
  });
});
describe("the separate account", () => {
  const entry = { date: NOW - DAY, amountFen: 500_000, use: "received", purpose: "第一季度" };
  it("lists what was entered, with sums and who did it; a correction is an entry of its own", async () => {
    await post("/con_1/account", entry);
    await post("/con_1/account", { ...entry, use: "visitingStaff", amountFen: 300_000, purpose: "上门人员" });
    const { body } = await post("/con_1/account", { ...entry, amountFen: -100_000, purpose: "更正" });
    expect(body.entries).toHaveLength(3);
    expect(body.entries[0]).toMatchObject({ amountFen: 500_000, byName: "测试 manager", dateMs: NOW - DAY });
    expect(body.sums).toEqual([
      { use: "received", amountFen: 400_000 },
      { use: "visitingStaff", amountFen: 300_000 },
    ]);
    expect(await get("/con_1/account")).toEqual(body);
  });
  it("takes in nothing of the future", async () => {
    expect((await post("/con_1/account", { ...entry, date: NOW + 1 })).body.code).toBe("BAD_INPUT");
  });
});
