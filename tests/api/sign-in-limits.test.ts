import { afterEach, describe, expect, it } from "vitest";
import { makePasswords } from "../../api/passwords.ts";
import type { FakeApi } from "./fakes.ts";
import { enrol, switchTo } from "./handset-world.ts";
import { ask, NOBODY, openWorld, PASSWORD, signIn } from "./world.ts";

let fake: FakeApi;
afterEach(() => fake.close());
const tryName = (n: number) => ask(fake, NOBODY, "POST", "/api/v1/session", { username: `nobody${n}`, password: "wrong" });
const refusals = (action: string) => fake.records.audits.filter((row) => row.action === action && row.result === "refused");

describe("signing in from one address", () => {
  it("is limited whoever is named, and beyond it nothing is looked at or written", async () => {
    fake = await openWorld({ wrongSignInsPerAddress: 5 });
    for (let n = 0; n < 5; n += 1) expect((await tryName(n)).status).toBe(401);
    const over = await tryName(6);
    expect([over.status, over.body.code]).toEqual([429, "TOO_MANY"]);
    expect(Number(over.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await ask(fake, NOBODY, "POST", "/api/v1/session", { username: "nurse", password: PASSWORD })).status).toBe(429);
    expect(refusals("signIn")).toHaveLength(5);
    fake.sessionClock.advance(5 * 60_000);
    expect((await tryName(7)).status).toBe(401);
  });
  it("counts wrong ones only: a home that signs in right takes nobody's tries", async () => {
    fake = await openWorld({ wrongSignInsPerAddress: 2 });
    expect((await tryName(1)).status).toBe(401);
    for (let n = 0; n < 6; n += 1) await signIn(fake, "nurse");
    expect((await ask(fake, NOBODY, "POST", "/api/v1/session", {})).status).toBe(400);
    expect((await tryName(2)).status).toBe(401);
    expect((await tryName(3)).status).toBe(429);
  });
  it("keeps nobody from switching on a handset, and costs nobody a try", async () => {
    fake = await openWorld({ wrongSignInsPerAddress: 1_000_000 });
    const { locked } = await enrol(fake);
    const carer = await signIn(fake, "caregiver");
    expect((await ask(fake, carer, "PUT", "/api/v1/me/pin", { password: PASSWORD, pin: "4071" })).status).toBe(204);
    let [isOver, full, names] = [false, 0, 0];
    const flood = async () => {
      while (!isOver) if ((await tryName((names += 1))).status === 429) full += 1;
    };
    const flooding = Promise.all(Array.from({ length: 80 }, flood));
    try {
      await expect.poll(() => full, { timeout: 60_000 }).toBeGreaterThan(0);
      for (let n = 0; n < 6; n += 1) expect((await switchTo(fake, locked, { userId: "usr_caregiver", pin: "4071" })).status).toBe(200);
    } finally {
      isOver = true;
      await flooding;
    }
  }, 120_000);
});

describe("the queue of passwords", () => {
  it("refuses before a try is counted, and frees the places of whoever is done", async () => {
    fake = await openWorld();
    const passwords = makePasswords();
    const open = Promise.withResolvers<void>();
    const held: Promise<void>[] = [];
    const full = () => passwords.withPlace(async () => Promise.reject(new Error("a try was counted")));
    for (let n = 0; n < 51; n += 1) held.push(passwords.withPlace(() => open.promise));
    await expect(full()).rejects.toMatchObject({ code: "TOO_MANY" });
    await expect(passwords.verify(undefined, "x")).rejects.toMatchObject({ code: "TOO_MANY" });
    open.resolve();
    await Promise.all(held);
    expect(await passwords.verify(await passwords.hash("right"), "right")).toBe(true);
  });
});

describe("switching on a handset", () => {
  it("is limited for each handset: beyond it nothing is counted or written", async () => {
    fake = await openWorld();
    const [{ locked }, spare] = [await enrol(fake), await enrol(fake, "manager")];
    const wrong = { badge: "ANHU-BADGE-222222222222222222222222" };
    const answers = await Promise.all(Array.from({ length: 130 }, () => switchTo(fake, locked, wrong)));
    expect(answers.every(({ status }) => status === 401 || status === 429)).toBe(true);
    const [rows, tries] = [refusals("switchPerson").length, JSON.stringify(fake.records.tryRows)];
    expect(rows).toBe(120);
    const over = await switchTo(fake, locked, wrong);
    expect([over.status, over.body.code]).toEqual([429, "TOO_MANY"]);
    expect(over.headers.get("retry-after")).toMatch(/^\d+$/);
    expect([refusals("switchPerson").length, JSON.stringify(fake.records.tryRows)]).toEqual([rows, tries]);
    expect((await switchTo(fake, spare.locked, wrong)).status).toBe(401);
  });
  it("names in the audit only somebody of the home, and keeps one count for all others", async () => {
    fake = await openWorld();
    const { locked } = await enrol(fake);
    for (const userId of ["usr_caregiver", "usr_family", "made-up-1", "made-up-2"])
      expect((await switchTo(fake, locked, { userId, pin: "9999" })).status).toBe(401);
    expect(refusals("switchPerson").map(({ actor }) => actor)).toEqual(["usr_caregiver", "nobody", "nobody", "nobody"]);
    expect(fake.records.tryRows.map(({ userId, tries }) => [userId, tries])).toEqual([
      ["usr_caregiver", 1],
      ["nobody", 3],
    ]);
  });
});
