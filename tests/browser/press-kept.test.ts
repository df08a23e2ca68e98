import type { Browser, Page, Route } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import type { FakeApi } from "../api/fakes.ts";
import { PASSWORD } from "../api/world.ts";
import { need } from "../support/platform.ts";
import { builtDashboard } from "./dashboard-build.ts";
import { aHandset, BADGE, NEAR, openHandset, openHandsetHome, readBadgeAt, SOS, typePin } from "./handset-home.ts";
import { openBrowser } from "./open-browser.ts";
import { openSignedIn } from "./open-signed-in.ts";

need("chromium")("what was pressed or said is not lost, and stands under the name of whoever did it", () => {
  const WITHIN = { timeout: 40_000 };
  const complaints: string[] = [];
  let browser: Browser;
  let fake: FakeApi;
  let page: Page;
  beforeAll(async () => {
    browser = await openBrowser();
  }, 120_000);
  beforeEach(async () => {
    fake = await openHandsetHome(builtDashboard());
    page = await openHandset(browser, fake, await aHandset(fake), complaints);
    await switchTo("usr_caregiver");
  });
  afterEach(async () => {
    await page.context().close();
    await fake.close();
    expect(complaints.splice(0)).toEqual([]);
  });
  afterAll(() => browser.close());

  const id = (testId: string) => page.getByTestId(testId);
  const call = (testId: string) => id(`call-${SOS}`).getByTestId(testId);
  const who = () => id("handset-who").textContent();
  const timeline = () => fake.desk.find(SOS)?.timeline ?? [];
  const people = () => timeline().flatMap(({ code, who: name }) => (name === null || code === "sentLate" ? [] : [`${code} ${name}`]));
  const NAMES = { usr_caregiver: "王芳", usr_nurse: "李娜" } as const;
  async function switchTo(userId: keyof typeof NAMES): Promise<void> {
    await id("handset-switch").click();
    await typePin(page, userId);
    await expect.poll(who, WITHIN).toBe(NAMES[userId]);
  }
  /** Holds the requests that match until they are let go. */
  async function held(
    match: string | RegExp,
  ): Promise<{ readonly routes: readonly Route[]; letGo(how: (route: Route) => Promise<void>): Promise<void> }> {
    const routes: Route[] = [];
    let isHeld = true;
    await page.route(match, (route) => (isHeld ? void routes.push(route) : route.continue()));
    return {
      routes,
      async letGo(how) {
        isHeld = false;
        // Those of a page that was left are gone.
        await Promise.all(routes.map((route) => how(route).catch(() => undefined)));
      },
    };
  }
  const answer = (status: number, code: string) => (route: Route) =>
    route.fulfill({ status, contentType: "application/problem+json", body: JSON.stringify({ status, code, title: code }) });
  const lost = (route: Route) => route.abort();
  async function say(note: string): Promise<void> {
    await id("soft-open").click();
    await id("soft-who-res_h0").click();
    await id("soft-drowsy").click();
    await id("soft-note").fill(note);
    await id("soft-send").click();
  }
  const SOFT = /\/soft-signs$/;

  it("a second button pressed while the first is under way: both arrive, although the first answer never came", async () => {
    const first = await held("**/acknowledge");
    await call("shift-go").click();
    await expect.poll(() => first.routes.length, WITHIN).toBe(1);
    await call("shift-doctor").click();
    await first.letGo(lost);
    await expect.poll(people, WITHIN).toEqual(["acknowledged 王芳", "doctorNeeded 王芳"]);
  });
  it("a press whose answer is awaited while somebody else takes the handset stays its author's, and holds up nobody", async () => {
    const first = await held("**/acknowledge");
    await call("shift-go").click();
    await expect.poll(() => first.routes.length, WITHIN).toBe(1);
    await switchTo("usr_nurse");
    await first.letGo(lost);
    await call("shift-go").click();
    await expect.poll(people, WITHIN).toEqual(["acknowledged 李娜"]);
    await page.reload();
    await expect.poll(who, WITHIN).toBe("李娜");
    const late = page.waitForResponse("**/acknowledge");
    await switchTo("usr_caregiver");
    expect((await late).status()).toBe(409);
    expect(people()).toEqual(["acknowledged 李娜"]);
  });
  it("a note that waits goes out under its author's name alone", async () => {
    await page.route(SOFT, lost);
    for (const note of ["第一句", "第二句"]) {
      await say(note);
      await id("soft-sent").waitFor();
    }
    await page.unroute(SOFT);
    const sent = await held(SOFT);
    await expect.poll(() => sent.routes.length, WITHIN).toBe(1);
    await switchTo("usr_nurse");
    await sent.letGo((route) => route.continue());
    await switchTo("usr_caregiver");
    await expect
      .poll(() => fake.records.softSignRows.map(({ note, byName }) => `${note} ${byName}`), WITHIN)
      .toEqual(["第一句 王芳", "第二句 王芳"]);
  });
  it("a session that ended keeps the press, and says that it goes out once its author is back", async () => {
    await page.route("**/acknowledge", answer(401, "UNAUTHENTICATED"));
    await call("shift-go").click();
    await expect.poll(() => call("press-note").textContent(), WITHIN).toContain("重新登录后自动发送");
    await expect.poll(() => id("unsent").textContent(), WITHIN).toContain("1 条");
    await page.unroute("**/acknowledge");
    await expect.poll(people, WITHIN).toEqual(["acknowledged 王芳"]);
  });
  it("locked while the press is under way: the session ends when the press is at the server", async () => {
    const first = await held("**/acknowledge");
    await call("shift-go").click();
    await expect.poll(() => first.routes.length, WITHIN).toBe(1);
    let ended = 0;
    await page.route("**/api/v1/session", (route) => {
      if (route.request().method() === "DELETE") ended += 1;
      return route.continue();
    });
    await id("handset-lock").click();
    await expect.poll(who, WITHIN).toBe("已锁定");
    await page.reload();
    await expect.poll(() => first.routes.length, WITHIN).toBe(2);
    expect(ended).toBe(0);
    await first.letGo(lost);
    await expect.poll(people, WITHIN).toEqual(["acknowledged 王芳"]);
    await expect.poll(() => ended, WITHIN).toBe(1);
    await expect.poll(() => fake.records.sessionRows.size, WITHIN).toBe(0);
  });
  it("a slow answer does not bring back a call that was closed meanwhile", async () => {
    const first = await held("**/acknowledge");
    await call("shift-go").click();
    await expect.poll(() => first.routes.length, WITHIN).toBe(1);
    const response = await first.routes[0]!.fetch();
    await fake.desk.resolve(SOS, { userId: "usr_nurse", clinicId: null, name: "李娜", role: "nurse" }, { outcome: "true", reason: "x" });
    await id(`call-${SOS}`).waitFor({ state: "detached" });
    const arrived = page.waitForResponse("**/acknowledge");
    await first.letGo((route) => route.fulfill({ response }));
    await arrived;
    await switchTo("usr_nurse");
    expect(await id(`call-${SOS}`).count()).toBe(0);
  });
  it("what the server fails at waits; what it refuses stays in sight with its words until it was read", async () => {
    await page.route(SOFT, answer(500, "INTERNAL"));
    await say("摔过一次");
    await expect.poll(() => id("unsent").textContent(), WITHIN).toContain("1 条");
    await page.unroute(SOFT);
    await page.route(SOFT, answer(404, "NOT_FOUND"));
    await expect.poll(() => id("not-taken").textContent(), WITHIN).toContain("摔过一次");
    await page.reload();
    await expect.poll(() => id("not-taken").textContent(), WITHIN).toContain("摔过一次");
    await switchTo("usr_nurse");
    expect(await id("not-taken").count()).toBe(0);
    await switchTo("usr_caregiver");
    await id("not-taken-seen").click();
    await id("not-taken").waitFor({ state: "detached" });
  });
  it("what the server stumbles over for minutes keeps no session open: it is refused in words, and stays its author's", async () => {
    await page.route("**/acknowledge", answer(500, "INTERNAL"));
    await call("shift-go").click();
    await expect.poll(() => id("unsent").textContent(), WITHIN).toContain("1 条");
    await id("handset-lock").click();
    await expect.poll(who, WITHIN).toBe("已锁定");
    expect(fake.records.sessionRows.size).toBe(1);
    await page.evaluate("{ const now = Date.now; Date.now = () => now() + 6 * 60_000; }");
    await expect.poll(() => fake.records.sessionRows.size, WITHIN).toBe(0);
    await page.reload();
    await switchTo("usr_caregiver");
    await expect.poll(() => id("not-taken").textContent(), WITHIN).toContain("我去");
    expect(people()).toEqual([]);
  });
  it("without https a lock on any page loses nothing of what waits", async () => {
    await page.addInitScript("Object.defineProperty(window, 'isSecureContext', { get: () => false })");
    await page.goto(`${fake.url}/alerts?alert=${SOS}`);
    await page.route("**/acknowledge", lost);
    await id("alert-go").click();
    await expect.poll(() => id("unsent").textContent(), WITHIN).toContain("1 条");
    await id("sign-out").click();
    await page.waitForURL("**/shift");
    await expect.poll(who, WITHIN).toBe("已锁定");
    await page.unroute("**/acknowledge");
    await expect.poll(people, WITHIN).toEqual(["acknowledged 王芳"]);
    await expect.poll(() => fake.records.sessionRows.size, WITHIN).toBe(0);
  });
  it("what waits goes out from any page, and 退出 there locks the handset and leaves everybody's queue", async () => {
    await page.route("**/acknowledge", lost);
    await call("shift-go").click();
    await expect.poll(() => id("unsent").textContent(), WITHIN).toContain("1 条");
    await switchTo("usr_nurse");
    await page.goto(`${fake.url}/residents`);
    await id("sign-out").click();
    await expect.poll(who, WITHIN).toBe("已锁定");
    await page.unroute("**/acknowledge");
    await switchTo("usr_caregiver");
    await expect.poll(people, WITHIN).toEqual(["acknowledged 王芳"]);
  });
  it("the lock holds on every page that is opened afresh, a fresh page locks itself, and the password opens it", async () => {
    let locksAfterMs = 1_500;
    await page.route("**/api/v1/handset", async (route) => {
      const response = await route.fetch();
      const body: { handset: object } = await response.json();
      await route.fulfill({ response, json: { ...body, handset: { ...body.handset, locksAfterMs } } });
    });
    await page.goto(`${fake.url}/residents`);
    await page.waitForURL("**/shift");
    await expect.poll(who, WITHIN).toBe("已锁定");
    locksAfterMs = 600_000;
    await page.goto(`${fake.url}/residents/res_h0`);
    await page.waitForURL("**/shift");
    await expect.poll(who, WITHIN).toBe("已锁定");
    await id("handset-switch").click();
    await page.locator("a.password").click();
    await page.locator('input[name="username"]').fill("nurse");
    await page.locator('input[name="password"]').fill(PASSWORD);
    await page.locator('button[type="submit"]').click();
    await expect.poll(who, WITHIN).toBe("李娜");
  });
  it("on one's own device 退出 without network says that nothing happened", async () => {
    const own = await openSignedIn(browser, fake, "nurse", "/residents", complaints);
    await own.route("**/api/v1/session", lost);
    await own.getByTestId("sign-out").click();
    await expect.poll(() => own.getByTestId("sign-out-problem").textContent(), WITHIN).toContain("没有退出");
    await own.unroute("**/api/v1/session");
    await own.getByTestId("sign-out").click();
    await own.waitForURL("**/sign-in");
    await own.context().close();
  });
  it("of two pages of one browser one sends: never both at once, and not again what the other one sent", async () => {
    const both: Route[] = [];
    let isHeld = true;
    let answered = 0;
    const context = page.context();
    await context.route("**/acknowledge", (route) => (isHeld ? void both.push(route) : route.continue()));
    context.on("response", (response) => void (response.url().endsWith("/acknowledge") && (answered += 1)));
    await call("shift-go").click();
    await expect.poll(() => both.length, WITHIN).toBe(1);
    const second = await context.newPage();
    await second.goto(`${fake.url}/shift`);
    const note = second.getByTestId(`call-${SOS}`).getByTestId("press-note");
    await expect.poll(() => note.textContent(), WITHIN).toContain("还没有送出");
    await expect.poll(() => second.getByTestId("unsent").textContent(), WITHIN).toContain("1 条");
    expect(both.length).toBe(1);
    isHeld = false;
    await both[0]!.continue();
    await second.getByTestId("unsent").waitFor({ state: "detached" });
    await note.waitFor({ state: "detached" });
    expect(people()).toEqual(["acknowledged 王芳"]);
    expect(answered).toBe(1);
  });
  it("of two people of one name the second has not done what the first did", async () => {
    await call("shift-go").click();
    await expect.poll(people, WITHIN).toEqual(["acknowledged 王芳"]);
    await call("shift-pass").waitFor();
    for (const user of fake.records.userRows) if (user.id === "usr_nurse") Object.assign(user, { name: "王芳" });
    await page.route("**/acknowledge", lost);
    await id("handset-switch").click();
    const switched = page.waitForResponse("**/handset/session");
    await typePin(page, "usr_nurse");
    await switched;
    await call("shift-pass").waitFor({ state: "detached" });
    const near = (testId: string) => id(`call-${NEAR}`).getByTestId(testId);
    await near("shift-go").click();
    await expect.poll(() => near("press-note").textContent(), WITHIN).toContain("还没有送出");
    await fake.desk.acknowledge(NEAR, "onSite", { userId: "usr_caregiver", clinicId: null, name: "王芳", role: "caregiver" });
    await page.unroute("**/acknowledge");
    await expect.poll(() => near("press-note").textContent(), WITHIN).toContain("王芳");
  });
  it("a badge at the reader leaves nothing in the note that has the focus", async () => {
    await id("soft-open").click();
    await id("soft-who-res_h0").click();
    await id("soft-note").pressSequentially("没吃饭", { delay: 150 });
    await readBadgeAt(page, BADGE);
    await expect.poll(who, WITHIN).toBe("赵敏");
    await expect.poll(() => id("soft-note").inputValue(), WITHIN).toBe("没吃饭");
  });
});
