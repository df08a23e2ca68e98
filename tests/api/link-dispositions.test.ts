import { afterEach, describe, expect, it } from "vitest";
import type { FakeApi } from "./fakes.ts";
import { ask, NOBODY, openWorld, OWN_ALERT, TOKEN } from "./world.ts";

let fake: FakeApi;
afterEach(() => fake.close());
const page = () => new URL(fake.options.links.acknowledge(OWN_ALERT, "cli_1")).pathname;
const form = { "content-type": "application/x-www-form-urlencoded", accept: "text/html" };
const told = () => {
  const found = fake.desk.find(OWN_ALERT)!;
  fake.desk.raise(found.alert, [...found.timeline, { at: 1, code: "told", track: "medical", who: "诊所", detail: "cli_1" }]);
};
const send = (body: unknown, headers = {}) => ask(fake, NOBODY, "POST", `${page()}/disposition`, body, headers);

describe("a clinic without accounts", () => {
  it.each(["zh-CN", "en"])("is offered every decision on the page of its link, and none by opening it (%s)", async (language) => {
    fake = await openWorld();
    const { text } = await ask(fake, NOBODY, "GET", page(), undefined, { "accept-language": language });
    for (const type of ["advise", "visit", "ambulance", "admit", "refuse"]) expect(text).toContain(`value="${type}"`);
    expect(text).not.toContain("<script");
    expect(fake.desk.find(OWN_ALERT)!.alert.medical.state).toBe("waiting");
  });
  it("decides by its form: noted with the person who was typed, and shown on the page; staff see it", async () => {
    fake = await openWorld();
    const answer = await send(`person=${encodeURIComponent("陈医生")}&type=visit&etaMinutes=15&text=&seen=0`, form);
    expect([answer.status, answer.headers.get("location")]).toEqual([303, page()]);
    expect((await ask(fake, NOBODY, "GET", page())).text).toContain("约 15 分钟到");
    const { body } = await ask(fake, TOKEN, "GET", `/api/v1/alerts/${OWN_ALERT}`);
    expect(body.dispositions).toMatchObject([{ type: "visit", by: "陈医生", clinicId: "cli_1" }]);
    expect(fake.records.audits.find(({ action }) => action === "disposeAlert")).toMatchObject({
      ...{ actor: "cli_1", role: "link", target: OWN_ALERT, detail: "visit, by link, says" },
    });
  });
  it("decides by JSON", async () => {
    fake = await openWorld();
    told();
    const answer = await send({ person: "陈医生", type: "refuse", text: "路太远" });
    expect([answer.status, answer.body]).toEqual([200, { alertId: OWN_ALERT, track: "medical", state: "waiting", type: "refuse" }]);
  });
  it.each([
    [{ type: "advise", text: "x" }, 422, "PERSON_REQUIRED"],
    [{ type: "advise", person: "陈" }, 422, "REASON_REQUIRED"],
    [{ type: "visit", person: "陈", etaMinutes: "999" }, 400, "BAD_INPUT"],
    [{ type: "visit", person: "陈", etaMinutes: "soon" }, 400, "BAD_INPUT"],
    [{ type: "dance", person: "陈" }, 400, "BAD_INPUT"],
  ])("says what is missing: %j", async (body, status, code) => {
    fake = await openWorld();
    const answer = await send(body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });
  it("hears in a sentence that another doctor was first, and that the alert is closed", async () => {
    fake = await openWorld();
    await send({ person: "陈", type: "advise", text: "x" });
    const beaten = await send("person=Wang&type=admit&department=ER&seen=0", form);
    expect([beaten.status, beaten.text.includes("别的医生")]).toEqual([409, true]);
    await ask(fake, TOKEN, "POST", `/api/v1/alerts/${OWN_ALERT}/resolve`, { outcome: "true", person: "值班" });
    const late = await send("person=Wang&type=visit&etaMinutes=5&seen=1", form);
    expect([late.status, late.text.includes("已经解除")]).toEqual([409, true]);
  });
  it("escapes what was typed, and needs the right link", async () => {
    fake = await openWorld();
    await send({ person: "<b>x</b>", type: "admit", department: "<i>ER</i>" });
    expect((await ask(fake, NOBODY, "GET", page())).text).not.toContain("<i>ER");
    const handover = new URL(fake.options.links.handover(OWN_ALERT, "cli_1")).pathname.replace("handover", "ack");
    expect((await ask(fake, NOBODY, "POST", `${handover}/disposition`, { person: "x", type: "advise", text: "x" })).status).toBe(404);
  });
});
