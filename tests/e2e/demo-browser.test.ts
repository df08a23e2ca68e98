import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { residentKey } from "../../simulators/home-document.ts";
import { openWholeBrowser } from "../browser/open-browser.ts";
import { startRealHome, type RealHome } from "../browser/real-home.ts";
import { until } from "../support/machine.ts";
import { need, outputFolder } from "../support/platform.ts";

const WITHIN = { timeout: 30_000 };
const PICTURES = join(outputFolder(), "pictures");
const ROOM = "305";

/** One story, told in order: each test goes on where the one before it ended. */
need("chromium")("an SOS from the button to its outcome, as three people see it", () => {
  let real: RealHome;
  let browser: Browser;
  let wall: Page;
  let phone: Page;
  let doctor: Page;
  let alertId = "";
  const complaints: string[] = [];
  const pictures: string[] = [];

  async function openScreen(width: number, height: number): Promise<Page> {
    const context: BrowserContext = await browser.newContext({ viewport: { width, height }, locale: "zh-CN", reducedMotion: "reduce" });
    context.setDefaultTimeout(WITHIN.timeout);
    const page = await context.newPage();
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (/Content Security Policy|\[intlify\]|\[Vue warn\]/.test(message.text())) complaints.push(message.text());
    });
    return page;
  }
  async function signIn(page: Page, path: string): Promise<void> {
    const user = real.imported.users.find(({ username }) => username === "lina");
    await page.goto(`${real.anhu.httpUrl}/sign-in?to=${path}`);
    await page.getByTestId("field-username").fill(user?.username ?? "");
    await page.getByTestId("field-password").fill(user?.password ?? "");
    await page.getByTestId("sign-in").click();
    await page.waitForURL(`**${path}`);
  }
  async function picture(page: Page, name: string, fullPage = false): Promise<void> {
    const number = String(pictures.length + 1).padStart(2, "0");
    pictures.push(name);
    await page.screenshot({ path: join(PICTURES, `demo-${number}-${name}.png`), fullPage });
  }
  const banner = () => wall.getByTestId("banner");
  /** The form of the link page that takes the medical track; the others say what the doctor decides. */
  const take = () => doctor.locator('form:has(input[name="track"])');
  const call = () => phone.getByTestId(`call-${alertId}`);
  const track = (page: Page, which: "onSite" | "medical") => page.getByTestId(`alert-${alertId}`).getByTestId(`track-${which}`);

  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    real = await startRealHome();
    browser = await openWholeBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await real?.close();
  });

  it("a calm home: the wall lives and sounds, the phone waits", async () => {
    wall = await openScreen(1920, 1080);
    await signIn(wall, "/wall");
    const tile = wall.getByTestId(`tile-${real.residentId(residentKey(4))}`);
    await expect.poll(() => tile.locator(".vital.heartRate .value").textContent(), WITHIN).toMatch(/^\d+$/);
    await wall.getByTestId("start-watch").click();
    await expect.poll(() => wall.getByTestId("start-watch").textContent(), WITHIN).toContain("声音已开");
    await wall.getByTestId("calm").waitFor();
    await picture(wall, "wall-calm");

    phone = await openScreen(390, 844);
    await signIn(phone, "/shift");
    await phone.getByTestId("shift-rooms").click();
    await phone.getByTestId(`room-${ROOM}`).click();
    await phone.getByTestId("rooms-done").click();
    await phone.getByTestId("shift-calm").waitFor();
    await picture(phone, "phone-calm");
  });
  it("the button is pressed: wall, phone and clinic know, and the wall says who was told", async () => {
    real.home.play("sos", residentKey(4));
    await banner().waitFor();
    alertId = (await banner().getAttribute("data-alert")) ?? "";
    await expect.poll(() => banner().textContent(), WITHIN).toContain("已通知 当班护理员、阳光社区卫生服务中心");
    expect(await banner().textContent()).toMatch(new RegExp(`紧急呼叫 · ${ROOM} .+还没有人应答`));
    expect(await wall.getByTestId("prompt-120").textContent()).toContain("读给 120 听");
    await expect.poll(() => wall.getByTestId("banner-since").textContent(), WITHIN).toMatch(/\d\d:(?!00)\d\d/);
    const message = await until(() => real.clinic.messages.find((one) => one.alertId === alertId), { deadlineMs: WITHIN.timeout });
    expect(message).toMatchObject({ type: "alert.raised", kind: "sos", severity: "critical" });
    expect(Object.values(real.clinic.counts.refused)).toEqual([0, 0, 0, 0, 0]);
    await call().waitFor();
    await expect.poll(() => call().getAttribute("data-step"), WITHIN).toBe("go");
    await picture(wall, "wall-sos");
    await picture(phone, "phone-sos");
  });
  it("我去 on the phone: the wall says who is coming", async () => {
    await call().getByTestId("shift-go").click();
    await expect.poll(() => call().getAttribute("data-step"), WITHIN).toBe("arrive");
    await expect.poll(() => banner().textContent(), WITHIN).toContain("李娜正在赶来");
    await wall.getByTestId("banner-go").waitFor({ state: "detached" });
    await picture(wall, "wall-coming");
    await picture(phone, "phone-coming");
  });
  it("到场 ends the on-site track, while the doctor is still awaited", async () => {
    await call().getByTestId("shift-arrived").click();
    await expect.poll(() => call().getAttribute("data-step"), WITHIN).toBe("outcome");
    await expect.poll(() => banner().textContent(), WITHIN).toContain("李娜已到场");
    await expect.poll(() => banner().textContent(), WITHIN).toContain("等待医生");
    await picture(wall, "wall-arrived");
    await picture(phone, "phone-arrived");
  });
  it("the doctor opens the clinic's link, which acknowledges nothing, and takes the medical track with a name", async () => {
    const message = real.clinic.messages.find((one) => one.alertId === alertId);
    doctor = await openScreen(390, 844);
    await doctor.goto(message?.acknowledgeUrl ?? "");
    expect(await doctor.locator("h1").textContent()).toContain("紧急呼叫");
    await picture(doctor, "doctor-link");
    await track(await openAlerts(), "medical")
      .and(wall.locator('[data-state="waiting"]'))
      .waitFor();
    await doctor.locator("#person").fill("周医生");
    await take().getByRole("button").click();
    await doctor.getByRole("status").waitFor();
    expect(await doctor.getByRole("status").textContent()).toContain("医疗由您处理");
    await take().waitFor({ state: "detached" });
    await picture(doctor, "doctor-taken");
    await track(wall, "medical").and(wall.locator('[data-state="acknowledged"]')).waitFor();
    await expect.poll(() => track(wall, "medical").textContent(), WITHIN).toContain("周医生");
    await doctor.getByRole("link", { name: "查看交接单" }).click();
    await doctor.locator("h2").first().waitFor();
    await expect.poll(() => doctor.locator("body").textContent(), WITHIN).toMatch(/现况.+心率/s);
    await picture(doctor, "doctor-handover");
  });
  it("the alert's page shows both tracks, what happened, and every attempt to reach somebody", async () => {
    const card = wall.getByTestId(`alert-${alertId}`);
    await expect.poll(() => track(wall, "onSite").getAttribute("data-state"), WITHIN).toBe("done");
    await card.getByTestId("open-details").click();
    const details = card.locator("details").first().locator("section");
    const happened = details.first();
    for (const line of ["发生紧急呼叫", "通知 当班护理员", "通知 阳光社区卫生服务中心", "李娜在路上", "李娜到场", "周医生应答（医疗）"])
      await expect.poll(() => happened.textContent(), WITHIN).toContain(line);
    await expect.poll(() => details.nth(1).textContent(), WITHIN).toMatch(/阳光社区卫生服务中心.*对方系统已收到/);
    await picture(wall, "alert-open", true);
  });
  it("resolved with an outcome on the phone, the wall is calm again", async () => {
    await wall.goto(`${real.anhu.httpUrl}/wall`);
    await wall.getByTestId("start-watch").click();
    await expect.poll(() => wall.getByTestId("queue-item").textContent(), WITHIN).toContain("李娜已到场");
    await call().getByTestId("shift-resolve").click();
    await call().getByTestId("resolve-outcome-true").check();
    await picture(phone, "phone-outcome");
    await call().getByTestId("resolve-reason").fill("头晕，已扶回床上，血压 132/78");
    await call().getByTestId("resolve-save").click();
    await call().waitFor({ state: "detached" });
    await phone.getByTestId("shift-calm").waitFor();
    await wall.getByTestId("queue-item").waitFor({ state: "detached" });
    await wall.getByTestId("calm").waitFor();
    await picture(wall, "wall-calm-again");
    await picture(phone, "phone-calm-again");
    const message = await until(() => real.clinic.messages.find((one) => one.alertId === alertId && one.type === "alert.resolved"), {
      deadlineMs: WITHIN.timeout,
    });
    expect(message.kind).toBe("sos");
  });
  it("no screen complained", () => {
    expect(complaints).toEqual([]);
  });

  async function openAlerts(): Promise<Page> {
    await wall.goto(`${real.anhu.httpUrl}/alerts?alert=${alertId}`);
    await wall.getByTestId(`alert-${alertId}`).waitFor();
    return wall;
  }
});
