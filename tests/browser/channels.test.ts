import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { until } from "../support/machine.ts";
import { need } from "../support/platform.ts";
import { openChannelsHome, type ChannelsHome } from "./channels-home.ts";
import { openBrowser } from "./open-browser.ts";
import { builtDashboard } from "./dashboard-build.ts";
import { type PageOptions } from "./open-page.ts";
import { openSignedIn } from "./open-signed-in.ts";
import { violationsOf } from "./violations.ts";

need("chromium")("the page of the channels, on the real API", () => {
  const complaints: string[] = [];
  const WITHIN = { timeout: 30_000 };
  let browser: Browser;
  let home: ChannelsHome;
  let page: Page;

  beforeAll(async () => {
    browser = await openBrowser();
  }, 120_000);
  afterEach(async () => {
    await page.context().close();
    await home.fake.close();
    expect(complaints.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
  });
  async function open(who: string, options: PageOptions = {}): Promise<void> {
    home = await openChannelsHome(builtDashboard());
    // A busy machine sheds load: the sign-in is tried again.
    page = await until(() => openSignedIn(browser, home.fake, who, "/channels", complaints, options), { deadlineMs: 30_000 });
    await page.getByTestId("own-push").waitFor(WITHIN);
  }
  const verdict = (id: string) => page.getByTestId(`channel-${id}`).getByTestId("channel-verdict").textContent();

  it("a manager pastes the robot's address, and reads what the provider said to the test", async () => {
    await open("manager", { width: 390 });
    await page.getByTestId("channel-add").click();
    await page.getByTestId("channel-save").click();
    expect(await page.getByTestId("channel-problem").textContent()).toBe("请填写名称。");
    await page.getByTestId("channel-label").fill("坏的群");
    await page.getByTestId("field-key").fill("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc-123");
    await page.getByTestId("field-mentionMobiles").fill("13800001111，13800002222");
    await page.getByTestId("channel-save").click();
    await expect.poll(() => home.channels.rows.length, WITHIN).toBe(5);
    const added = home.channels.rows.at(-1)!;
    expect(added.config).toEqual({ key: "abc-123", mentionMobiles: ["13800001111", "13800002222"] });
    await page.getByTestId(`channel-${added.id}`).getByTestId("channel-test").click();
    await expect.poll(() => verdict(added.id), WITHIN).toContain("测试没有成功：45009 api freq out of limit");
    await page.getByTestId("channel-chn_b").getByTestId("channel-test").click();
    await expect.poll(() => verdict("chn_b"), WITHIN).toContain("对方平台已接受");
    expect(await page.content()).not.toContain("abc-123");
  });
  it("a change keeps the secret that is not typed again, and the order can be changed", async () => {
    await open("manager", { language: "en" });
    const card = page.getByTestId("channel-chn_a");
    await card.getByTestId("channel-edit").click();
    expect(await page.getByTestId("field-key").inputValue()).toBe("");
    await page.getByTestId("channel-label").fill("Carers");
    await page.getByTestId("channel-save").click();
    await expect.poll(() => home.channels.find("chn_a")?.label, WITHIN).toBe("Carers");
    expect(home.channels.find("chn_a")?.config).toMatchObject({ key: "k" });
    await page.getByTestId("channel-chn_a").getByRole("button", { name: "Try later" }).click();
    await expect.poll(() => [home.channels.find("chn_a")?.order, home.channels.find("chn_b")?.order], WITHIN).toEqual([2, 1]);
  });
  it("an administrator sees a clinic's channels too; a nurse only the pushes to her own phone", async () => {
    await open("administrator");
    await page.getByTestId("channel-owner").selectOption("cli_1");
    await page.getByTestId("channel-chn_d").waitFor(WITHIN);
    await page.context().close();
    await home.fake.close();
    await open("nurse");
    expect(await page.getByTestId("channel-add").count()).toBe(0);
  });
  it("while a clinic's channels do not come, neither the home's nor its open form stand under the clinic's name", async () => {
    await open("administrator");
    await page.getByTestId("channel-chn_a").getByTestId("channel-edit").click();
    await page.getByTestId("channel-label").waitFor();
    await page.route("**/api/v1/channels?*clinic=*", (route) => route.abort());
    await page.getByTestId("channel-owner").selectOption("cli_1");
    await expect.poll(() => page.locator(".note.error").count(), WITHIN).toBe(1);
    expect(await page.getByTestId("channel-chn_a").count()).toBe(0);
    await page.unrouteAll();
    await page.locator(".note.error button").click();
    await page.getByTestId("channel-chn_d").waitFor(WITHIN);
    expect(await page.getByTestId("channel-label").count()).toBe(0);
  });
  it.each(["zh-CN", "en"])("nothing is out of reach of a phone or of a screen reader (%s), whatever the type", async (language) => {
    await open("manager", { width: 390, language });
    await page.getByTestId("channel-add").click();
    for (const type of ["wecom", "dingtalk", "feishu", "sms", "voice", "email", "wechat", "webhook"]) {
      await page.getByTestId("channel-type").selectOption(type);
      expect([type, await violationsOf(page)]).toEqual([type, []]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    }
  });
});
