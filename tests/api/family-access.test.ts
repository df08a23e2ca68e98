import { io } from "socket.io-client";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { MOST_CODE_TRIES } from "../../domain/family-consent.ts";
import { anAlert, aResident, aTrack } from "../support/builders.ts";
import type { FakeApi } from "./fakes.ts";
import { ask, NAME, NOBODY, openWorld, signIn, TOKEN, type Answer, type Who } from "./world.ts";

const ACCESS = "/api/v1/residents/res_1/family-access";
const VIEW = "/api/v1/residents/res_1/family-view";
const LINK = "/api/v1/family-link";
const MINUTE = 60_000;
let fake: FakeApi;
let nurse: Who;
let caregiver: Who;
beforeAll(async () => {
  fake = await openWorld();
  fake.records.facilityRows[0] = { ...fake.records.facilityRows[0]!, callbackPhone: "021-1" };
  const contact = { facilityId: "fac_1", residentId: null, name: "李娜", phone: "138" };
  fake.records.contactRows.push({ id: "c1", ...contact, role: "onDutyCaregiver" });
  fake.records.contactRows.push({ id: "c2", ...contact, residentId: "res_1", role: "emergencyContact", phone: "139" });
  [nurse, caregiver] = await Promise.all([signIn(fake, "nurse"), signIn(fake, "caregiver")]);
}, 60_000);
afterAll(() => fake.close());
beforeEach(() => {
  fake.desk.clear();
  fake.alive.set("res_1", [{ atMs: fake.clock.now() - MINUTE, holdsMs: 10 * MINUTE }]);
});
const SAID = { saidBy: "resident", how: "word" };
async function invite(scopes: readonly string[] = ["state", "rhythm"]) {
  const { status, body } = await ask(fake, nurse, "POST", ACCESS, { name: "女儿 王小红", scopes, ...SAID });
  expect(status).toBe(201);
  return { userId: String(body.userId), code: String(body.code), url: String(body.url), token: String(body.url).split("/f/")[1] ?? "" };
}
const open = (body: object, who: Who = NOBODY) => ask(fake, who, "POST", LINK, body);
const cookiesOf = ({ headers }: Answer): Who => ({
  headers: {
    cookie: headers
      .getSetCookie()
      .map((one) => one.split(";")[0])
      .join("; "),
  },
});
/** Another code than the right one. */
const not = (code: string, n = 1) => String((Number(code) + n) % 1_000_000).padStart(6, "0");
async function relative(scopes?: readonly string[]) {
  const made = await invite(scopes);
  const answer = await open({ token: made.token, code: made.code });
  expect(answer.body).toEqual({ state: "open", triesLeft: null });
  return { ...made, who: cookiesOf(answer) };
}
const scopes = (userId: string, change: object, who = nurse) =>
  ask(fake, who, "POST", `${ACCESS}/${userId}/scopes`, { give: [], end: [], ...SAID, ...change });

describe("a link for a relative", () => {
  it("says nothing about anybody, and opens nothing without the code", async () => {
    const { token, url } = await invite();
    const said = Buffer.from(token.split(".")[0] ?? "", "base64url").toString();
    expect(`${url} ${said}`).not.toMatch(/王|女儿|302|res_1|usr_|138|139/);
    const looked = await open({ token });
    expect(looked.body).toEqual({ state: "code", triesLeft: MOST_CODE_TRIES });
    expect(looked.headers.getSetCookie()).toEqual([]);
    expect(looked.text).not.toContain(NAME);
  });
  it("with the code it opens exactly that resident", async () => {
    const { who } = await relative();
    const view = await ask(fake, who, "GET", VIEW);
    expect(view.status).toBe(200);
    expect(view.body).toMatchObject({ name: NAME, state: "well", why: "alive", scopes: ["state", "rhythm"], vitals: null, location: null });
    expect((await ask(fake, who, "GET", "/api/v1/residents/res_2/family-view")).status).toBe(404);
    expect(
      (await ask(fake, who, "GET", "/api/v1/own-residents")).body.items.map(({ residentId }: { residentId: string }) => residentId),
    ).toEqual(["res_1"]);
    expect((await ask(fake, who, "GET", ACCESS)).status).toBe(403);
  });
  it("works on the first device only, which comes again without the code", async () => {
    const { token, code, who } = await relative();
    expect((await open({ token, code })).body.state).toBe("elsewhere");
    const again = await open({}, who);
    expect(again.body.state).toBe("open");
    expect((await open({ token }, who)).body.state).toBe("open");
    expect((await open({})).body.state).toBe("none");
    expect((await ask(fake, cookiesOf(again), "GET", VIEW)).status).toBe(200);
  });
  it("is locked after some wrong codes, also for the right one, and many at once are no more than some", async () => {
    const { token, code } = await invite();
    const answers = await Promise.all(Array.from({ length: MOST_CODE_TRIES + 3 }, (_, n) => open({ token, code: not(code, n + 1) })));
    expect(answers.filter(({ body }) => body.state === "open")).toEqual([]);
    expect((await open({ token, code })).body.state).toBe("locked");
    expect((await ask(fake, nurse, "GET", ACCESS)).body.items.at(-1).link.state).toBe("locked");
  });
  it("counts down", async () => {
    const { token, code } = await invite();
    expect((await open({ token, code: not(code) })).body).toEqual({ state: "wrong", triesLeft: MOST_CODE_TRIES - 1 });
    expect((await open({ token, code })).body.state).toBe("open");
  });
  it("ends: changed by one letter, not opened for three days, or taken back", async () => {
    const { token, code, userId } = await invite();
    expect((await open({ token: `x${token}`, code })).body.state).toBe("ended");
    expect((await open({ token: token.split(".")[0], code })).body.state).toBe("ended");
    await ask(fake, nurse, "POST", `${ACCESS}/${userId}/revoke`, {});
    expect((await open({ token, code })).body.state).toBe("ended");
    const late = await invite();
    fake.clock.advance(3 * 24 * 3_600_000);
    expect((await open({ token: late.token, code: late.code })).body.state).toBe("ended");
  });
  it("taken back while the device comes again, it lets nobody in", async () => {
    const { userId, who } = await relative();
    const { user } = fake.records;
    const waits = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    // What was read of the person is believed for two seconds.
    fake.sessionClock.advance(3_000);
    fake.records.user = async (id) => {
      if (id !== userId) return user(id);
      fake.records.user = user;
      asked.resolve();
      await waits.promise;
      return user(id);
    };
    const again = open({}, { headers: { cookie: who.headers["cookie"]!.replace(/anhu_session=[^;]*;? ?/, "") } });
    await asked.promise;
    await ask(fake, nurse, "POST", `${ACCESS}/${userId}/revoke`, {});
    waits.resolve();
    expect((await ask(fake, cookiesOf(await again), "GET", VIEW)).status).toBe(401);
  });
  it("taken back or renewed, the device that was let in is out at once", async () => {
    const first = await relative();
    await ask(fake, nurse, "POST", `${ACCESS}/${first.userId}/revoke`, {});
    expect((await ask(fake, first.who, "GET", VIEW)).status).toBe(401);
    expect((await open({}, first.who)).body.state).toBe("none");
    const second = await relative();
    const renewed = await ask(fake, nurse, "POST", `${ACCESS}/${second.userId}/link`, {});
    expect((await ask(fake, second.who, "GET", VIEW)).status).toBe(401);
    const token = String(renewed.body.url).split("/f/")[1];
    expect((await open({ token, code: renewed.body.code }, second.who)).body.state).toBe("open");
  });
});
describe("a link for somebody who has relatives in other homes", () => {
  const ALL = ["res_1", "res_2", "res_father"].map((residentId) => ({ residentId, scopes: ["state"] }));
  it("opens the residents of the home that made it, and says nothing of the others", async () => {
    fake.records.residentRows.push(aResident({ id: "res_father", facilityId: "fac_1", name: "李国强" }));
    const son = { username: "son", name: "儿子", role: "family", password: "long enough", consents: ALL };
    const { id: userId } = (await ask(fake, TOKEN, "POST", "/api/v1/users", son)).body;
    const made = await ask(fake, nurse, "POST", `${ACCESS}/${userId}/link`, {});
    const [, token] = String(made.body.url).split("/f/");
    const who = cookiesOf(await open({ token, code: made.body.code }));
    expect((await ask(fake, who, "GET", VIEW)).status).toBe(200);
    expect((await ask(fake, who, "GET", "/api/v1/residents/res_2/family-view")).status).toBe(404);
    const own = (await ask(fake, who, "GET", "/api/v1/own-residents")).body;
    const ofHome = ["res_1", "res_father"].map((residentId) => expect.objectContaining({ residentId }));
    expect(own).toEqual({ items: ofHome, homes: [] });
    const byPassword = await signIn(fake, "son", "long enough");
    expect((await ask(fake, byPassword, "GET", "/api/v1/residents/res_2/family-view")).status).toBe(200);
    const manager = await signIn(fake, "manager");
    const consentsFor = async (asker: Who) => {
      const { items } = (await ask(fake, asker, "GET", "/api/v1/users?facility=fac_1&limit=200")).body;
      return items.find(({ id }: { id: string }) => id === userId).consents;
    };
    expect(await consentsFor(manager)).toEqual([ALL[0], ALL[2]]);
    expect(await consentsFor(TOKEN)).toEqual(ALL);
  });
});
describe("what a resident consented to", () => {
  it("is dated, with whose word it is and who wrote it down; ended scopes stay in the record", async () => {
    const { userId } = await relative(["state", "vitals"]);
    await scopes(userId, { give: ["location"], end: ["vitals"], how: "paper" });
    const { items } = (await ask(fake, nurse, "GET", ACCESS)).body;
    const one = items.find((item: { userId: string }) => item.userId === userId);
    expect(one).toMatchObject({ name: "女儿 王小红", signsIn: "link", scopes: ["state", "location"], link: { state: "open" } });
    const vitals = one.history.find(({ scope }: { scope: string }) => scope === "vitals");
    expect(vitals.given).toMatchObject({ saidBy: "resident", how: "word", byName: "测试 nurse", byRole: "nurse" });
    expect(vitals.ended).toMatchObject({ how: "paper", byRole: "nurse" });
    const audited = fake.records.audits.filter(({ action }) => action === "changeFamilyScopes" || action === "inviteRelative");
    expect(audited.at(-1)).toMatchObject({ actor: "usr_nurse", residentId: "res_1", detail: `${userId} +location -vitals resident paper` });
    expect(JSON.stringify(audited)).not.toMatch(/王/);
  });
  it("ends at the next request, in an open page and in a socket", async () => {
    const { userId, who } = await relative(["state", "vitals"]);
    expect((await ask(fake, who, "GET", VIEW)).body.vitals).toEqual([
      { sign: "heartRate", value: 71, at: expect.any(Number), isStale: false },
    ]);
    const ended = { scopes: ["vitals"], saidBy: "resident", how: "tablet" };
    expect((await ask(fake, caregiver, "POST", `${ACCESS}/${userId}/scopes/end`, ended)).status).toBe(200);
    expect((await ask(fake, who, "GET", VIEW)).body).toMatchObject({ vitals: null, scopes: ["state"] });
    expect((await ask(fake, who, "GET", "/api/v1/residents/res_1/series?sign=heartRate&from=1&to=2")).status).toBe(403);
    const socket = io(fake.url, { transports: ["websocket"], extraHeaders: { cookie: who.headers["cookie"] ?? "" } });
    const connected = new Promise<void>((resolve) => void socket.on("connect", () => resolve()));
    await connected;
    expect(await socket.emitWithAck("watch", { facilityId: "fac_1" })).toMatchObject({ ok: false });
    socket.close();
    await ask(fake, caregiver, "POST", `${ACCESS}/${userId}/scopes/end`, { ...ended, scopes: ["state"] });
    expect((await ask(fake, who, "GET", VIEW)).status).toBe(404);
    const closed = (await ask(fake, who, "GET", "/api/v1/own-residents")).body;
    expect(closed).toEqual({ items: [], homes: [{ facility: "岁安 1", contacts: expect.any(Array) }] });
    expect(JSON.stringify(closed)).not.toContain(NAME);
  });
  it("may be ended by a carer beside the resident, and given by those who answer for it", async () => {
    const { userId } = await relative();
    expect((await scopes(userId, { give: ["vitals"] }, caregiver)).status).toBe(403);
    expect((await ask(fake, caregiver, "POST", ACCESS, { name: "x", scopes: ["state"], ...SAID })).status).toBe(403);
    const stranger = await ask(fake, nurse, "POST", `${ACCESS}/usr_clinicStaff/scopes`, { give: ["vitals"], end: [], ...SAID });
    expect(stranger.status).toBe(409);
  });
  it("a guardian decides with name and paper, for a year", async () => {
    const { userId, who } = await relative();
    expect((await scopes(userId, { give: ["state"], saidBy: "guardian" })).status).toBe(400);
    const guardian = { name: "李明", document: "公证 2025-1" };
    expect((await scopes(userId, { give: ["state"], saidBy: "guardian", how: "paper", guardian })).status).toBe(200);
    const one = (await ask(fake, nurse, "GET", ACCESS)).body.items.find((item: { userId: string }) => item.userId === userId);
    expect(one.reviewAt - fake.clock.now()).toBe(365 * 24 * 3_600_000);
    expect((await ask(fake, who, "GET", VIEW)).status).toBe(200);
  });
});
describe("what a relative reads", () => {
  it("whom to ring: the home and who is on duty by role, never a private contact or a name", async () => {
    const { who } = await relative();
    const { body, text } = await ask(fake, who, "GET", VIEW);
    expect(body.contacts).toEqual([
      { role: "home", phone: "021-1" },
      { role: "onDutyCaregiver", phone: "138" },
    ]);
    expect(text).not.toMatch(/李娜|139/);
  });
  it("staff by role, and after 120 nothing but that people ring", async () => {
    const { who } = await relative();
    const alert = anAlert({ id: "alr_1", facilityId: "fac_1", residentId: "res_1", subjectId: "res_1", severity: "critical" });
    const by = { userId: "usr_caregiver", clinicId: null, name: "李娜", role: "caregiver" } as const;
    fake.desk.raise({ ...alert, onSite: aTrack({ owed: true, state: "done", by }) });
    const there = await ask(fake, who, "GET", VIEW);
    expect(there.body).toMatchObject({ state: "handling", why: "there" });
    expect(there.text).not.toContain("李娜");
    fake.desk.raise(alert, [{ at: 1, code: "called120", track: null, who: "李娜", detail: null }]);
    expect((await ask(fake, who, "GET", VIEW)).body).toMatchObject({ state: "handling", why: "byPhone" });
    fake.desk.raise({ ...alert, state: "resolved", resolvedAtMs: 5 }, [
      { at: 1, code: "called120", track: null, who: "李娜", detail: null },
    ]);
    expect((await ask(fake, who, "GET", VIEW)).body).toMatchObject({ state: "unclear", why: "byPhone" });
    await fake.ports.family.write(alert, "已在医院，平稳。", { name: "王芳", role: "nurse" }, true);
    // The page asks the records again after two seconds.
    fake.clock.advance(3_000);
    fake.alive.set("res_1", [{ atMs: fake.clock.now(), holdsMs: 10 * MINUTE }]);
    expect((await ask(fake, who, "GET", VIEW)).body).toMatchObject({ state: "well", why: "alive" });
  });
  it("no answer rather than an old one while the records are down", async () => {
    const { who } = await relative();
    fake.clock.advance(3_000);
    fake.records.isDown = true;
    try {
      expect((await ask(fake, who, "GET", VIEW)).status).toBe(503);
    } finally {
      fake.records.isDown = false;
    }
  });
});
