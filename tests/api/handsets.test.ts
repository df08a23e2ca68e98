import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { weakPin } from "../../domain/handset.ts";
import { roomCode } from "../../domain/room-code.ts";
import type { FakeApi } from "./fakes.ts";
import { enrol, NOBODY, signedOn, switchTo } from "./handset-world.ts";
import { ask, aUser, openWorld, OWN_ALERT, OTHER_ALERT, PASSWORD, signIn, type Who } from "./world.ts";
import { anAlert } from "../support/builders.ts";

let fake: FakeApi;
let handset: Awaited<ReturnType<typeof enrol>>;
beforeAll(async () => {
  fake = await openWorld();
  fake.records.userRows.push({ ...aUser("nurse"), id: "usr_other", username: "other", facilityId: "fac_2", passwordHash: "" });
  handset = await enrol(fake);
  for (const who of ["caregiver", "nurse", "manager"]) await pin(who, "4071");
});
afterAll(() => fake.close());
beforeEach(() => {
  fake.records.tryRows = [];
  fake.desk.raise(anAlert({ id: OWN_ALERT, facilityId: "fac_1", residentId: "res_1", subjectId: "res_1" }));
});
const signedIn = new Map<string, Who>();
/** Signed in with the password, once. */
async function person(who: string): Promise<Who> {
  const known = signedIn.get(who) ?? (await signIn(fake, who));
  signedIn.set(who, known);
  return known;
}
async function pin(who: string, digits: string): Promise<number> {
  return (await ask(fake, await person(who), "PUT", "/api/v1/me/pin", { password: PASSWORD, pin: digits })).status;
}
const on = async (userId = "usr_caregiver", { locked } = handset): Promise<Who> =>
  signedOn(locked, await switchTo(fake, locked, { userId, pin: "4071" }));
const act = (who: Who, what: string, body: object = {}, id = OWN_ALERT) => ask(fake, who, "POST", `/api/v1/alerts/${id}/${what}`, body);
const lastLine = () => fake.desk.find(OWN_ALERT)?.timeline.at(-1);

describe("enrolling a handset", () => {
  it("is for managers and nurses of the home, keeps a hash alone, and signs them out", async () => {
    const nurse = await signIn(fake, "nurse");
    const made = await ask(fake, nurse, "POST", "/api/v1/facilities/fac_1/handsets", { name: " 二楼 " });
    expect([made.status, made.body.name]).toEqual([201, "二楼"]);
    const cookie = made.headers.getSetCookie().find((line) => line.startsWith("anhu_handset="));
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    const token = /anhu_handset=([^;]+)/.exec(cookie ?? "")?.[1] ?? "";
    expect(token.length).toBeGreaterThanOrEqual(32);
    expect(made.text + JSON.stringify(fake.records.handsetRows) + JSON.stringify(fake.records.audits)).not.toContain(token);
    expect((await ask(fake, nurse, "GET", "/api/v1/session")).body.user).toBeNull();
    for (const [who, path, status] of [
      ["caregiver", "fac_1", 403],
      ["physician", "fac_1", 403],
      ["manager", "fac_2", 404],
      ["clinicStaff", "fac_1", 403],
    ] as const)
      expect((await ask(fake, await person(who), "POST", `/api/v1/facilities/${path}/handsets`, { name: "x" })).status).toBe(status);
  });
  it("locked it shows open calls and who may switch on it, and does nothing", async () => {
    const wall = await ask(fake, handset.locked, "GET", "/api/v1/facilities/fac_1/wall");
    expect(wall.body.alerts.map(({ id }: { id: string }) => id)).toEqual([OWN_ALERT]);
    const self = await ask(fake, handset.locked, "GET", "/api/v1/handset");
    expect(self.body.handset).toMatchObject({ id: handset.id, facility: { id: "fac_1", callbackPhone: null } });
    expect(self.body.people.map(({ id }: { id: string }) => id).toSorted()).toEqual([
      "usr_caregiver",
      "usr_manager",
      "usr_nurse",
      "usr_physician",
    ]);
    expect((await act(handset.locked, "acknowledge", { track: "onSite" })).status).toBe(401);
    expect((await ask(fake, handset.locked, "GET", "/api/v1/residents/res_1")).status).toBe(404);
    expect((await ask(fake, handset.locked, "GET", "/api/v1/facilities/fac_2/wall")).status).toBe(404);
    expect((await ask(fake, NOBODY, "GET", "/api/v1/handset")).body).toEqual({ handset: null, people: [] });
  });
  it("revoked it shows nothing more, and neither does whoever is on it", async () => {
    const lost = await enrol(fake, "manager");
    const carer = await on("usr_caregiver", lost);
    expect((await act(carer, "acknowledge", { track: "onSite" })).status).toBe(200);
    const nurse = await person("nurse");
    expect((await ask(fake, nurse, "DELETE", `/api/v1/facilities/fac_1/handsets/${lost.id}`)).status).toBe(204);
    expect((await act(carer, "arrive")).status).toBe(401);
    expect((await ask(fake, lost.locked, "GET", "/api/v1/facilities/fac_1/wall")).status).toBe(401);
    expect((await switchTo(fake, lost.locked, { userId: "usr_caregiver", pin: "4071" })).status).toBe(403);
    const listed = await ask(fake, nurse, "GET", "/api/v1/facilities/fac_1/handsets");
    const found = listed.body.items.find(({ id }: { id: string }) => id === lost.id);
    expect(found.revokedAt).toEqual(expect.any(Number));
    expect(found.by).toBe("测试 manager");
  });
});

describe("switching on a handset", () => {
  it("by PIN: the press stands under that name, and only what a shift does is open", async () => {
    const carer = await on();
    expect((await ask(fake, carer, "GET", "/api/v1/session")).body.user.id).toBe("usr_caregiver");
    expect((await act(carer, "acknowledge", { track: "onSite" })).body.onSite.by).toBe("测试 caregiver");
    const manager = await on("usr_manager");
    expect((await ask(fake, manager, "GET", "/api/v1/alerts")).status).toBe(200);
    for (const path of ["rota", "handsets", "carers", "escalation-policies"]) {
      const there = (who: Who) => ask(fake, who, "GET", `/api/v1/facilities/fac_1/${path}`);
      expect([path, (await there(manager)).status]).toEqual([path, path === "rota" ? 200 : 403]);
      expect([path, (await there(await person("manager"))).status]).toEqual([path, 200]);
    }
    expect((await ask(fake, manager, "DELETE", "/api/v1/session")).status).toBe(204);
    expect((await act(manager, "arrive")).status).toBe(401);
  });
  it("the next person ends the session of the one before", async () => {
    const carer = await on();
    const next = await switchTo(fake, carer, { userId: "usr_nurse", pin: "4071" });
    expect((await ask(fake, signedOn(handset.locked, next), "GET", "/api/v1/session")).body.user.id).toBe("usr_nurse");
    expect((await act(carer, "acknowledge", { track: "onSite" })).status).toBe(401);
  });
  it("by badge: a new one ends the old one, only its hash is kept, and it opens this home's handsets alone", async () => {
    const manager = await person("manager");
    const first = await ask(fake, manager, "POST", "/api/v1/facilities/fac_1/carers/usr_nurse/badge");
    expect(first.body.badge).toMatch(/^ANHU-BADGE-[2-9A-HJ-NP-Z]{24}$/);
    const own = await ask(fake, await person("nurse"), "POST", "/api/v1/me/badge", { password: PASSWORD });
    expect((await switchTo(fake, handset.locked, { badge: first.body.badge })).status).toBe(401);
    const shown = await switchTo(fake, handset.locked, { badge: ` ${String(own.body.badge).toLowerCase()} ` });
    expect(shown.body.user.id).toBe("usr_nurse");
    expect(JSON.stringify([...fake.records.badgeRows]) + JSON.stringify(fake.records.audits)).not.toContain(own.body.badge);
    const elsewhere = await enrol(fake, "administrator", 2);
    expect((await switchTo(fake, elsewhere.locked, { badge: own.body.badge })).status).toBe(401);
    expect((await ask(fake, manager, "DELETE", "/api/v1/facilities/fac_1/carers/usr_nurse/badge")).status).toBe(204);
    expect((await switchTo(fake, handset.locked, { badge: own.body.badge })).status).toBe(401);
    expect((await ask(fake, manager, "POST", "/api/v1/facilities/fac_1/carers/usr_other/badge")).status).toBe(404);
  });
  it("a closed account, another home's person and a browser that is no handset are refused", async () => {
    expect((await switchTo(fake, handset.locked, { userId: "usr_other", pin: "4071" })).status).toBe(401);
    expect((await switchTo(fake, NOBODY, { userId: "usr_caregiver", pin: "4071" })).status).toBe(403);
    expect((await switchTo(fake, { headers: { cookie: "anhu_handset=guessed" } }, { userId: "usr_caregiver", pin: "4071" })).status).toBe(
      403,
    );
    await fake.records.setUserDisabled("usr_caregiver", true);
    expect((await switchTo(fake, handset.locked, { userId: "usr_caregiver", pin: "4071" })).status).toBe(401);
    await fake.records.setUserDisabled("usr_caregiver", false);
  });
  it("five wrong PINs lock the person there, also all at once; the badge still opens, and time or a new PIN does", async () => {
    const wrong = { userId: "usr_caregiver", pin: "9999" };
    const right = { ...wrong, pin: "4071" };
    const answers = await Promise.all(Array.from({ length: 30 }, () => switchTo(fake, handset.locked, wrong)));
    expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(5);
    const locked = await switchTo(fake, handset.locked, right);
    expect([locked.status, locked.body.code]).toEqual([429, "TOO_MANY"]);
    expect(locked.body.detail).toMatch(/15 minutes/);
    const { badge } = (await ask(fake, await person("caregiver"), "POST", "/api/v1/me/badge", { password: PASSWORD })).body;
    expect((await switchTo(fake, handset.locked, { badge })).status).toBe(200);
    expect(await pin("caregiver", "4071")).toBe(204);
    fake.records.tryRows = fake.records.tryRows.filter(({ userId }) => userId === "usr_caregiver");
    expect((await switchTo(fake, handset.locked, right)).status).toBe(200);
    for (let n = 0; n < 6; n += 1) await switchTo(fake, handset.locked, wrong);
    expect((await switchTo(fake, handset.locked, right)).status).toBe(429);
    fake.clock.advance(15 * 60_000);
    expect((await switchTo(fake, handset.locked, right)).status).toBe(200);
    expect(fake.records.audits.filter(({ action, result }) => action === "switchPerson" && result === "refused").length).toBeGreaterThan(
      20,
    );
  });
  it("wrong PINs of many people lock the handset for PINs, not other handsets", async () => {
    for (const userId of ["usr_caregiver", "usr_nurse", "usr_physician", "usr_manager"])
      for (let n = 0; n < 5; n += 1) await switchTo(fake, handset.locked, { userId, pin: "9999" });
    const spare = await enrol(fake, "manager");
    expect((await switchTo(fake, handset.locked, { userId: "usr_nurse", pin: "4071" })).status).toBe(429);
    expect((await switchTo(fake, spare.locked, { userId: "usr_nurse", pin: "4071" })).status).toBe(200);
  });
});

describe("the own PIN", () => {
  it.each(["1111", "1234", "987654", "7890", "1212", "123123", "1985", "2024", "2580", "7788"])("%s is weak", (digits) =>
    expect(weakPin(digits)).not.toBeNull(),
  );
  it.each(["4071", "903618", "52907"])("%s will do", (digits) => expect(weakPin(digits)).toBeNull());
  it.each(["123", "1234567", "12a4", "４０７１", "2580"])("%s is refused", async (digits) =>
    expect(await pin("physician", digits)).toBe(400),
  );
  it("needs the password, and a manager ends it but never sets it", async () => {
    const carer = await person("physician");
    expect((await ask(fake, carer, "PUT", "/api/v1/me/pin", { password: "wrong", pin: "4071" })).status).toBe(403);
    expect(await pin("physician", "4071")).toBe(204);
    expect(fake.records.pinRows.get("usr_physician")?.pinHash).toMatch(/^\$argon2id\$/);
    const manager = await person("manager");
    const keys = await ask(fake, manager, "GET", "/api/v1/facilities/fac_1/carers");
    expect(keys.body.items).toContainEqual(expect.objectContaining({ id: "usr_physician", pinSetAt: expect.any(Number) }));
    expect((await ask(fake, manager, "DELETE", "/api/v1/facilities/fac_1/carers/usr_physician/pin")).status).toBe(204);
    expect((await switchTo(fake, handset.locked, { userId: "usr_physician", pin: "4071" })).status).toBe(401);
    expect((await ask(fake, await person("family"), "PUT", "/api/v1/me/pin", { password: PASSWORD, pin: "4071" })).status).toBe(403);
  });
});

describe("what a handset sends", () => {
  it("an arrival by the code of the room says so; the code of another room is refused, and changes nothing", async () => {
    const carer = await on();
    expect((await act(carer, "arrive", { room: roomCode("plc_2") })).status).toBe(400);
    expect((await act(carer, "arrive", { room: "?" })).status).toBe(400);
    expect(fake.desk.find(OWN_ALERT)?.alert.onSite.state).toBe("waiting");
    expect((await act(carer, "arrive", { room: roomCode("plc_1").toLowerCase() })).status).toBe(200);
    expect(lastLine()).toMatchObject({ code: "arrived", who: "测试 caregiver", detail: "roomCode" });
  });
  it("a press that came late says when it was made; one of a wrong clock goes through without a time", async () => {
    const carer = await on();
    const raisedAtMs = fake.clock.now();
    fake.desk.raise(anAlert({ id: OWN_ALERT, facilityId: "fac_1", residentId: "res_1", subjectId: "res_1", raisedAtMs }));
    fake.clock.advance(120_000);
    expect((await act(carer, "acknowledge", { track: "onSite", pressedAt: raisedAtMs + 20_000 })).status).toBe(200);
    expect(lastLine()).toMatchObject({ code: "sentLate", who: "测试 caregiver", detail: `acknowledgeAlert: ${raisedAtMs + 20_000}` });
    expect((await act(carer, "need-doctor", { pressedAt: raisedAtMs - 1 })).status).toBe(200);
    expect(lastLine()?.code).toBe("doctorNeeded");
    expect((await act(carer, "arrive", { pressedAt: fake.clock.now() + 3_600_000 })).status).toBe(200);
    expect(lastLine()?.code).toBe("arrived");
  });
  it("我走不开: the track waits again under nobody's name; somebody else's is not handed over", async () => {
    const [carer, nurse] = [await on(), await on("usr_nurse")];
    await act(carer, "acknowledge", { track: "onSite" });
    const others = await act(nurse, "hand-over");
    expect([others.status, others.body.by]).toEqual([409, "测试 caregiver"]);
    const handed = await act(carer, "hand-over", { to: " 测试 nurse " });
    expect(handed.body).toMatchObject({ state: "raised", onSite: { state: "waiting", by: null } });
    expect(lastLine()).toMatchObject({ code: "handedOver", who: "测试 caregiver", detail: "caregiver: 测试 nurse" });
    expect((await act(nurse, "acknowledge", { track: "onSite" })).body.onSite.by).toBe("测试 nurse");
    expect((await act(carer, "hand-over", {}, OTHER_ALERT)).status).toBe(404);
  });
});
