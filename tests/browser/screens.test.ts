import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { need } from "../support/platform.ts";
import { openBrowser } from "./open-browser.ts";
import { builtDashboard } from "./dashboard-build.ts";
import { openPage, type PageOptions } from "./open-page.ts";
import { startMock, type MockServer } from "./mock-server.ts";
import { violationsOf } from "./violations.ts";

const FALL = "00000000-0000-5000-8000-000000000001";
const HELP = "00000000-0000-5000-8000-000000000004";
const WANDERER = "00000000-0000-5000-8000-000000000021";
/** A press is repeated every 8 s at the longest, and a link counts as lost after 15 s. */
const WITHIN = { timeout: 45_000 };

need("chromium")("the screens in a browser", () => {
  let browser: Browser;
  let mock: MockServer;
  let page: Page;
  const complaints: string[] = [];

  async function open(path: string, options: PageOptions = {}): Promise<void> {
    page = await openPage(browser, mock.url + path, complaints, options);
  }
  const byId = (id: string) => page.getByTestId(id);
  const scrollWidth = () => page.evaluate("document.documentElement.scrollWidth");

  beforeAll(async () => {
    mock = await startMock("critical", { dist: builtDashboard() });
    browser = await openBrowser();
  }, 120_000);
  afterEach(async () => {
    await page.context().close();
    mock.show("critical");
    mock.signOut(false);
    mock.needSetup(false);
    mock.cut(false);
    expect(complaints.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await mock.close();
  });

  it.each(["zh-CN", "en"])("sign-in and first run in %s have no accessibility violations", async (language) => {
    mock.signOut(true);
    await open("/sign-in", { language, width: 390 });
    expect(await violationsOf(page)).toEqual([]);
    mock.needSetup(true);
    await page.reload();
    await byId("setup-notice").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await byId("setup-open").click();
    await byId("choose-en").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await expect.poll(scrollWidth).toBe(390);
  });
  it("a wrong password says so, and the right one leads to the page that was asked for", async () => {
    mock.signOut(true);
    await open("/shift");
    await byId("field-username").fill("lina");
    await byId("field-password").fill("wrong");
    await byId("sign-in").click();
    await expect.poll(() => byId("sign-in-problem").textContent()).toContain("不对");
    const expired = {
      type: "urn:anhu:error:PASSWORD_EXPIRED",
      title: "",
      status: 403,
      code: "PASSWORD_EXPIRED",
      detail: "",
      instance: "1",
    };
    await page.route("**/api/v1/session", (route) =>
      route.request().method() === "POST" ? route.fulfill({ status: 403, json: expired }) : route.fallback(),
    );
    await byId("sign-in").click();
    await expect.poll(() => byId("sign-in-problem").textContent()).toContain("超过 72 小时，不能再用了。请向院长或管理员要");
    await page.unroute("**/api/v1/session");
    await byId("field-password").fill("correct horse");
    await byId("sign-in").click();
    await page.waitForURL("**/shift");
  });
  it("the wall puts the alert that nobody answered first, with the 120 prompt, and 我去 quiets it", async () => {
    await open("/wall", { width: 1920 });
    await expect.poll(() => byId("banner").getAttribute("data-alert")).toBe(FALL);
    await expect.poll(() => byId("prompt-120").textContent()).toContain("读给 120 听");
    await byId("banner-go").click();
    await expect.poll(() => mock.alert(FALL)?.onSite.by).toBe("李娜");
    await expect.poll(() => byId("banner").getAttribute("data-alert")).not.toBe(FALL);
    await expect.poll(() => page.getByTestId("tile-res_2").textContent()).toContain("李娜正在赶来");
  });
  it("a missing value is a dash and an old one is struck through", async () => {
    await open("/wall", { width: 1920 });
    await expect.poll(() => byId("tile-res_5").locator("s").count()).toBeGreaterThanOrEqual(2);
    await byId("tile-res_1").waitFor();
    expect(await byId("tile-res_1").locator("s").count()).toBe(0);
    await expect.poll(() => byId("tile-res_16").locator(".vital.spo2 .value").textContent()).toBe("—");
  });
  it("a lamp that is silent has no data; vital signs it never had", async () => {
    await open(`/alerts?alert=${HELP}`);
    await byId(`alert-${HELP}`).waitFor();
    mock.change(HELP, (alert) => ({ ...alert, kind: "absence", rule: "absence.corridorLight", sign: null, value: null }));
    await expect.poll(() => byId(`alert-${HELP}`).textContent()).toContain("设备没有数据");
  });
  it("a nurse enters what was measured: a mistyped value is told before it is sent, and a score with holes is at least so much", async () => {
    await open("/residents/res_2", { width: 390 });
    await expect.poll(() => byId("news2-score").textContent()).toBe("至少 6 分");
    await byId("news2-enter").click();
    await byId("enter-spo2").fill("970");
    await byId("enter-save").click();
    await expect.poll(() => byId("enter-note").textContent()).toContain("血氧应在 40 到 100 之间");
    await byId("enter-spo2").fill("97");
    await byId("enter-bodyTemperature").fill("36,8");
    await byId("enter-consciousness").selectOption("voice");
    expect(await violationsOf(page)).toEqual([]);
    await expect.poll(scrollWidth).toBe(390);
    await byId("enter-save").click();
    await expect.poll(() => byId("enter-note").textContent()).toBe("已保存");
    const values = { spo2: 97, bodyTemperature: 36.8, consciousness: "voice" };
    expect(mock.entries).toEqual([{ at: expect.any(Number), values }]);
  });
  it("a carer opens who will be told of an SOS, with what staff are to call", async () => {
    await open("/residents/res_2", { width: 390 });
    await byId("who-will-be-told").locator("summary").click();
    await expect.poll(() => byId("who-will-be-told").locator("ol li").count()).toBe(3);
    const lines = (await byId("who-will-be-told").locator("ol li").allTextContents()).map((line) => line.trim());
    const why = "默认流程（危急告警）第 1 步；按排班在岗";
    const told = ["0 秒李娜到场 · 屏幕", "1 分钟护士到场 · 排班空缺", "3 分钟王小明 139到场 · 员工打电话"];
    expect(lines).toEqual(told.map((line) => line + why));
    // Every clinic, and why it is told, waits, is rung, or is not.
    const clinics = await byId("who-will-be-told").locator("ul li").allTextContents();
    expect(clinics).toHaveLength(3);
    expect(clinics[1]).toContain("不在服务时间内，请员工拨打其值班电话");
    expect(await byId("who-will-be-told").locator('a[href^="tel:"]').count()).toBe(1);
    expect(await violationsOf(page)).toEqual([]);
    await expect.poll(scrollWidth).toBe(390);
  });
  it("an alert says why each clinic is told, what the family reads, and whom to ring, on a phone too", async () => {
    await open(`/alerts?alert=${FALL}`, { width: 390 });
    const card = byId(`alert-${FALL}`);
    await expect.poll(() => card.getByTestId("prompt-120").textContent()).toContain("回拨电话：021-1234");
    await card.getByTestId("open-details").click();
    await expect.poll(() => card.getByTestId("why-told").textContent()).toContain("签约未包含急诊急救绿色通道服务");
    await expect.poll(() => card.getByTestId("family-panel").textContent()).toContain("草稿，家属看不到");
    expect(await card.getByTestId("contact-calls").count()).toBe(0);
    const id = (await card.getAttribute("data-testid"))?.replace("alert-", "") ?? "";
    mock.change(id, (alert) => {
      const line = { at: alert.raisedAt + 1, code: "called120" as const, track: null, who: "李娜", detail: "nurse" };
      return { ...alert, timeline: [...alert.timeline, line] };
    });
    await expect.poll(() => card.getByTestId("contact-calls").textContent()).toContain("13900000000");
    await expect.poll(() => card.getByTestId("happened-called120").isDisabled()).toBe(true);
    expect(await violationsOf(page)).toEqual([]);
    await expect.poll(scrollWidth).toBe(390);
  });
  it("今天不对劲: a carer picks the resident and the signs on the phone, and it is sent once", async () => {
    await open("/shift", { width: 390 });
    await byId("soft-open").click();
    await byId("soft-who-res_2").click();
    expect(await byId("soft-send").isDisabled()).toBe(true);
    await byId("soft-drowsy").click();
    await byId("soft-familyConcern").click();
    await byId("soft-note").fill("早饭没吃");
    expect(await violationsOf(page)).toEqual([]);
    await expect.poll(scrollWidth).toBe(390);
    await byId("soft-send").click();
    await expect.poll(() => byId("soft-sent").textContent()).toContain("一小时内测全套体征");
    expect(mock.entries.at(-1)).toEqual({
      signs: ["drowsy", "familyConcern"],
      note: "早饭没吃",
      saidAt: expect.any(Number),
      id: expect.any(String),
    });
  });
  it("on the phone a call goes from 我去 through 到场 to its outcome", async () => {
    await open("/shift", { width: 390 });
    const call = byId(`call-${HELP}`);
    await call.getByTestId("shift-go").click();
    await call.getByTestId("shift-arrived").click();
    await expect.poll(() => mock.alert(HELP)?.onSite.state).toBe("done");
    await call.getByTestId("shift-resolve").click();
    await call.getByTestId("resolve-outcome-true").check();
    await call.getByTestId("resolve-save").click();
    expect(await call.getByRole("alert").textContent()).toContain("原因");
    await call.getByTestId("resolve-reason").fill("扶去卫生间");
    await call.getByTestId("resolve-save").click();
    await expect.poll(() => mock.alert(HELP)?.state).toBe("resolved");
    await expect.poll(() => call.count()).toBe(0);
  });
  it("on the search checklist a carer ticks a zone, says what is worn, tells the family, and sees when to call 110", async () => {
    mock.show("wandering");
    await open(`/alerts?alert=${WANDERER}`, { width: 390 });
    const card = byId(`alert-${WANDERER}`);
    await expect.poll(() => card.getByTestId("search-police").textContent()).toMatch(/0[56]:\d\d 后还没找到，就打 110/);
    expect(await card.getByTestId("search-last-place").textContent()).toContain("最后在北门");
    expect(await card.getByTestId("search-zone-plc_gate").textContent()).toContain("张伟");
    await card.getByTestId("search-zone-plc_yard").click();
    await expect.poll(() => card.getByTestId("search-zone-plc_yard").textContent()).toContain("李娜");
    await card.getByTestId("search-clothing-words").fill("红围巾");
    await card.getByTestId("search-clothing-save").click();
    await expect.poll(() => card.getByTestId("search-clothing").textContent()).toContain("红围巾");
    await card.getByTestId("search-family").click();
    await expect.poll(() => card.getByTestId("search").textContent()).toContain("已告诉家属：李娜");
    expect(await violationsOf(page)).toEqual([]);
    await expect.poll(scrollWidth).toBe(390);
    mock.change(WANDERER, (alert) => ({ ...alert, raisedAt: alert.raisedAt - 600_000 }));
    await expect.poll(() => card.getByTestId("search-police").getAttribute("data-state")).toBe("due");
    expect(await violationsOf(page)).toEqual([]);
    await card.getByTestId("search-police-called").click();
    await expect.poll(() => card.getByTestId("search-police").textContent()).toContain("已打 110：李娜");
  });
  it("a nurse ends a silence and makes another: never of a fall, with a reason, and told in words who was first", async () => {
    await open("/residents/res_2", { width: 390 });
    await expect.poll(() => byId("silences").textContent()).toMatch(/体温过高.*张伟设置，到 .* 为止.*医生已看过/);
    await byId("silence-end-bodyTemperature.high").click();
    await expect.poll(() => byId("silence-said").textContent()).toContain("马上呼叫");
    await expect.poll(() => byId("silences").textContent()).toContain("没有静音");
    await byId("silence-open").click();
    const offered = await byId("silence-rule")
      .locator("option")
      .evaluateAll((all) => all.map((one) => one.getAttribute("value")));
    expect(offered).toContain("heartRate.high");
    for (const never of ["sos", "fall", "stillness", "wandering.exit", "smoke"]) expect(offered).not.toContain(never);
    await byId("silence-rule").selectOption("heartRate.high");
    await expect.poll(() => byId("silence-hours-24").count()).toBe(0);
    await byId("silence-hours-4").check();
    await byId("silence-save").click();
    expect(await byId("silence-problem").textContent()).toBe("请写原因");
    await byId("silence-reason").fill("医生已看过");
    expect(await violationsOf(page)).toEqual([]);
    await expect.poll(scrollWidth).toBe(390);
    mock.beFirstToSilence("heartRate.high", "张伟");
    await byId("silence-save").click();
    await expect.poll(() => byId("silence-problem").textContent()).toBe("张伟已经先做了，请再看一遍");
    await byId("silence-rule").selectOption("respiratoryRate.high");
    await byId("silence-save").click();
    await expect.poll(() => byId("silences").textContent()).toMatch(/呼吸.*李娜设置/);
  });
  it("a physician signs a limit in order, and reads where each one comes from", async () => {
    mock.beRole("physician");
    await open("/residents/res_2", { width: 390 });
    await expect.poll(() => byId("limit-row-heartRate.high").textContent()).toMatch(/陈医生签署.*该复核了/);
    expect(await byId("limit-row-bloodGlucose.high").textContent()).toContain("按诊断");
    await byId("limits-all").click();
    await expect.poll(() => byId("limit-row-spo2.low").textContent()).toContain("默认");
    await expect.poll(() => byId("limit-row-heartRate.high").textContent()).toMatch(/≥ 140\s*医生.*≥ 150\s*默认/);
    await byId("limit-open").click();
    expect(await byId("limit-critical").inputValue()).toBe("140");
    await byId("limit-warning").fill("145");
    await byId("limit-save").click();
    expect(await byId("limit-problem").textContent()).toBe("警告不能越过危急，请核对");
    await byId("limit-warning").fill("125");
    await byId("limit-reason").fill("房颤");
    expect(await violationsOf(page)).toEqual([]);
    await expect.poll(scrollWidth).toBe(390);
    await byId("limit-save").click();
    await expect.poll(() => byId("limit-said").textContent()).toContain("已签署");
    await expect.poll(() => byId("limit-row-heartRate.high").textContent()).toMatch(/≥ 125/);
    await expect.poll(() => byId("chart-limits").textContent()).toContain("警告 ≥ 125");
  });
  it("a nurse records a condition and signs no limit; a carer reads both and is told who may", async () => {
    await open("/residents/res_2", { width: 390 });
    await byId("plan-conditions").click();
    await byId("plan-frailty").click();
    await expect.poll(() => byId("plan-said").textContent()).toContain("已记录");
    await expect.poll(() => byId("care-plan").textContent()).toMatch(/衰弱\s*李娜/);
    expect(await violationsOf(page)).toEqual([]);
    await expect.poll(() => byId("limits").textContent()).toContain("限值由医生签署");
    expect(await byId("limit-open").count()).toBe(0);
    await page.context().close();
    mock.beRole("caregiver");
    await open("/residents/res_2", { width: 390 });
    await expect.poll(() => byId("silences").textContent()).toContain("静音由护士、医生或院长设置");
    await expect.poll(() => byId("limits").textContent()).toContain("限值由医生签署");
    for (const button of ["silence-open", "silence-end-bodyTemperature.high", "plan-conditions", "plan-groups", "limit-open"])
      expect(await byId(button).count()).toBe(0);
  });
  it("a comfort plan says what still pages, and its limits are marks", async () => {
    await open("/residents/res_3", { width: 390 });
    await expect.poll(() => byId("comfort-plan").textContent()).toMatch(/SOS、跌倒和呼叫护理照常呼叫.*不插管.*仍然呼叫：血氧过低/);
    await expect.poll(() => byId("limit-row-heartRate.high").textContent()).toContain("只记录，不呼叫");
    expect(await byId("limit-row-spo2.low").count()).toBe(0);
    expect(await violationsOf(page)).toEqual([]);
  });
  it("the chart says what is usual for the person at this hour, or how far the learning has come", async () => {
    await open("/residents/res_2");
    await expect.poll(() => byId("usual").textContent()).toContain("此刻 60–73 次/分");
    await byId("chart-sign").selectOption("respiratoryRate");
    await expect.poll(() => byId("usual").textContent()).toContain("还在学习：第 3 天，共 7 天");
  });
  it("who presses second is told who was first", async () => {
    await open("/shift", { width: 390 });
    mock.beNextBeatenBy(FALL, "张伟");
    await byId(`call-${FALL}`).getByTestId("shift-go").click();
    await expect.poll(() => byId(`call-${FALL}`).getByTestId("press-note").textContent()).toContain("张伟");
  });
  it("a press without network is sent again until it arrives", async () => {
    await open("/shift", { width: 390 });
    await byId(`call-${FALL}`).waitFor();
    mock.cut(true);
    await byId(`call-${FALL}`).getByTestId("shift-go").click();
    await expect.poll(() => byId(`call-${FALL}`).getByTestId("press-note").textContent()).toContain("重试");
    mock.cut(false);
    await expect.poll(() => mock.alert(FALL)?.onSite.by, WITHIN).toBe("李娜");
  });
  it("a link that is silent for 15 s covers the wall, and the wall comes back by itself", async () => {
    await open("/wall");
    await byId("banner").waitFor();
    mock.cut(true);
    await byId("connection-lost").waitFor(WITHIN);
    expect(await violationsOf(page)).toEqual([]);
    mock.cut(false);
    await byId("connection-lost").waitFor({ state: "detached", ...WITHIN });
  });
  it("start watch turns the sound on", async () => {
    await open("/wall", { width: 1920 });
    await byId("start-watch").click();
    await expect.poll(() => byId("start-watch").textContent()).toContain("声音已开");
  });
  it("nothing about a person is kept in the browser", async () => {
    await open("/shift", { width: 390 });
    await byId("shift-rooms").click();
    await byId("room-302").click();
    const local = await page.evaluate<Readonly<Record<string, string>>>("({ ...localStorage })");
    expect(Object.keys(local).toSorted()).toEqual(["anhu.language", "anhu.shift.heard"]);
    // For a start without a network; the number is the home's own.
    expect(JSON.parse(local["anhu.shift.heard"] ?? "")).toEqual({ atMs: expect.any(Number), phone: null });
    const kept = { "anhu.rooms": '["302"]', "vue-router:scroll": "{}" };
    await expect.poll(() => page.evaluate("({ ...sessionStorage })")).toEqual(kept);
  });
});
