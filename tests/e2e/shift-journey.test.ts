import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { roomCode } from "../../domain/room-code.ts";
import { residentKey } from "../../simulators/home-document.ts";
import { openWholeBrowser } from "../browser/open-browser.ts";
import { startRealHome, type RealHome } from "../browser/real-home.ts";
import { need } from "../support/platform.ts";

const WITHIN = { timeout: 40_000 };
const PINS = { lina: "4071", zhangwei: "903618" } as const;

need("chromium")("a night alert, from the wall to its outcome, on a handset that two carers share", () => {
  let real: RealHome;
  let browser: Browser;
  const complaints: string[] = [];
  const handsets: string[] = [];
  const ids = new Map<string, string>();
  const userId = (username: string) => ids.get(username) ?? "";
  const passwordOf = (username: string) => real.imported.users.find((one) => one.username === username)?.password ?? "";

  async function screen(language: string, width: number, cookie?: string): Promise<Page> {
    const context: BrowserContext = await browser.newContext({ viewport: { width, height: 844 }, reducedMotion: "reduce" });
    context.setDefaultTimeout(WITHIN.timeout);
    await context.addInitScript((chosen) => localStorage.setItem("anhu.language", chosen), language);
    if (cookie !== undefined) await context.addCookies([{ name: "anhu_handset", value: cookie, url: real.anhu.httpUrl }]);
    const page = await context.newPage();
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (/Content Security Policy|\[intlify\]|\[Vue warn\]/.test(message.text())) complaints.push(message.text());
    });
    return page;
  }
  async function signIn(page: Page, username: string, path: string): Promise<void> {
    await page.goto(`${real.anhu.httpUrl}/sign-in?to=${path}`);
    await page.getByTestId("field-username").fill(username);
    await page.getByTestId("field-password").fill(passwordOf(username));
    await page.getByTestId("sign-in").click();
    await page.waitForURL(`**${path}`);
  }
  async function switchTo(page: Page, username: keyof typeof PINS): Promise<void> {
    await page.getByTestId(`switch-${userId(username)}`).click();
    for (const digit of PINS[username]) await page.getByTestId(`pin-${digit}`).click();
    await page.getByTestId("pin-ok").click();
  }
  const alertOf = (id: string) =>
    real.anhu.api.get(`/alerts/${id}`) as Promise<{ timeline: { code: string; who: string | null; detail: string | null }[] }>;

  beforeAll(async () => {
    real = await startRealHome();
    browser = await openWholeBrowser();
    const people = (await real.anhu.api.get("/users?limit=200")) as { items: { id: string; username: string }[] };
    for (const { id, username } of people.items) ids.set(username, id);
  });
  afterAll(async () => {
    await browser?.close();
    await real?.close();
  });

  it("carers set their PIN with their password; the manager makes two phones handsets, and is signed out of them", async () => {
    for (const username of ["lina", "zhangwei"] as const) {
      const own = await screen("zh-CN", 390);
      await signIn(own, username, "/shift");
      await own.getByTestId("own-keys").locator("summary").click();
      await own.getByTestId("field-new-pin").fill("1234");
      await own.getByTestId("own-pin-problem").waitFor();
      await own.getByTestId("field-new-pin").fill(PINS[username]);
      await own.getByTestId("field-own-password").fill(passwordOf(username));
      await own.getByTestId("own-pin-save").click();
      await own.getByTestId("own-pin-saved").waitFor();
      await own.context().close();
    }
    for (const name of ["三楼 1 号", "三楼 2 号"]) {
      const phone = await screen("zh-CN", 390);
      await signIn(phone, "chen", "/shift");
      await phone.getByTestId("enrol").locator("summary").click();
      await phone.getByTestId("field-handset-name").fill(name);
      await phone.getByTestId("enrol-save").click();
      await expect.poll(() => phone.getByTestId("handset-who").textContent(), WITHIN).toBe("已锁定");
      const cookies = await phone.context().cookies();
      handsets.push(cookies.find((cookie) => cookie.name === "anhu_handset")?.value ?? "");
      expect(await phone.evaluate("document.cookie")).toBe("");
      await phone.context().close();
    }
  });
  it.each([
    { language: "zh-CN", resident: 4, room: "305", coming: "李娜正在赶来" },
    { language: "en", resident: 5, room: "306", coming: "李娜 is on the way" },
  ])("in $language: on the wall, 我去 after a PIN, one winner of two, arrived by the room's code, resolved", async (story) => {
    const { language, coming } = story;
    const wall = await screen(language, 1920);
    await signIn(wall, "wangfang", "/wall");
    const [one, two] = [await screen(language, 390, handsets[0]), await screen(language, 390, handsets[1])];
    for (const page of [one, two]) await page.goto(`${real.anhu.httpUrl}/shift`);
    real.home.play("sos", residentKey(story.resident));
    await wall.getByTestId("banner").waitFor();
    const alertId = (await wall.getByTestId("banner").getAttribute("data-alert")) ?? "";
    const call = (page: Page) => page.getByTestId(`call-${alertId}`);
    const room = (await call(one).locator(".room").textContent())?.trim() ?? "";
    // Locked, both show it; the press on the first one waits for a name.
    await call(two).waitFor();
    await call(one).getByTestId("shift-go").click();
    await switchTo(one, "lina");
    await expect.poll(() => wall.getByTestId("banner").textContent(), WITHIN).toContain(coming);
    // The second pressed while the first was faster: its press is answered with her name.
    await two.getByTestId("handset-switch").click();
    await switchTo(two, "zhangwei");
    await expect.poll(() => two.getByTestId("handset-who").textContent(), WITHIN).toBe("张伟");
    const refused = await two.evaluate(async (id) => {
      const session: { csrfToken: string } = await (await fetch("/api/v1/session")).json();
      const headers = { "content-type": "application/json", "x-csrf-token": session.csrfToken };
      const answer = await fetch(`/api/v1/alerts/${id}/acknowledge`, { method: "POST", headers, body: '{"track":"onSite"}' });
      const body: { by?: string } = await answer.json();
      return [answer.status, body.by];
    }, alertId);
    expect(refused).toEqual([409, "李娜"]);
    await expect.poll(() => call(two).textContent(), WITHIN).toContain(coming);
    // At the bed: the code of the room, typed as it stands under the QR code.
    const places = (await real.anhu.api.get("/places?limit=200&facility=" + real.imported.facilityId)) as {
      items: { id: string; name: string }[];
    };
    const placeId = places.items.find(({ name }) => name === room)?.id ?? "";
    await one.getByTestId("handset-scan").click();
    await one.getByTestId("scan-text").fill(roomCode(placeId));
    await one.getByTestId("scan-go").click();
    await expect.poll(() => call(one).getAttribute("data-step"), WITHIN).toBe("outcome");
    await call(one).getByTestId("shift-resolve").click();
    await call(one).getByTestId("resolve-outcome-true").check();
    await call(one).getByTestId("resolve-save").click();
    await expect.poll(() => call(one).count(), WITHIN).toBe(0);
    await expect.poll(() => call(two).count(), WITHIN).toBe(0);
    const { timeline } = await alertOf(alertId);
    const steps = timeline.filter(({ code }) => ["onTheWay", "arrived", "resolved"].includes(code));
    expect(steps.map(({ code, who }) => [code, who])).toEqual([
      ["onTheWay", "李娜"],
      ["arrived", "李娜"],
      ["resolved", "李娜"],
    ]);
    expect(steps[1]?.detail).toBe("caregiver: roomCode");
    await one.getByTestId("handset-lock").click();
    await two.getByTestId("handset-lock").click();
    for (const page of [one, two])
      await expect.poll(() => page.getByTestId("handset-who").textContent(), WITHIN).toBe(language === "en" ? "Locked" : "已锁定");
    await Promise.all([wall, one, two].map((page) => page.context().close()));
    expect(complaints.splice(0)).toEqual([]);
  });
});
