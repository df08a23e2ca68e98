import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { FakeApi } from "../api/fakes.ts";
import { ask, PASSWORD, signIn } from "../api/world.ts";
import { need } from "../support/platform.ts";
import { CLOSED, IN_HAND, openClinicHome, SECOND, UNANSWERED } from "./clinic-home.ts";
import { openBrowser } from "./open-browser.ts";
import { builtDashboard } from "./dashboard-build.ts";
import { openPage, type PageOptions } from "./open-page.ts";
import { violationsOf } from "./violations.ts";

need("chromium")("the console of a clinic, on the real API", () => {
  const complaints: string[] = [];
  const WITHIN = { timeout: 30_000 };
  let browser: Browser;
  let fake: FakeApi;
  let page: Page;

  beforeAll(async () => {
    browser = await openBrowser();
  }, 120_000);
  afterEach(async () => {
    await page.context().close();
    await fake.close();
    expect(complaints.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
  });
  async function open(scene: "night" | "calm" = "night", options: PageOptions = {}, path = "/sign-in"): Promise<void> {
    fake = await openClinicHome(builtDashboard(), scene);
    page = await openPage(browser, fake.url + path, complaints, options);
    await page.getByTestId("field-username").fill("clinicStaff");
    await page.getByTestId("field-password").fill(PASSWORD);
    await page.getByTestId("sign-in").click();
    await page.waitForURL("**/clinic");
    await page.getByTestId(scene === "calm" ? "clinic-calm" : `clinic-${UNANSWERED}`).waitFor(WITHIN);
  }
  const call = (id: string) => page.getByTestId(`clinic-${id}`);
  const stateOf = (id: string) => call(id).getAttribute("data-state");
  const medical = (id = UNANSWERED) => fake.desk.find(id)!.alert.medical;

  it("a doctor lands there, also from the root, and takes and decides in two taps and one", async () => {
    await open("night", { width: 390 }, "/");
    expect(await page.locator("article").first().getAttribute("data-testid")).toBe(`clinic-${UNANSWERED}`);
    await expect.poll(() => call(UNANSWERED).getByTestId("waited").textContent(), WITHIN).toMatch(/^00:4\d$/);
    await call(UNANSWERED).getByTestId("clinic-take").click();
    await expect.poll(() => stateOf(UNANSWERED), WITHIN).toBe("mine");
    await call(UNANSWERED).getByTestId("decide-visit").click();
    await call(UNANSWERED).getByTestId("eta-10").check();
    await call(UNANSWERED).getByTestId("words").fill("带心电图");
    await call(UNANSWERED).getByTestId("dispose").click();
    await expect.poll(() => call(UNANSWERED).getByTestId("clinic-says").textContent(), WITHIN).toContain("上门，约 10 分钟");
    const staff = (await ask(fake, await signIn(fake, "caregiver"), "GET", `/api/v1/alerts/${UNANSWERED}`)).body;
    expect(staff.dispositions).toMatchObject([{ type: "visit", text: "带心电图", by: "测试 clinicStaff" }]);
    expect(staff.onSite.state).toBe("acknowledged");
  });
  it("a new alert comes by itself, a taken one goes quiet, and who was second reads the name of the first", async () => {
    await open();
    const { alert, timeline } = fake.desk.find(UNANSWERED)!;
    const id = UNANSWERED.replace(/.$/, "9");
    fake.desk.raise({ ...alert, id, rule: "sos", kind: "sos" }, [...timeline]);
    await call(id).waitFor(WITHIN);
    const other = { userId: "usr_o", clinicId: "cli_1", name: "王医生", role: "clinicStaff" } as const;
    await page.route("**/socket.io/**", (route) => route.abort());
    await fake.desk.acknowledge(id, "medical", other);
    await expect.poll(() => stateOf(id), WITHIN).not.toBe("unanswered");
    await fake.desk.dispose(SECOND, other, { type: "advise", text: "复测" });
    await expect.poll(() => stateOf(SECOND), WITHIN).toBe("mine");
    await expect.poll(() => call(SECOND).textContent(), WITHIN).toContain("王医生");
  });
  it("when a colleague decided first, the words that were typed stand in the form again", async () => {
    await open();
    await call(UNANSWERED).getByTestId("clinic-take").click();
    await expect.poll(() => stateOf(UNANSWERED), WITHIN).toBe("mine");
    const other = { userId: "usr_o", clinicId: "cli_1", name: "王医生", role: "clinicStaff" } as const;
    await page.route("**/disposition", async (route) => {
      await fake.desk.dispose(UNANSWERED, other, { type: "advise", text: "测血糖" });
      await route.continue();
    });
    await call(UNANSWERED).getByTestId("decide-visit").click();
    await call(UNANSWERED).getByTestId("eta-10").check();
    await call(UNANSWERED).getByTestId("words").fill("带心电图");
    await call(UNANSWERED).getByTestId("dispose").click();
    await expect.poll(() => call(UNANSWERED).getByTestId("clinic-says").textContent(), WITHIN).toContain("测血糖");
    await expect.poll(() => call(UNANSWERED).getByTestId("words").inputValue(), WITHIN).toBe("带心电图");
    expect(await call(UNANSWERED).getByTestId("eta-10").isChecked()).toBe(true);
    await page.unrouteAll();
    await call(UNANSWERED).getByTestId("dispose").click();
    await expect.poll(() => call(UNANSWERED).getByTestId("clinic-says").textContent(), WITHIN).toContain("带心电图");
  });
  it("a refusal needs its reason, and says so; then it stands among the refused", async () => {
    await open();
    await call(UNANSWERED).getByTestId("decide-refuse").click();
    await call(UNANSWERED).getByTestId("dispose").click();
    await expect.poll(() => call(UNANSWERED).getByRole("alert").textContent(), WITHIN).toContain("填完整");
    await call(UNANSWERED).getByTestId("words").fill("医生都在外面");
    await call(UNANSWERED).getByTestId("dispose").click();
    await expect.poll(() => stateOf(UNANSWERED), WITHIN).toBe("refused");
    expect(medical().state).toBe("waiting");
  });
  it("by keyboard alone", async () => {
    await open();
    await call(UNANSWERED).getByTestId("clinic-take").focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => medical().state, WITHIN).toBe("acknowledged");
    // The card moves to another list when the page hears of it, and what had the focus goes with the old one.
    await expect.poll(() => stateOf(UNANSWERED), WITHIN).toBe("mine");
    await call(UNANSWERED).getByTestId("decide-advise").focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await call(UNANSWERED).getByTestId("words").focus();
    await page.keyboard.type("lay flat");
    await expect.poll(() => call(UNANSWERED).getByTestId("dispose").isEnabled(), WITHIN).toBe(true);
    await page.keyboard.press("Enter");
    await expect.poll(() => medical().state, WITHIN).toBe("done");
  });
  it("an open referral is closed, and what is over today can be completed", async () => {
    await open();
    const row = page.getByTestId(`referral-${CLOSED}`);
    await row.getByTestId("referral-close").click();
    await row.getByTestId("outcome-arrived").click();
    await expect.poll(() => page.getByTestId(`referral-${CLOSED}`).count(), WITHIN).toBe(0);
    expect(fake.records.referralClosureRows).toMatchObject([{ alertId: CLOSED, outcome: "arrived" }]);
    expect(await page.getByTestId(`day-${CLOSED}`).textContent()).toContain("39 秒");
  });
  it("a lost link covers everything, and nothing behind it can be pressed", async () => {
    await open();
    await fake.close();
    await page.getByTestId("connection-lost").waitFor({ timeout: 40_000 });
    expect(await page.locator(".console").getAttribute("inert")).not.toBeNull();
  });
  it("a contract that ends takes its alerts from the screen", async () => {
    await open();
    expect(await call(IN_HAND).count()).toBe(1);
    const { alert, timeline } = fake.desk.find(IN_HAND)!;
    fake.desk.raise({ ...alert, state: "resolved", resolvedAtMs: fake.clock.now() - 25 * 3_600_000 }, [...timeline]);
    fake.records.contractRows = [];
    await expect.poll(() => call(IN_HAND).count(), WITHIN).toBe(0);
    expect(await call(UNANSWERED).count()).toBe(1);
  });
  it.each(["zh-CN", "en"])(
    "has no accessibility violations in %s, open forms too, and no horizontal scroll on a phone",
    async (language) => {
      await open("night", { language });
      expect(await violationsOf(page)).toEqual([]);
      for (const type of ["visit", "ambulance", "admit", "refuse"]) {
        await call(UNANSWERED).getByTestId(`decide-${type}`).click();
        expect(await violationsOf(page)).toEqual([]);
      }
      await page.setViewportSize({ width: 390, height: 844 });
      expect(await violationsOf(page)).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
    },
  );
});
