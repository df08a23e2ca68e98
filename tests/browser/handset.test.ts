import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { roomCode } from "../../domain/room-code.ts";
import type { FakeApi } from "../api/fakes.ts";
import { need } from "../support/platform.ts";
import { builtDashboard } from "./dashboard-build.ts";
import { aHandset, BADGE, FAR, NEAR, openHandset, openHandsetHome, PIN, readBadgeAt, SOS, typePin } from "./handset-home.ts";
import { openBrowser } from "./open-browser.ts";
import { violationsOf } from "./violations.ts";

need("chromium")("the shared handset, on the real API", () => {
  const WITHIN = { timeout: 20_000 };
  const complaints: string[] = [];
  const pages: Page[] = [];
  let browser: Browser;
  let fake: FakeApi;
  let handset: Awaited<ReturnType<typeof aHandset>>;
  beforeAll(async () => {
    browser = await openBrowser();
  }, 120_000);
  beforeEach(async () => {
    fake = await openHandsetHome(builtDashboard());
    handset = await aHandset(fake);
  });
  afterEach(async () => {
    await Promise.all(pages.splice(0).map((page) => page.context().close()));
    await fake.close();
    expect(complaints.splice(0)).toEqual([]);
  });
  afterAll(() => browser.close());

  async function open(options: Parameters<typeof openHandset>[4] = {}, path = "/shift", on = handset): Promise<Page> {
    const page = await openHandset(browser, fake, on, complaints, options, path);
    pages.push(page);
    return page;
  }
  const call = (page: Page, id = SOS) => page.getByTestId(`call-${id}`);
  const who = (page: Page) => page.getByTestId("handset-who").textContent();
  const stepOf = (page: Page, id = SOS) => call(page, id).getAttribute("data-step");
  const onSite = (id = SOS) => fake.desk.find(id)!.alert.onSite;
  const lines = (id = SOS) => fake.desk.find(id)!.timeline;

  it.each(["zh-CN", "en"])(
    "in %s every state is clean for axe at 390 px, light and dark, and no wider than the screen",
    async (language) => {
      const page = await open({ language });
      const clean = async (state: string) => {
        for (const colorScheme of ["light", "dark"] as const) {
          await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
          expect([state, colorScheme, await violationsOf(page)]).toEqual([state, colorScheme, []]);
        }
        expect([state, await page.evaluate("document.documentElement.scrollWidth")]).toEqual([state, 390]);
      };
      await clean("locked");
      await call(page).getByTestId("shift-go").click();
      await page.getByTestId("switch-usr_caregiver").waitFor();
      await clean("who");
      await page.getByTestId("switch-usr_caregiver").click();
      await page.getByTestId("pin-pad").waitFor();
      await clean("PIN pad");
      for (const digit of PIN) await page.getByTestId(`pin-${digit}`).click();
      await page.getByTestId("pin-ok").click();
      await expect.poll(() => stepOf(page), WITHIN).toBe("arrive");
      await clean("call taken");
      await call(page).getByTestId("shift-pass").click();
      await page.getByTestId("hand-over-anybody").waitFor();
      await clean("hand over");
      await page.getByTestId("dialog-close").click();
      await expect.poll(() => page.evaluate("document.activeElement?.dataset.testid"), WITHIN).toBe("shift-pass");
      await page.getByTestId("handset-scan").click();
      await page.getByTestId("code-scanner").waitFor();
      await clean("scan");
      await page.getByTestId("dialog-close").click();
      await call(page).getByTestId("shift-arrived").click();
      await expect.poll(() => stepOf(page), WITHIN).toBe("outcome");
      await call(page).getByTestId("shift-resolve").click();
      await call(page).getByTestId("resolve-outcome-true").check();
      await clean("outcome form");
    },
  );

  it("locked, it shows the calls of all rooms; 我去 asks who it is, and goes out with that name and the time of the press", async () => {
    const page = await open();
    expect(await page.locator("article.call").count()).toBe(3);
    await call(page).getByTestId("shift-go").click();
    expect(await page.getByTestId("switch-why").textContent()).toContain("我去 402");
    expect(onSite().state).toBe("waiting");
    fake.clock.advance(30_000);
    await typePin(page, "usr_caregiver", "9999");
    await expect.poll(() => page.getByTestId("pin-problem").textContent(), WITHIN).toContain("PIN 不对");
    await page.keyboard.type(PIN);
    await page.keyboard.press("Enter");
    await expect.poll(() => onSite().by?.name, WITHIN).toBe("王芳");
    await expect.poll(() => who(page), WITHIN).toBe("王芳");
    await expect.poll(() => lines().find(({ code }) => code === "sentLate")?.detail, WITHIN).toMatch(/^acknowledgeAlert: /);
    await page.getByTestId("handset-lock").click();
    await expect.poll(() => who(page), WITHIN).toBe("已锁定");
    expect(await page.locator("article.call").count()).toBe(3);
    expect(await page.getByTestId("soft-open").count()).toBe(0);
    await expect.poll(() => fake.records.sessionRows.size, WITHIN).toBe(0);
    await page.reload();
    await call(page).waitFor();
    expect(await who(page)).toBe("已锁定");
  });
  it("a badge at the reader switches at any moment, also from one person to the next; a strange one does not", async () => {
    const page = await open();
    const read = (text: string) => readBadgeAt(page, text);
    await page.getByTestId("handset-switch").click();
    await page.getByTestId("switch-badge").waitFor();
    await read(BADGE.replace("R", "S"));
    await expect.poll(() => page.getByTestId("switch-problem").textContent(), WITHIN).toContain("胸牌");
    await read(BADGE);
    await expect.poll(() => who(page), WITHIN).toBe("赵敏");
    await page.getByTestId("handset-switch").click();
    await typePin(page, "usr_nurse");
    await expect.poll(() => who(page), WITHIN).toBe("李娜");
    await page.locator("h1").click();
    await read(BADGE);
    await expect.poll(() => who(page), WITHIN).toBe("赵敏");
    expect(await page.evaluate("JSON.stringify({ ...localStorage, ...sessionStorage })")).not.toMatch(/赵敏|王秀英|usr_|ANHU-BADGE/);
  });
  it("untouched it locks by itself, calls stay; five wrong PINs say how to go on", async () => {
    const page = await open();
    await page.route("**/api/v1/handset", async (route) => {
      const answer = await route.fetch();
      const body: { handset: { locksAfterMs: number } } = await answer.json();
      await route.fulfill({ response: answer, json: { ...body, handset: { ...body.handset, locksAfterMs: 1_500 } } });
    });
    await page.reload();
    await page.getByTestId("handset-switch").click();
    await typePin(page, "usr_caregiver");
    await expect
      .poll(() => fake.records.audits.some(({ action, result }) => action === "switchPerson" && result === "ok"), WITHIN)
      .toBe(true);
    await expect.poll(() => who(page), WITHIN).toBe("已锁定");
    await call(page).waitFor();
    await expect.poll(() => fake.records.sessionRows.size, WITHIN).toBe(0);
    await page.getByTestId("handset-switch").click();
    await page.getByTestId("switch-usr_nurse").click();
    fake.records.tryRows = [{ userId: "usr_nurse", handsetId: handset.id, tries: 5, sinceMs: fake.clock.now() }];
    await page.keyboard.type("9999");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.getByTestId("pin-problem").textContent(), WITHIN).toContain("15 分钟");
  });
  it("urgent comes before near, near before far from the room that was scanned last, and the page says so", async () => {
    const page = await open({}, `/shift?room=${roomCode("plc_302")}`);
    await typePin(page, "usr_caregiver");
    await expect.poll(() => page.getByTestId("room-said").textContent(), WITHIN).toContain("302");
    expect(await page.getByTestId("shift-order").textContent()).toContain("从 302 房间数起");
    const order = () => page.locator("article.call").evaluateAll((all) => all.map((one) => one.getAttribute("data-testid")));
    await expect.poll(order, WITHIN).toEqual([SOS, NEAR, FAR].map((id) => `call-${id}`));
    expect(await call(page, NEAR).textContent()).toContain("隔 1 个门");
    await page.getByTestId("handset-scan").click();
    await page.getByTestId("scan-text").fill("000000");
    await page.getByTestId("scan-go").click();
    await expect.poll(() => page.getByTestId("scan-problem").textContent(), WITHIN).toContain("不是");
    await page.getByTestId("scan-text").fill(roomCode("plc_201").toLowerCase());
    await page.getByTestId("scan-go").click();
    await expect.poll(() => onSite(FAR).state, WITHIN).toBe("done");
    expect(lines(FAR).at(-1)).toMatchObject({ code: "arrived", who: "王芳", detail: "roomCode" });
    expect(new URL(page.url()).search).toBe("");
  });
  it("two handsets press at once: one winner, whose name the other reads; 我走不开 gives it to the colleague", async () => {
    const second = await aHandset(fake, "manager");
    const [one, two] = [await open(), await open({}, "/shift", second)];
    for (const [page, userId] of [
      [one, "usr_caregiver"],
      [two, "usr_nurse"],
    ] as const) {
      await page.getByTestId("handset-switch").click();
      await typePin(page, userId);
      await expect.poll(() => who(page), WITHIN).not.toBe("已锁定");
    }
    const pressed = Promise.withResolvers<void>();
    let waiting = 0;
    for (const page of [one, two])
      await page.route("**/acknowledge", async (route) => {
        waiting += 1;
        if (waiting === 2) pressed.resolve();
        await pressed.promise;
        await route.continue();
      });
    for (const page of [one, two]) await call(page).getByTestId("shift-go").click();
    await expect.poll(() => onSite().state, WITHIN).toBe("acknowledged");
    const winner = onSite().by?.name ?? "";
    const [first, other] = winner === "王芳" ? [one, two] : [two, one];
    await expect.poll(() => call(other).textContent(), WITHIN).toContain(`${winner}正在赶来`);
    expect(lines().filter(({ code }) => code === "acknowledged")).toHaveLength(1);
    await expect.poll(() => call(other).getByTestId("shift-pass").count(), WITHIN).toBe(0);
    const colleague = winner === "王芳" ? "李娜" : "王芳";
    await call(first).getByTestId("shift-pass").click();
    await first.getByTestId(`hand-over-${colleague}`).click();
    await expect.poll(() => call(other).getByTestId("shift-asked").textContent(), WITHIN).toContain(`${winner}请您去`);
    await call(other).getByTestId("shift-go").click();
    await expect.poll(() => onSite().by?.name, WITHIN).toBe(colleague);
  });
});
