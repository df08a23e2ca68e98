import { createHash } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { LINK_LIFE_MS, makeLinks } from "../../api/links.ts";
import { aContract } from "../support/builders.ts";
import type { FakeApi } from "./fakes.ts";
import { ask, NAME, NOBODY, openWorld, OWN_ALERT, TOKEN } from "./world.ts";

let fake: FakeApi;
afterEach(() => fake.close());
const pathOf = (url: string) => new URL(url).pathname;
const ackPath = (alertId = OWN_ALERT) => pathOf(fake.options.links.acknowledge(alertId, "cli_1"));
const handoverPath = () => pathOf(fake.options.links.handover(OWN_ALERT, "cli_1"));
const medical = () => fake.desk.find(OWN_ALERT)!.alert.medical;
const form = { "content-type": "application/x-www-form-urlencoded", accept: "text/html" };

describe("the acknowledge link of a clinic", () => {
  it.each(["zh-CN,zh", "en-GB,en"])("shows a page when opened, and acknowledges nothing by that (%s)", async (language) => {
    fake = await openWorld();
    for (const method of ["GET", "HEAD"]) {
      const answer = await ask(fake, NOBODY, method, ackPath(), undefined, { "accept-language": language });
      expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
      if (method === "GET")
        expect(answer.text).toContain(language.startsWith("zh") ? "打开本页不算应答" : "Opening this page answers nothing");
      expect(answer.text).not.toContain(NAME);
      expect(answer.headers.get("content-security-policy")).not.toContain("unsafe-inline");
    }
    expect(medical().state).toBe("waiting");
  });
  it("tells of the push that it stood in: opened, then acknowledged; a machine that looks at the head opened nothing", async () => {
    fake = await openWorld();
    const push = (purpose: "acknowledge" | "handover") => pathOf(fake.options.links[purpose](OWN_ALERT, "cli_1", "msg_1"));
    await ask(fake, NOBODY, "HEAD", push("acknowledge"));
    expect(fake.receipts).toEqual([]);
    await ask(fake, NOBODY, "GET", push("acknowledge"));
    await ask(fake, NOBODY, "GET", push("handover"));
    expect((await ask(fake, NOBODY, "POST", push("acknowledge"), { track: "medical" })).status).toBe(422);
    expect((await ask(fake, NOBODY, "POST", push("acknowledge"), { person: "Dr Chen", track: "medical" })).status).toBe(200);
    const of = { deliveryId: "msg_1", why: null };
    expect(fake.receipts).toEqual(["opened", "opened", "acknowledged"].map((state) => ({ ...of, state })));
  });
  it("takes the medical track for the person who is named, and never ends the one on site", async () => {
    fake = await openWorld();
    const answer = await ask(fake, NOBODY, "POST", ackPath(), { person: "陈医生", track: "medical" });
    expect([answer.status, answer.body]).toEqual([200, { alertId: OWN_ALERT, track: "medical", state: "acknowledged" }]);
    expect(medical().by).toEqual({ userId: null, clinicId: "cli_1", name: "陈医生", role: "link" });
    expect(fake.desk.find(OWN_ALERT)!.alert.onSite.state).toBe("waiting");
    expect(fake.records.audits.at(-1)).toMatchObject({ actor: "cli_1", role: "link", result: "ok", detail: "clinic, by link, says" });
    expect(JSON.stringify(fake.records.audits)).not.toContain("陈医生");
  });
  it.each([[{}], [{ person: "" }], [{ person: " \t\n ", track: "medical" }], [{ track: "medical" }]])(
    "answers 422 without a person: %j",
    async (body) => {
      fake = await openWorld();
      const answer = await ask(fake, NOBODY, "POST", ackPath(), body);
      expect([answer.status, answer.body.code, medical().state]).toEqual([422, "PERSON_REQUIRED", "waiting"]);
    },
  );
  it("answers 400 to a person that no screen could show", async () => {
    fake = await openWorld();
    const answer = await ask(fake, NOBODY, "POST", ackPath(), { person: "\u0000", track: "medical" });
    expect([answer.status, answer.body.code, medical().state]).toEqual([400, "BAD_INPUT", "waiting"]);
  });
  it.each(["onSite", "both", ""])("refuses the track %j", async (track) => {
    fake = await openWorld();
    const answer = await ask(fake, NOBODY, "POST", ackPath(), { person: "陈医生", track });
    expect([answer.status, answer.body.code]).toEqual([403, "FORBIDDEN"]);
    expect(fake.desk.find(OWN_ALERT)!.alert.onSite.state).toBe("waiting");
  });
  it("says so when somebody was first, and when the alert is closed", async () => {
    fake = await openWorld();
    await ask(fake, NOBODY, "POST", ackPath(), { person: "甲" });
    expect((await ask(fake, NOBODY, "POST", ackPath(), { person: "乙" })).status).toBe(409);
    await ask(fake, TOKEN, "POST", `/api/v1/alerts/${OWN_ALERT}/resolve`, { outcome: "true", person: "值班" });
    expect((await ask(fake, NOBODY, "POST", ackPath(), { person: "乙" })).body.code).toBe("ALERT_CLOSED");
  });
  it("works from its own page without scripts, and escapes what was typed", async () => {
    fake = await openWorld();
    const empty = await ask(fake, NOBODY, "POST", ackPath(), "person=&track=medical", form);
    expect([empty.status, empty.text.includes("请填写您的姓名")]).toEqual([422, true]);
    const answer = await ask(fake, NOBODY, "POST", ackPath(), `person=${encodeURIComponent("<b>陈</b>")}&track=medical`, form);
    expect([answer.status, answer.text.includes("已记录"), answer.text.includes("<b>陈")]).toEqual([200, true, false]);
    expect(medical().state).toBe("acknowledged");
  });
  it.each(["changed", "another key", "of the other kind", "expired", "nonsense", "for another alert"])(
    "is refused when %s",
    async (how) => {
      fake = await openWorld();
      const right = ackPath();
      const other = makeLinks(Buffer.alloc(32, 9), { publicUrl: fake.options.publicUrl, clock: fake.clock });
      const [body, signature] = right.slice("/ack/".length).split(".") as [string, string];
      const forged = Buffer.from(Buffer.from(body, "base64url").toString().replace("a1e11", "a1e22")).toString("base64url");
      const path = {
        changed: right.replace(/.$/, (last) => (last === "A" ? "B" : "A")).replace("/ack/W", "/ack/X"),
        "another key": pathOf(other.acknowledge(OWN_ALERT, "cli_1")),
        "of the other kind": handoverPath().replace("handover", "ack"),
        expired: right,
        nonsense: "/ack/nonsense",
        "for another alert": `/ack/${forged}.${signature}`,
      }[how]!;
      if (how === "expired") fake.clock.advance(LINK_LIFE_MS.acknowledge);
      const answer = await ask(fake, NOBODY, "POST", path, { person: "陈医生", track: "medical" });
      expect([answer.status, answer.body.code, medical().state]).toEqual([404, "NOT_FOUND", "waiting"]);
      expect((await ask(fake, NOBODY, "GET", path)).status).toBe(404);
    },
  );
  it("passes the rate limit and the load shedding, as acknowledging in a session does", async () => {
    fake = await openWorld({ requestsPerMinute: 2, maxEventLoopDelayMs: 0.000_001 });
    await expect.poll(async () => (await ask(fake, TOKEN, "GET", "/api/v1/facilities")).status, { timeout: 20_000 }).toBe(503);
    for (let n = 0; n < 5; n += 1) expect((await ask(fake, NOBODY, "GET", "/livez")).status).toBe(200);
    for (let n = 0; n < 5; n += 1) expect((await ask(fake, NOBODY, "POST", ackPath(), {})).status).toBe(422);
    const taken = await ask(fake, TOKEN, "POST", `/api/v1/alerts/${OWN_ALERT}/acknowledge`, { track: "onSite", person: "值班" });
    expect(taken.status).toBe(200);
  });
});

describe("the handover link", () => {
  it("names in its policy the very style that it sends, so that a browser applies it", async () => {
    fake = await openWorld();
    for (const path of [ackPath(), handoverPath()]) {
      const answer = await ask(fake, NOBODY, "GET", path);
      const [, style = ""] = /<style>([\s\S]*?)<\/style>/.exec(answer.text) ?? [];
      const hash = createHash("sha256").update(style).digest("base64");
      expect(answer.headers.get("content-security-policy")).toContain(`'sha256-${hash}'`);
    }
  });
  it("shows room, kind and the last values with their age, and no name", async () => {
    fake = await openWorld();
    const answer = await ask(fake, NOBODY, "GET", handoverPath(), undefined, { "accept-language": "en" });
    expect(answer.status).toBe(200);
    const seen = answer.text.replace(/<[^>]+>/g, "");
    for (const text of ["SOS", "302", "71 /min", "1 min ago"]) expect(seen).toContain(text);
    expect(answer.text).not.toContain(NAME);
    expect(answer.text).not.toContain("31.2");
    expect(fake.records.audits.at(-1)).toMatchObject({ actor: "cli_1", role: "link", action: "readHandover" });
  });
  it("shows the name when the contract allows it", async () => {
    fake = await openWorld();
    fake.records.contractRows = [aContract({ namesAllowed: true })];
    expect((await ask(fake, NOBODY, "GET", handoverPath())).text).toContain(NAME);
  });
});

describe("the pages that a clinic's link opens", () => {
  const hrefs = (text: string, to: "ack" | "handover") => text.match(new RegExp(`/${to}/[\\w.-]+`))?.[0] ?? "";
  it("lead on for as long as the link that was sent, and no longer, however often somebody goes round", async () => {
    fake = await openWorld();
    const sent = [ackPath(), handoverPath()];
    const open = (path: string) => ask(fake, NOBODY, "GET", path);
    fake.clock.advance(LINK_LIFE_MS.acknowledge - 1_000);
    const toHandover = hrefs((await open(sent[0]!)).text, "handover");
    const toAcknowledge = hrefs((await open(toHandover)).text, "ack");
    const round = [...sent, toHandover, toAcknowledge, hrefs((await open(toAcknowledge)).text, "handover")];
    for (const path of round) expect([path, (await open(path)).status]).toEqual([path, 200]);
    fake.clock.advance(1_000);
    for (const path of round) expect([path, (await open(path)).status]).toEqual([path, 404]);
    expect((await ask(fake, NOBODY, "POST", toAcknowledge, { person: "陈医生" })).status).toBe(404);
  });
});
