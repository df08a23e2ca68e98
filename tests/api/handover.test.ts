import { afterEach, describe, expect, it } from "vitest";
import { fhirProblems } from "../../api/fhir/check.ts";
import { LINK_LIFE_MS } from "../../api/links.ts";
import { AnhuError } from "../../domain/errors.ts";
import { aContract } from "../support/builders.ts";
import type { FakeApi } from "./fakes.ts";
import { aFall, handoverPath, NOW, openHandoverWorld, TIMELINE } from "./handover-world.ts";
import { ask, NAME, NOBODY, OWN_ALERT, signIn } from "./world.ts";

const SHEET = `/api/v1/alerts/${OWN_ALERT}/handover`;
let fake: FakeApi;
afterEach(() => fake.close());
const open = async (language = "en", path = handoverPath(fake)) => {
  const answer = await ask(fake, NOBODY, "GET", path, undefined, { "accept-language": language });
  return {
    ...answer,
    seen: answer.text
      .replace(/<style>[\s\S]*?<\/style>/, "")
      .replace(/<[^>]+>/g, " ")
      .replace(/\s+/g, " "),
  };
};

describe("the handover page that a push opens", () => {
  it.each([
    [
      "zh",
      ["跌倒", "王秀英 女 86 岁", "低位（可能在地上）", "房颤", "华法林 2.5 mg 晚 20:00", "出血风险", "青霉素", "皮疹", "不做气管切开"],
      ["急诊绿色通道", "责任医师 陈医生", "平时 68–76", "高于平时", "前 1 小时", "已过时", "NEWS2（已知 3/7 项）", "≥ 6", "24 小时趋势"],
    ],
    [
      "en",
      ["Fall", "woman 86 years", "low posture", "华法林 2.5 mg", "bleeding risk", "青霉素", "emergency green channel", "usually 68–76"],
      [
        "above usual",
        "hour before",
        "out of date",
        "NEWS2 (3 of 7 inputs)",
        "≥ 6",
        "Trend of 24 h",
        "Call 120 first",
        "head injury counts as bleeding",
      ],
    ],
  ])("says in %s what a doctor needs", async (language, first, second) => {
    fake = await openHandoverWorld();
    const { status, seen, headers } = await open(language);
    expect(status).toBe(200);
    for (const text of [...first, ...second, "148/82", "139 **** 2211", "0851 6666 1000", "26.58410", "WGS-84"])
      expect(seen).toContain(text);
    expect(seen).not.toContain("13912342211");
    expect(headers.get("content-security-policy")).not.toContain("script");
    expect(headers.get("cache-control")).toBe("no-store");
  });
  it("strikes an old value through and draws no arrow beside what has no hour before", async () => {
    fake = await openHandoverWorld();
    const { text } = await open();
    expect(text).toMatch(/<del>\s*148\/82/);
    expect(text).toMatch(/118[^✂]{0,80}aria-label="above the hour before"/);
    expect(text).not.toMatch(/<del>\s*118/);
  });
  it("without names in the contract shows none: roles for staff, the duty phone alone", async () => {
    fake = await openHandoverWorld();
    fake.records.contractRows = [aContract({ namesAllowed: false })];
    const { seen } = await open();
    for (const name of [NAME, "李娜", "王敏", "2211", "李护士"]) expect(seen).not.toContain(name);
    for (const text of ["the contract allows no name", "a caregiver answered", "0851 6666 1000"]) expect(seen).toContain(text);
  });
  it("changes the language by its own switch, whatever the browser says", async () => {
    fake = await openHandoverWorld();
    const zh = await open("zh-CN");
    const [, other = ""] = /href="(\/handover\/[^"]+lang=en)"/.exec(zh.text) ?? [];
    const en = await open("zh-CN", other.replaceAll("&#38;", "&"));
    expect(zh.text).toContain('lang="zh-CN"');
    expect(en.text).toContain('lang="en"');
    expect(en.seen).toContain("Situation");
  });
  it("offers to take the medical part while nobody has, and is audited each time", async () => {
    fake = await openHandoverWorld();
    const { text } = await open();
    const [, ack = ""] = /href="(\/ack\/[^"]+)"/.exec(text) ?? [];
    expect((await ask(fake, NOBODY, "GET", ack)).status).toBe(200);
    await open();
    const read = fake.records.audits.filter(({ action }) => action === "readHandover");
    expect(read).toMatchObject([
      { actor: "cli_1", role: "link", target: OWN_ALERT, result: "ok" },
      { actor: "cli_1", role: "link", target: OWN_ALERT, result: "ok" },
    ]);
  });
  it("after the alert shows no place, and no prompt to call 120", async () => {
    fake = await openHandoverWorld();
    fake.desk.raise(aFall({ state: "resolved", resolvedAtMs: NOW, outcome: "true" }), []);
    const { seen } = await open();
    for (const text of ["26.58410", "Read this to 120", "I take it"]) expect(seen).not.toContain(text);
  });
});

describe("the page when something is missing", () => {
  it("works without the records: what is in memory is there, and it says what is not", async () => {
    fake = await openHandoverWorld();
    fake.records.isDown = true;
    const { status, seen } = await open();
    expect(status).toBe(200);
    for (const text of ["This sheet is not complete", "The records cannot be read", "华法林", "青霉素", "118"])
      expect(seen).toContain(text);
  });
  it.each([
    ["that refuses", async () => Promise.reject(new AnhuError("HISTORIAN_UNAVAILABLE", "x"))],
    ["that never answers", () => new Promise<never>(() => undefined)],
  ])("works with a historian %s, without arrows and trend", async (_how, series) => {
    fake = await openHandoverWorld({}, { historian: { observations: async () => [], series } });
    const { status, seen, text } = await open();
    expect(status).toBe(200);
    for (const said of ["The history cannot be read", "118", "≥ 6", "not enough medical-grade values"]) expect(seen).toContain(said);
    expect(text).not.toContain("the hour before");
  });
  it("an alert that only the records knew, while they are down: says whom to call", async () => {
    fake = await openHandoverWorld();
    fake.desk.find = () => undefined;
    fake.records.isDown = true;
    const { status, seen, text } = await open();
    expect(status).toBe(503);
    expect(seen).toContain("0851 6666 1000");
    expect(text).toContain('href="tel:0851 6666 1000"');
  });
  it.each(["expired", "changed", "of another kind"])("a link that is %s says kindly what to do", async (how) => {
    fake = await openHandoverWorld();
    const right = handoverPath(fake);
    const ack = new URL(fake.options.links.acknowledge(OWN_ALERT, "cli_1")).pathname;
    const path = { expired: right, changed: `${right}x`, "of another kind": ack.replace("/ack/", "/handover/") }[how]!;
    if (how === "expired") fake.clock.advance(LINK_LIFE_MS.handover);
    const { status, seen } = await open("zh", path);
    expect(status).toBe(404);
    expect(seen).toContain("请打电话给机构");
    expect(seen).not.toContain(NAME);
    expect(fake.records.audits).toEqual([]);
  });
  it("a closed alert of a home with which no contract holds any more is not shown after a day", async () => {
    fake = await openHandoverWorld();
    fake.desk.raise(aFall({ state: "resolved", resolvedAtMs: NOW, outcome: "true" }), []);
    fake.records.contractRows = [aContract({ toMs: NOW })];
    expect((await open()).status).toBe(200);
    fake.clock.advance(24 * 3_600_000);
    const { status, seen } = await open();
    expect(status).toBe(403);
    expect(seen).toContain("no contract joins");
    expect(seen).not.toContain("华法林");
  });
});

describe("the sheet as a FHIR document", () => {
  it("validates, for a clinic by its link and for a nurse who is signed in; without names it has none", async () => {
    fake = await openHandoverWorld();
    const byLink = await ask(fake, NOBODY, "GET", `${handoverPath(fake)}/fhir`);
    expect(byLink.headers.get("content-type")).toContain("application/fhir+json");
    expect(fhirProblems(byLink.body)).toEqual([]);
    expect(byLink.text).toContain("华法林");
    const signedIn = await ask(fake, await signIn(fake, "nurse"), "GET", `${SHEET}.fhir.json`, undefined, { "accept-language": "en" });
    expect(fhirProblems(signedIn.body)).toEqual([]);
    expect(signedIn.text).toContain("bleeding risk");
    fake.records.contractRows = [aContract({ namesAllowed: false })];
    const nameless = await ask(fake, NOBODY, "GET", `${handoverPath(fake)}/fhir`);
    for (const name of [NAME, "李娜"]) expect(nameless.text).not.toContain(name);
    expect((await ask(fake, NOBODY, "GET", `${handoverPath(fake)}x/fhir`)).status).toBe(404);
    expect(fake.records.audits.filter(({ detail }) => detail === "fhir")).toHaveLength(3);
  });
});

describe("the sheet as data, for who is signed in", () => {
  it("people of the home read everything, with phones; it is audited", async () => {
    fake = await openHandoverWorld();
    const { status, body } = await ask(fake, await signIn(fake, "nurse"), "GET", SHEET);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      alertId: OWN_ALERT,
      missing: [],
      situation: { kind: "fall", isOpen: true, prompt120: true, whereabouts: { code: "lowPosture" }, onSite: { by: "李娜" } },
      background: {
        name: NAME,
        sex: "female",
        age: 86,
        contracts: [{ isReaders: false, services: ["emergency", "referral", "telemedicine"] }],
      },
      recommendation: { asks: ["call120", "transfer", "answer"], takesAnticoagulant: "华法林" },
      location: { accuracyM: 25 },
    });
    expect(body.contacts.map(({ phone }: { phone: string }) => phone)).toContain("13912342211");
    expect(body.assessment.vitals.find(({ sign }: { sign: string }) => sign === "heartRate")).toMatchObject({
      ...{ value: 118, grade: "medical", method: "chest", arrow: "up", usual: { low: 68, high: 76 }, beside: "above", reached: "warning" },
    });
    expect(body.assessment.news2).toMatchObject({ total: 6, known: 3, isComplete: false, own: 1 });
    expect(body.assessment.news2.trend).toHaveLength(24);
    expect(fake.records.audits.at(-1)).toMatchObject({ actor: "usr_nurse", action: "readHandover", target: OWN_ALERT });
  });
  it("a clinic reads under its contract, without the place unless the alert was routed to it", async () => {
    fake = await openHandoverWorld();
    const doctor = await signIn(fake, "clinicStaff");
    expect((await ask(fake, doctor, "GET", SHEET)).body).toMatchObject({
      location: null,
      background: { contracts: [{ isReaders: true }] },
    });
    const told = TIMELINE.map((entry) => (entry.who === "clinic" ? { ...entry, detail: "cli_1" } : entry));
    fake.desk.raise(aFall(), told);
    expect((await ask(fake, doctor, "GET", SHEET)).body.location).toMatchObject({ latitude: 26.5841 });
    fake.desk.raise(aFall(), []);
    fake.records.contractRows = [];
    expect((await ask(fake, doctor, "GET", SHEET)).status).toBe(404);
  });
  it.each(["family", "regulator"])("is not for %s", async (role) => {
    fake = await openHandoverWorld();
    const { status } = await ask(fake, await signIn(fake, role), "GET", SHEET);
    expect([403, 404]).toContain(status);
  });
});
