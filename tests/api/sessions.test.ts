import { afterEach, describe, expect, it } from "vitest";
import type { FakeApi } from "./fakes.ts";
import { ask, NOBODY, openWorld, OWN_ALERT, PASSWORD, signIn, TOKEN, type Who } from "./world.ts";

let fake: FakeApi;
afterEach(() => fake.close());
const MINUTE = 60_000;
const who = (path = "/api/v1/session") => path;
/** As a page asks it, and as every other route takes it. */
async function isSignedIn(person: Who): Promise<boolean> {
  const { status, body } = await ask(fake, person, "GET", who());
  const other = await ask(fake, person, "GET", "/api/v1/facilities");
  expect([status, other.status]).toEqual([200, body.user === null ? 401 : 200]);
  return body.user !== null;
}

describe("signing in", () => {
  it("gives a cookie that scripts and foreign pages do not get, and nothing of the password", async () => {
    fake = await openWorld();
    const answer = await ask(fake, NOBODY, "POST", who(), { username: "nurse", password: PASSWORD });
    expect(answer.headers.getSetCookie()[0]).toMatch(/HttpOnly; SameSite=Strict/);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.text).not.toMatch(/hash|argon/i);
  });
  it("is secure-only when the server is reached over https", async () => {
    fake = await openWorld({ publicUrl: "https://anhu.example", trustProxy: ["127.0.0.1"] });
    const answer = await ask(fake, NOBODY, "POST", who(), { username: "nurse", password: PASSWORD }, { "x-forwarded-proto": "https" });
    expect(answer.headers.getSetCookie()[0]).toContain("Secure");
  });
  it.each([
    ["a wrong password", "nurse", "wrong"],
    ["an unknown name", "nobody-here", PASSWORD],
  ])("says the same to %s", async (_what, username, password) => {
    fake = await openWorld();
    const answer = await ask(fake, NOBODY, "POST", who(), { username, password });
    expect([answer.status, answer.body.detail]).toEqual([401, "signing in: the name or the password is wrong, or the account is closed"]);
    expect(fake.records.audits.at(-1)).toMatchObject({ action: "signIn", result: "refused" });
  });
  it("takes as long for an unknown name as for a wrong password", async () => {
    fake = await openWorld();
    const hashOf = fake.records.userRows.find((row) => row.username === "nurse")!;
    const { hash } = await import("@node-rs/argon2");
    const real = { ...hashOf, id: "usr_real", username: "real", passwordHash: await hash("x", { memoryCost: 19_456, timeCost: 2 }) };
    fake.records.userRows.push(real);
    const time = async (username: string) => {
      const start = performance.now();
      await ask(fake, NOBODY, "POST", who(), { username, password: "wrong" });
      return performance.now() - start;
    };
    await time("warm-up");
    // In turn, and the quickest of each: what else runs on the machine then counts for neither.
    const quickest = { real: Infinity, unreal: Infinity };
    const ratio = () => Math.max(quickest.real, quickest.unreal) / Math.min(quickest.real, quickest.unreal);
    for (let n = 0; n < 8 || (n < 40 && !(ratio() < 3)); n += 1)
      for (const name of ["real", "unreal"] as const) quickest[name] = Math.min(quickest[name], await time(name));
    expect(ratio()).toBeLessThan(3);
  });
  it("is refused after ten tries for that person and address only", async () => {
    fake = await openWorld();
    const statuses: number[] = [];
    for (let n = 0; n < 12; n += 1)
      statuses.push((await ask(fake, NOBODY, "POST", who(), { username: "nurse", password: "wrong" })).status);
    expect(statuses).toEqual([...Array<number>(10).fill(401), 429, 429]);
    const right = await ask(fake, NOBODY, "POST", who(), { username: "nurse", password: PASSWORD });
    expect([right.status, right.body.code]).toEqual([429, "TOO_MANY"]);
    expect(Number(right.headers.get("retry-after"))).toBeGreaterThan(0);
    await signIn(fake, "caregiver");
  });
  it("changes the session id, so that a planted one is worth nothing", async () => {
    fake = await openWorld();
    const first = await signIn(fake, "nurse");
    const again = await ask(fake, first, "POST", who(), { username: "nurse", password: PASSWORD });
    expect(again.headers.getSetCookie()[0]!.split(";")[0]).not.toBe(first.headers["cookie"]);
    expect(await isSignedIn(first)).toBe(false);
  });
  it("keeps no session under the id that the cookie carries", async () => {
    fake = await openWorld();
    const nurse = await signIn(fake, "nurse");
    const id = decodeURIComponent(nurse.headers["cookie"]!.split("=")[1]!).split(".")[0]!;
    expect([...fake.records.sessionRows.keys()]).toHaveLength(1);
    expect(fake.records.sessionRows.has(id)).toBe(false);
  });
});

describe("a session", () => {
  it("that is not there is told as nobody, with nothing else and without an error", async () => {
    fake = await openWorld();
    for (const person of [NOBODY, TOKEN, { headers: { cookie: "anhu_session=planted" } }]) {
      const { status, body } = await ask(fake, person, "GET", who());
      expect([status, body]).toEqual([200, { user: null }]);
    }
    expect(fake.records.sessionRows.size).toBe(0);
  });
  it("ends after 30 minutes without use, and use prolongs it", async () => {
    fake = await openWorld();
    const nurse = await signIn(fake, "nurse");
    fake.sessionClock.advance(29 * MINUTE);
    expect(await isSignedIn(nurse)).toBe(true);
    fake.sessionClock.advance(29 * MINUTE);
    expect(await isSignedIn(nurse)).toBe(true);
    fake.sessionClock.advance(30 * MINUTE + 1);
    expect(await isSignedIn(nurse)).toBe(false);
  });
  it("ends after 12 hours however much it is used", async () => {
    fake = await openWorld();
    const nurse = await signIn(fake, "nurse");
    for (let spent = 0; spent < 700; spent += 20) {
      fake.sessionClock.advance(20 * MINUTE);
      expect(await isSignedIn(nurse)).toBe(true);
    }
    fake.sessionClock.advance(20 * MINUTE);
    expect(await isSignedIn(nurse)).toBe(false);
  });
  it("is kept by the records in the server's time, however fast and far away that is", async () => {
    fake = await openWorld({ clockRate: 60 });
    fake.clock.step(50 * 365 * 24 * 60 * MINUTE);
    await signIn(fake, "nurse");
    const [row] = fake.records.sessionRows.values();
    expect(row!.expiresAtMs).toBe(fake.clock.now() + 60 * 30 * MINUTE);
  });
  it("is over at once after signing out", async () => {
    fake = await openWorld();
    const nurse = await signIn(fake, "nurse");
    expect((await ask(fake, nurse, "DELETE", who())).status).toBe(204);
    expect(await isSignedIn(nurse)).toBe(false);
    expect(fake.records.sessionRows.size).toBe(0);
  });
  it("is over when the account is closed", async () => {
    fake = await openWorld();
    const nurse = await signIn(fake, "nurse");
    const closed = await ask(fake, TOKEN, "POST", "/api/v1/users/usr_nurse/disabled", { disabled: true });
    expect([closed.status, closed.body.disabled]).toEqual([200, true]);
    expect(await isSignedIn(nurse)).toBe(false);
    expect((await ask(fake, NOBODY, "POST", who(), { username: "nurse", password: PASSWORD })).status).toBe(401);
  });
  it("writes nothing without the csrf token, and nothing with another session's", async () => {
    fake = await openWorld();
    const [nurse, other] = [await signIn(fake, "nurse"), await signIn(fake, "caregiver")];
    const path = `/api/v1/alerts/${OWN_ALERT}/acknowledge`;
    const { cookie = "" } = nurse.headers;
    for (const headers of [{ cookie }, { cookie, "x-csrf-token": other.headers["x-csrf-token"]! }]) {
      const answer = await ask(fake, { headers }, "POST", path, { track: "onSite" });
      expect([answer.status, answer.body.code]).toEqual([403, "FORBIDDEN"]);
    }
    expect((await ask(fake, nurse, "POST", path, { track: "onSite" })).status).toBe(200);
  });
  it("that is known goes on while the records are down: somebody can acknowledge", async () => {
    fake = await openWorld();
    const nurse = await signIn(fake, "nurse");
    await ask(fake, nurse, "GET", who());
    fake.records.isDown = true;
    fake.sessionClock.advance(5 * MINUTE);
    expect((await ask(fake, nurse, "GET", "/api/v1/facilities/fac_1/wall")).status).toBe(200);
    expect((await ask(fake, nurse, "GET", "/api/v1/alerts?open=true")).body.items).toHaveLength(1);
    const taken = await ask(fake, nurse, "POST", `/api/v1/alerts/${OWN_ALERT}/acknowledge`, { track: "onSite" });
    expect([taken.status, taken.body.onSite.state]).toEqual([200, "acknowledged"]);
    const places = await ask(fake, nurse, "GET", "/api/v1/places");
    expect([places.status, places.body.code, places.headers.get("retry-after")]).toEqual([503, "RECORDS_UNAVAILABLE", "1"]);
    fake.sessionClock.advance(31 * MINUTE);
    expect(await isSignedIn(nurse)).toBe(false);
  });
});

describe("the administrator's token", () => {
  it("is refused when it is wrong", async () => {
    fake = await openWorld();
    const answer = await ask(fake, { headers: { authorization: "Bearer wrong" } }, "GET", "/api/v1/users");
    expect([answer.status, answer.body.code]).toEqual([401, "UNAUTHENTICATED"]);
  });
});
