import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LARGEST_COPY_BYTES } from "../../domain/contract-record.ts";
import { aContract, aResident } from "../support/builders.ts";
import { MONDAY_MORNING_MS as NOW } from "../support/manual-clock.ts";
import type { FakeApi } from "./fakes.ts";
import { ask, openWorld, signIn, type Json, type Who } from "./world.ts";

const DAY = 86_400_000;
const COPIES = "/api/v1/contracts/con_1/copies";
let fake: FakeApi;
let manager: Who;
beforeEach(async () => {
  fake = await openWorld();
  manager = await signIn(fake, "manager");
});
afterEach(() => fake.close());
const PDF = Buffer.from("%PDF-1.7 协议");
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2]);
async function upload(content: Buffer, type: string, name = "签约协议.pdf", who = manager) {
  const answer = await fetch(`${fake.url}${COPIES}?name=${encodeURIComponent(name)}`, {
    method: "POST",
    headers: { ...who.headers, "content-type": type },
    body: new Uint8Array(content),
  });
  const body: Json = await answer.json();
  return { status: answer.status, body };
}
const fetched = (id: string, who = manager) => fetch(`${fake.url}${COPIES}/${id}`, { headers: who.headers });

describe("a copy of the paper", () => {
  it("is kept with its hash and comes back as an attachment, byte by byte", async () => {
    const { status, body } = await upload(PDF, "application/pdf");
    expect([status, body.name, body.bytes, body.byName]).toEqual([201, "签约协议.pdf", PDF.length, "测试 manager"]);
    expect(body.sha256).toBe(createHash("sha256").update(PDF).digest("hex"));
    const answer = await fetched(body.id);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(PDF);
    expect(answer.headers.get("content-type")).toBe("application/pdf");
    const disposition = `attachment; filename="contract"; filename*=UTF-8''${encodeURIComponent("签约协议.pdf")}`;
    expect(answer.headers.get("content-disposition")).toBe(disposition);
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(answer.headers.get("cache-control")).toContain("no-store");
    expect((await ask(fake, manager, "GET", COPIES)).body.items).toEqual([body]);
  });
  it.each([
    { name: "a picture that calls itself a PDF", content: PNG, type: "application/pdf", status: 400 },
    { name: "a page that calls itself a picture", content: Buffer.from("<script>"), type: "image/png", status: 400 },
    { name: "an archive", content: Buffer.from("PK"), type: "application/zip", status: 415 },
    { name: "nothing", content: Buffer.alloc(0), type: "application/pdf", status: 400 },
    { name: "one byte too many", content: Buffer.concat([PDF, Buffer.alloc(LARGEST_COPY_BYTES)]), type: "application/pdf", status: 413 },
  ])("$name is refused", async ({ content, type, status }) => {
    expect((await upload(content, type)).status).toBe(status);
    expect(fake.records.copyRows).toEqual([]);
  });
  it("of ten megabytes is taken in; another route takes in no file at all", async () => {
    const large = Buffer.concat([PNG, Buffer.alloc(LARGEST_COPY_BYTES - PNG.length)]);
    expect((await upload(large, "image/png", "扫描.png")).status).toBe(201);
    const other = await ask(fake, manager, "POST", "/api/v1/contracts/con_1/end", "%PDF-1.7", { "content-type": "application/pdf" });
    expect(other.status).toBe(415);
  });
  it("is for those who may read contracts: a nurse, a clinic and the manager of another home get none", async () => {
    const { body } = await upload(PDF, "application/pdf");
    for (const role of ["nurse", "clinicStaff", "family"])
      expect([403, 404]).toContain((await fetched(body.id, await signIn(fake, role))).status);
    fake.records.contractRows = [aContract({ facilityId: "fac_2" })];
    expect((await fetched(body.id)).status).toBe(404);
  });
  it("of another contract is none of this one", async () => {
    fake.records.copyRows.push({
      ...{ id: "cpy_x", contractId: "con_2", name: "x" },
      type: "image/png",
      bytes: 1,
      sha256: "",
      atMs: 1,
      byName: "x",
    });
    expect((await fetched("cpy_x")).status).toBe(404);
  });
});
describe("coverage", () => {
  const coverage = async (who: Who, query = "") => (await ask(fake, who, "GET", `/api/v1/contracts/coverage${query}`)).body;
  it("is a manager's for the own home, and a regulator's over all homes, without a name", async () => {
    fake.records.contractRows = [aContract()];
    expect(await coverage(manager)).toMatchObject({ homes: { all: 1, covered: 1 }, homeShare: 1, residents: { all: 1, covered: 1 } });
    const over = await coverage(await signIn(fake, "regulator"));
    expect(over).toMatchObject({ homes: { all: 2, owed: 2, covered: 1, missing: 1 }, homeShare: 0.5, residentShare: 0.5 });
    expect(JSON.stringify(over)).not.toMatch(/王秀英|岁安|con_/);
    expect((await ask(fake, manager, "GET", "/api/v1/contracts/coverage?facility=fac_2")).status).toBe(404);
    expect((await ask(fake, await signIn(fake, "nurse"), "GET", "/api/v1/contracts/coverage")).status).toBe(403);
  });
  it("counts a missing contract only where no in-house institution is", async () => {
    fake.records.contractRows = [];
    const inHouse = { name: "医务室", licence: "PDY1", hours: [{ from: "08:00", to: "18:00" }], dutyPhone: "8001", clinicId: null };
    const body = { policy: { ladders: [], inHouse }, basedOn: 0, reason: "内设" };
    await ask(fake, manager, "PUT", "/api/v1/facilities/fac_1/escalation-policies", body);
    expect(await coverage(manager)).toMatchObject({ homes: { inHouse: 1, owed: 0, missing: 0 }, homeShare: null });
  });
});
describe("the situation", () => {
  const situation = async () => (await ask(fake, manager, "GET", "/api/v1/contracts/situation?facility=fac_1")).body;
  it("names what runs out, and who is told meanwhile", async () => {
    fake.records.contractRows = [aContract({ toMs: NOW + DAY })];
    fake.records.contactRows.push({
      ...{ id: "cnt_1", facilityId: "fac_1", residentId: null },
      role: "nurse",
      name: "值班室",
      phone: "8000",
    });
    expect(await situation()).toMatchObject({
      ...{ owed: true, inHouse: null, at: NOW },
      findings: [{ rule: "contract.expiring", contractId: "con_1", endsMs: NOW + DAY }],
      fallback: { clinics: 1, phones: [{ role: "nurse", name: "值班室", phone: "8000" }], call120: true },
    });
  });
  it("says for how many residents none holds", async () => {
    fake.records.contractRows = [aContract({ toMs: NOW - DAY })];
    fake.records.residentRows.push(aResident({ id: "res_9" }));
    expect(await situation()).toMatchObject({
      findings: [{ rule: "contract.missing", uncovered: 2 }],
      fallback: { clinics: 0, phones: [] },
    });
  });
});
