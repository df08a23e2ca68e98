import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { Role } from "../../domain/people.ts";
import { need } from "../support/platform.ts";
import { startMock, type MockServer } from "./mock-server.ts";
import { openBrowser } from "./open-browser.ts";
import { builtDashboard } from "./dashboard-build.ts";
import { openPage, type PageOptions } from "./open-page.ts";
import { violationsOf } from "./violations.ts";

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2]);

need("chromium")("the contracts in a browser", () => {
  const WITHIN = { timeout: 30_000 };
  let browser: Browser;
  let mock: MockServer;
  let page: Page;
  const complaints: string[] = [];

  async function open(options: PageOptions & { readonly role?: Role } = {}): Promise<void> {
    mock.beRole(options.role ?? "manager");
    page = await openPage(browser, `${mock.url}/contracts`, complaints, options);
    await page.locator("main h1").waitFor();
  }
  const byId = (id: string) => page.getByTestId(id);
  const card = (id: string) => byId(`contract-${id}`);
  const scrollWidth = () => page.evaluate("document.documentElement.scrollWidth");
  /** Days are counted from the server's time, which a page may learn after it has read the contracts. */
  const knowsTheDay = () => expect.poll(() => card("con_sun").getByTestId("contract-left").textContent(), WITHIN).toBe("还有 11 天");
  const textOf = async (id: string) => (await byId(id).textContent())?.replace(/\s+/g, " ");

  beforeAll(async () => {
    mock = await startMock("calm", { dist: builtDashboard() });
    browser = await openBrowser();
  }, 120_000);
  afterEach(async () => {
    await page.context().close();
    mock.show("calm");
    mock.cut(false);
    expect(complaints.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await mock.close();
  });

  it.each(["zh-CN", "en"])(
    "in %s have no accessibility violations and no horizontal scroll on a phone, the form and every panel open",
    async (language) => {
      await open({ language, width: 390 });
      await byId("contract-add").click();
      await byId("mode-posted").check();
      await byId("add-hours").click();
      await byId("add-fee").click();
      for (const panel of ["copies", "history", "account", "end"]) {
        await card("con_sun").getByTestId(`contract-${panel}`).click();
        await expect.poll(() => page.locator(".note.loading").count(), WITHIN).toBe(0);
        expect(await violationsOf(page)).toEqual([]);
        expect(await scrollWidth()).toBe(390);
      }
      await page.setViewportSize({ width: 1280, height: 800 });
      expect(await violationsOf(page)).toEqual([]);
    },
  );
  it("say what runs out, with the days left, and who is told after that", async () => {
    await open({ width: 390 });
    await knowsTheDay();
    await expect
      .poll(() => textOf("contract-findings"), WITHIN)
      .toContain("与阳光社区卫生服务中心的签约还有 11 天到期（2026/12/3），还没有续签。");
    expect(await textOf("contract-fallback")).toMatch(/先通知其余 1 家签约诊所.*护士站 0571-86660001.*危急时先打 120/);
    expect(await textOf("contract-coverage")).toContain("18 位住户都有有效签约");
    expect(await card("con_sun").locator("a[href^='tel:']").getAttribute("href")).toBe("tel:0571-85550120");
    expect(await card("con_tcm").isVisible()).toBe(false);
    await page.getByText("已到期和已结束的（1 份）").click();
    expect(await card("con_tcm").textContent()).toContain("诊所搬迁");
  });
  it("a home without any says so first, in red, with what staff do now", async () => {
    mock.show("empty");
    await open({ width: 390 });
    expect(await textOf("contract-findings")).toContain("没有有效的医养签约，36 位住户没有签约的诊所。");
    expect(await textOf("contract-fallback")).not.toContain("签约诊所");
    expect(await textOf("contract-coverage")).toContain("36 位住户中 0 位有有效签约（0%）");
  });
  it("a manager renews what runs out, and the warning is gone", async () => {
    await open({ width: 390 });
    await card("con_sun").getByTestId("contract-renew").click();
    expect(await byId("contract-from").inputValue()).toBe("2026-12-04");
    expect(await byId("contract-phone").inputValue()).toBe("0571-85550120");
    await byId("contract-to").fill("2026-12-01");
    await byId("contract-save").click();
    await expect.poll(() => textOf("contract-problem"), WITHIN).toContain("最后一天不能早于开始日期");
    await byId("contract-to").fill("2027-12-03");
    await byId("contract-save").click();
    await expect.poll(() => textOf("contracts-done"), WITHIN).toBe("已续签。");
    const fresh = mock.contracts.all.at(-1)!;
    expect(fresh).toMatchObject({
      renewsId: "con_sun",
      fromMs: Date.UTC(2026, 11, 3, 16),
      toMs: Date.UTC(2027, 11, 3, 16),
      isDraft: false,
    });
    expect(fresh.posted).toEqual({ name: "赵敏", phone: "13800000011", hours: [] });
    await expect.poll(() => byId("contract-findings").count(), WITHIN).toBe(0);
    await expect.poll(() => card("con_sun").textContent(), WITHIN).toContain("已续签");
  });
  it("a new one is kept as a draft with its services, hours and fees, and signed by both sides", async () => {
    await open();
    await knowsTheDay();
    await byId("contract-add").click();
    await byId("contract-save").click();
    await expect.poll(() => textOf("contract-problem"), WITHIN).toContain("请选择医疗机构");
    await byId("contract-clinic").selectOption("cli_tcm");
    await byId("service-chineseMedicine").check();
    await byId("add-hours").click();
    await byId("add-fee").click();
    await byId("fee-what").fill("送餐");
    await byId("fee-yuan").fill("12.50");
    await byId("fee-class").selectOption("meals");
    await byId("contract-draft").check();
    await byId("contract-save").click();
    await expect.poll(() => textOf("contract-problem"), WITHIN).toContain("基本医保不支付");
    await byId("fee-payer").selectOption("ownPocket");
    await byId("contract-save").click();
    await expect.poll(() => textOf("contracts-done"), WITHIN).toBe("已登记。");
    const { id } = mock.contracts.all.at(-1)!;
    expect(mock.contracts.all.at(-1)).toMatchObject({
      ...{ clinicId: "cli_tcm", isDraft: true, toMs: null, services: ["chineseMedicine"] },
      hours: [{ from: "08:00", to: "17:30", days: ["workday"] }],
      paper: { fees: [{ what: "送餐", class: "meals", amountFen: 1_250, payer: "ownPocket" }] },
    });
    for (const [name, status] of [
      ["张院长", "草稿"],
      ["王主任", "生效中"],
    ] as const) {
      await card(id).getByTestId("contract-sign").click();
      await byId("sign-name").fill(name);
      await byId("sign-save").click();
      await expect.poll(() => card(id).textContent(), WITHIN).toContain(name);
      expect(await card(id).getByTestId("contract-status").textContent()).toBe(status);
    }
  });
  it("a change says why, and who was first when somebody else was", async () => {
    await open({ width: 390 });
    await card("con_two").getByTestId("contract-amend").click();
    await byId("contract-phone").fill("0571-1");
    await byId("contract-save").click();
    await expect.poll(() => textOf("contract-problem"), WITHIN).toContain("请写为什么");
    await byId("contract-reason").fill("换了号码");
    mock.contracts.beNextBeatenBy("张院长");
    await byId("contract-save").click();
    await expect.poll(() => textOf("contract-problem"), WITHIN).toContain("张院长已经先做了");
    await expect.poll(() => card("con_two").textContent(), WITHIN).toContain("责任医师 张院长");
    await byId("contract-save").click();
    await expect.poll(() => textOf("contracts-done"), WITHIN).toBe("已修改。");
    await card("con_two").getByTestId("contract-history").click();
    await expect.poll(() => textOf("contract-history-list"), WITHIN).toContain("换了号码");
    expect(mock.contracts.all.find(({ id }) => id === "con_two")).toMatchObject({
      dutyPhone: "0571-1",
      responsiblePhysician: "张院长",
      version: 3,
    });
  });
  it("ending asks for the reason, and says what it means", async () => {
    await open({ width: 390 });
    await card("con_two").getByTestId("contract-end").click();
    expect(await textOf("end-form")).toContain("急事不再通知这家诊所");
    await byId("end-save").click();
    await expect.poll(() => textOf("end-problem"), WITHIN).toContain("请写为什么");
    await byId("end-reason").fill("医院停止服务");
    await byId("end-save").click();
    await expect.poll(() => textOf("contracts-done"), WITHIN).toBe("已结束。");
    expect(mock.contracts.all.find(({ id }) => id === "con_two")).toMatchObject({ isEnded: true, endReason: "医院停止服务" });
  });
  it("a copy is uploaded and listed with its checksum, anything else is refused before it is sent", async () => {
    await open({ width: 390 });
    await card("con_sun").getByTestId("contract-copies").click();
    await byId("copy-file").setInputFiles({ name: "x.txt", mimeType: "text/plain", buffer: Buffer.from("x") });
    await expect.poll(() => textOf("copy-problem"), WITHIN).toContain("只能上传 PDF、JPEG 或 PNG");
    await byId("copy-file").setInputFiles({ name: "协议第一页.png", mimeType: "image/png", buffer: PNG });
    await expect.poll(() => byId("copy").count(), WITHIN).toBe(1);
    expect(await byId("copy").getAttribute("href")).toBe("/api/v1/contracts/con_sun/copies/cpy_0");
    expect(await byId("copy").getAttribute("download")).toBe("协议第一页.png");
  });
  it("the separate account takes an entry and its correction, and sums them", async () => {
    await open({ width: 390 });
    await card("con_sun").getByTestId("contract-account").click();
    for (const [yuan, purpose] of [
      ["9000", "第四季度"],
      ["-1000.50", "更正"],
    ] as const) {
      await byId("account-yuan").fill(yuan);
      await byId("account-purpose").fill(purpose);
      await byId("account-save").click();
      await expect.poll(() => byId("account-purpose").inputValue(), WITHIN).toBe("");
    }
    await expect.poll(() => textOf("account"), WITHIN).toMatch(/¥9,000.*-¥1,000\.50.*¥7,999\.50/);
  });
  it("a nurse reads that managers do, and no link is offered to her", async () => {
    await open({ role: "nurse" });
    expect(await textOf("contracts-no-right")).toContain("没有这项权限");
    expect(await byId("nav-contracts").count()).toBe(0);
  });
});
