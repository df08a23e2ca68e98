import { request } from "node:http";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { openRecords } from "../../store/records/records.ts";
import { tempDir } from "../store/temp-dir.ts";
import { RECORDS_WORKER } from "../store/workers.ts";
import { openFakeApi, type FakeApi } from "./fakes.ts";
import { enrol, signedOn, switchTo } from "./handset-world.ts";
import { ask, NOBODY, openWorld, OWN_ALERT, PASSWORD, signIn, TOKEN, type Who } from "./world.ts";

let fake: FakeApi;
afterEach(() => fake.close());
const MINUTE = 60_000;
async function isSignedIn(who: Who, at = fake): Promise<boolean> {
  return (await ask(at, who, "GET", "/api/v1/session")).body.user !== null;
}
/** The server has looked who asks and waits for the body; `end` sends that, and gives the status. */
async function openRequest(who: Who, path: string, body: object): Promise<{ end(): Promise<number> }> {
  const text = JSON.stringify(body);
  let looks = 0;
  const { user } = fake.records;
  fake.records.user = (id) => {
    looks += 1;
    return user(id);
  };
  const headers = { ...who.headers, "content-type": "application/json", "content-length": Buffer.byteLength(text) };
  const open = request(fake.url + path, { method: "POST", headers });
  const answered = new Promise<number>((resolve, reject) => {
    open.on("response", (response) => response.resume().on("end", () => resolve(response.statusCode ?? 0)));
    open.on("error", reject);
  });
  open.flushHeaders();
  await expect.poll(() => looks).toBeGreaterThan(0);
  fake.records.user = user;
  return { end: () => (open.end(text), answered) };
}

describe("a session", () => {
  it.each([
    ["signing out", (nurse: Who) => ask(fake, nurse, "DELETE", "/api/v1/session")],
    ["an administrator", () => ask(fake, TOKEN, "POST", "/api/v1/users/usr_nurse/sessions/end")],
    ["a new password", () => ask(fake, TOKEN, "POST", "/api/v1/users/usr_nurse/password")],
  ])("by %s does not come back by a request that was on its way", async (_what, end) => {
    fake = await openWorld();
    const nurse = await signIn(fake, "nurse");
    fake.sessionClock.advance(5 * MINUTE);
    const slow = await openRequest(nurse, `/api/v1/alerts/${OWN_ALERT}/acknowledge`, { track: "onSite" });
    expect((await end(nurse)).status).toBeLessThan(300);
    expect(await slow.end()).toBe(200);
    expect(await isSignedIn(nurse)).toBe(false);
    expect(fake.records.sessionRows.size).toBe(0);
  });
  it.each([
    ["the password is replaced", "password", undefined],
    ["the account is closed", "disabled", { disabled: true }],
  ])("does not begin when %s while the old password is looked at", async (_what, path, body) => {
    fake = await openWorld();
    const { userByName } = fake.records;
    const [asked, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    fake.records.userByName = async (name) => {
      fake.records.userByName = userByName;
      const row = await userByName(name);
      const found = row === undefined ? undefined : { ...row };
      asked.resolve();
      await goOn.promise;
      return found;
    };
    const signingIn = ask(fake, NOBODY, "POST", "/api/v1/session", { username: "nurse", password: PASSWORD });
    await asked.promise;
    expect((await ask(fake, TOKEN, "POST", `/api/v1/users/usr_nurse/${path}`, body)).status).toBe(200);
    goOn.resolve();
    expect((await signingIn).status).toBe(401);
    expect(fake.records.sessionRows.size).toBe(0);
  });
  it("does not come back in another process that knows it still", async () => {
    fake = await openFakeApi();
    const store = await openRecords({
      ...{ engine: { type: "sqlite", file: join(tempDir(), "records.db") }, worker: RECORDS_WORKER, clock: fake.clock },
    });
    const { sessionClock } = fake;
    const more = { ...fake.ports, records: store.records };
    const [one, two] = [await openFakeApi({ sessionClock, sessionIdleMs: 10_000 }, more), await openFakeApi({ sessionClock }, more)];
    try {
      const boss = { username: "boss", name: "x", role: "administrator", password: PASSWORD };
      const { id } = (await ask(one, TOKEN, "POST", "/api/v1/users", boss)).body;
      const who = await signIn(one, "boss");
      expect((await ask(two, TOKEN, "POST", `/api/v1/users/${id}/sessions/end`)).status).toBe(204);
      // What was read is believed for two seconds, and in use it is due to be written after one.
      sessionClock.advance(1_500);
      await isSignedIn(who, one);
      await expect.poll(() => isSignedIn(who, one)).toBe(false);
      expect(await isSignedIn(who, two)).toBe(false);
    } finally {
      await Promise.all([one.close(), two.close()]);
      await store.close();
    }
  }, 120_000);
  it("stays alive in use, in the records too", async () => {
    fake = await openWorld();
    const nurse = await signIn(fake, "nurse");
    const until = () => [...fake.records.sessionRows.values()][0]?.expiresAtMs ?? 0;
    const first = until();
    fake.sessionClock.advance(5 * MINUTE);
    fake.clock.advance(5 * MINUTE);
    expect(await isSignedIn(nurse)).toBe(true);
    await expect.poll(() => until() - first).toBe(5 * MINUTE);
  });
});

describe("a badge or PIN that ends", () => {
  it.each([
    ["a lost badge", "DELETE", "badge"],
    ["a new badge", "POST", "badge"],
    ["a PIN that a manager ended", "DELETE", "pin"],
  ] as const)("%s signs its holder out of the handsets, and nowhere else", async (_what, method, key) => {
    fake = await openWorld();
    const handset = await enrol(fake);
    const [manager, desk, other] = [await signIn(fake, "manager"), await signIn(fake, "caregiver"), await signIn(fake, "nurse")];
    const badgeOf = async (who: Who) => (await ask(fake, who, "POST", "/api/v1/me/badge", { password: PASSWORD })).body.badge;
    const on = async (badge: string) => signedOn(handset.locked, await switchTo(fake, handset.locked, { badge }));
    const [carer, nurse] = [await on(await badgeOf(desk)), await on(await badgeOf(other))];
    expect(await isSignedIn(carer)).toBe(true);
    const ended = await ask(fake, manager, method, `/api/v1/facilities/fac_1/carers/usr_caregiver/${key}`);
    expect(ended.status).toBeLessThan(300);
    expect(await isSignedIn(carer)).toBe(false);
    expect([await isSignedIn(desk), await isSignedIn(nurse)]).toEqual([true, true]);
    expect([...fake.records.sessionRows.values()].filter(({ data }) => data.includes(handset.id))).toHaveLength(1);
  });
  it("a PIN that is ended while it waits for its turn opens nothing; a new one signs out of the handsets", async () => {
    fake = await openWorld();
    const handset = await enrol(fake);
    const desk = await signIn(fake, "caregiver");
    const choose = (pin: string) => ask(fake, desk, "PUT", "/api/v1/me/pin", { pin, password: PASSWORD });
    const enter = (pin: string) => switchTo(fake, handset.locked, { userId: "usr_caregiver", pin });
    expect((await choose("4071")).status).toBe(204);
    const carer = signedOn(handset.locked, await enter("4071"));
    expect(await isSignedIn(carer)).toBe(true);
    expect((await choose("5082")).status).toBe(204);
    expect([await isSignedIn(carer), await isSignedIn(desk)]).toEqual([false, true]);
    const { pinHash } = fake.records;
    fake.records.pinHash = async (userId) => {
      const hash = await pinHash(userId);
      fake.records.pinRows.delete(userId);
      return hash;
    };
    expect((await enter("5082")).status).toBe(401);
  });
});
