import { readFile } from "node:fs/promises";
import { connectAsync } from "mqtt";
import type { Browser, Page } from "playwright-core";
import QRCode from "qrcode";
import { readSheet } from "read-excel-file/node";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import writeXlsxFile from "write-excel-file/node";
import { need } from "../support/platform.ts";
import { builtDashboard } from "./dashboard-build.ts";
import { startFresh } from "./fresh-server.ts";
import { openWholeBrowser } from "./open-browser.ts";
import { openPage, type PageOptions } from "./open-page.ts";
import { violationsOf } from "./violations.ts";

const WITHIN = { timeout: 30_000 };
/** 姓名,房间,照护等级,出生日期 and three lines, of which two have mistakes: GB18030, as Excel in China saves it. */
const CSV = Buffer.from(
  "0NXD+yy3v7zkLNXVu6S1yLy2LLP2yfrI1cbaDQrA7sO3LDMwMSzH4bbILDE5NDAtNS0xDQosMzAyLCwNCtXUuNUsOTk5LDcsMTkzOA0K",
  "base64",
);
const PASSWORD = "long enough indeed";

need("chromium")("setting up a new installation", () => {
  const complaints: string[] = [];
  let browser: Browser;
  let server: Awaited<ReturnType<typeof startFresh>>;
  let page: Page;
  beforeAll(async () => {
    browser = await openWholeBrowser();
  }, 120_000);
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    await server.close();
    expect(complaints.splice(0)).toEqual([]);
  }, 60_000);
  afterAll(() => browser.close());

  const byId = (id: string) => page.getByTestId(id);
  const next = () => byId("setup-next").click(WITHIN);
  const problem = () => byId("setup-problem").textContent(WITHIN);
  const open = async (path: string, options: PageOptions) =>
    (page = await openPage(browser, server.platform.httpUrl + path, complaints, options));
  /** Every step is reached, can be read by everybody, and fits the screen. */
  async function reach(step: string): Promise<void> {
    await byId(`setup-${step}`).waitFor(WITHIN);
    await expect.poll(() => page.locator(".note.loading").count(), WITHIN).toBe(0);
    for (const colorScheme of ["dark", "light"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.locator(`body.${colorScheme}`).waitFor(WITHIN);
      expect([step, colorScheme, await violationsOf(page)]).toEqual([step, colorScheme, []]);
    }
    await expect.poll(() => page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")).toBe(true);
  }
  async function beAdministrator(code: string): Promise<void> {
    await byId("field-code").fill(code);
    await byId("field-name").fill("Chen Jing");
    await byId("field-username").fill("boss");
    await byId("field-password").fill(PASSWORD);
    await byId("field-repeated").fill(PASSWORD);
    await next();
  }

  it("goes from / to a simulated live tile: mistakes are said where they are, and nothing is kept before all is right", async () => {
    server = await startFresh(builtDashboard());
    await open("/", { language: "zh-CN" });
    await reach("language");
    expect(new URL(page.url()).pathname).toBe("/setup");
    await byId("choose-zh-CN").click();
    await reach("administrator");
    await beAdministrator("K7M4-PX3B-9QRT");
    await expect.poll(problem, WITHIN).toContain("设置码不对");
    await beAdministrator(server.code.toLowerCase());

    await reach("home");
    await next();
    await expect.poll(problem, WITHIN).toBe("请填写机构名称。");
    await byId("field-facility").fill("岁安里");
    await next();
    await reach("rooms");
    await byId("rooms-text").fill("3层 301–304\n护士站, 9-1");
    await expect.poll(() => byId("rooms-problems").textContent(), WITHIN).toContain("“9-1”的起止反了。");
    await next();
    await expect.poll(problem, WITHIN).toContain("看不懂");
    await byId("rooms-text").fill("3层 301–304\n护士站");
    await byId("rooms-preview").getByRole("button", { name: "304" }).click();
    await next();

    await reach("residents");
    await byId("residents-file").setInputFiles({ name: "名单.csv", mimeType: "text/csv", buffer: CSV });
    await byId("file-read").waitFor(WITHIN);
    await expect
      .poll(() => byId("cell-problem").allTextContents(), WITHIN)
      .toEqual(["缺姓名", "没有“999”这间房", "“7”不是照护等级，请选 0–4"]);
    expect(await violationsOf(page)).toEqual([]);
    await next();
    await expect.poll(problem, WITHIN).toBe("还有 3 处要改，改好后才能加入。什么都还没有保存。");
    const line = (n: number) => byId(`resident-line-${n}`);
    await line(1).getByTestId("drop-line").click();
    await line(1).getByTestId("cell-room").fill("302");
    await line(1).getByTestId("cell-level").fill("中度");
    await line(1).getByTestId("cell-level").blur();
    await expect.poll(() => byId("residents-state").textContent(), WITHIN).toBe("2 行都可以加入");
    // Pressed twice: once.
    await byId("setup-next").dblclick();

    await reach("device");
    await byId("device-way-simulator").click();
    await reach("device");
    await next();
    await byId("first-heartRate").waitFor(WITHIN);
    await reach("tile");
    await expect.poll(() => byId("tile-simulated").textContent(), WITHIN).toBe("模拟");
    // In the middle: the page is loaded anew, in another language, and stands where it stood.
    await page.goto(`${server.platform.httpUrl}/setup`);
    await byId("first-heartRate").waitFor(WITHIN);
    await byId("simulator-stop").click();
    await page.getByText("模拟已经结束，设备已收回。").waitFor(WITHIN);
    await byId("way-residents").click();
    await reach("residents");
    await expect.poll(() => byId("residents-there").textContent(), WITHIN).toContain("已有 2 位住户");
    await page.goBack();
    await byId("setup-tile").waitFor(WITHIN);
  }, 180_000);

  it("goes from / to the first reading of a device that was scanned, on a phone and in English, and another browser goes on", async () => {
    server = await startFresh(builtDashboard());
    await open("/residents", { language: "en", width: 390 });
    await byId("choose-en").click(WITHIN);
    await reach("administrator");
    const late = await openPage(browser, `${server.platform.httpUrl}/setup?step=administrator`, complaints, { language: "en" });
    await late.getByTestId("field-code").waitFor(WITHIN);
    await beAdministrator(server.code);
    await reach("home");
    for (const [field, text] of Object.entries({
      code: server.code,
      name: "x",
      username: "second",
      password: PASSWORD,
      repeated: PASSWORD,
    }))
      await late.getByTestId(`field-${field}`).fill(text);
    await late.getByTestId("setup-next").click();
    await late.getByText("Somebody made the first administrator in another browser just now.").waitFor(WITHIN);
    await late.goto(`${server.platform.httpUrl}/setup`);
    await late.getByTestId("setup-refused").waitFor(WITHIN);
    expect(await violationsOf(late)).toEqual([]);
    await late.context().close();

    await byId("field-facility").fill("Suian");
    await byId("staffed-no").check();
    await next();
    await reach("rooms");
    await byId("rooms-text").fill("Floor 2: 201-203");
    await next();
    await reach("residents");
    const coming = page.waitForEvent("download");
    await byId("residents-template").click();
    const template = await readSheet(await readFile(await (await coming).path()));
    expect(template.map((line) => line.slice(0, 2))).toEqual([
      ["Name", "Room"],
      [expect.any(String), "201"],
    ]);
    const text = (value: string) => ({ value, type: String });
    const sheet = await writeXlsxFile([
      ["Room", "Name", "Birth year"].map(text),
      [text("202"), text("Li Mei"), { value: 1940, type: Number }],
    ]).toBuffer();
    const mimeType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    await byId("residents-file").setInputFiles({ name: "residents.xlsx", mimeType, buffer: sheet });
    await expect.poll(() => byId("residents-state").textContent(), WITHIN).toBe("All 1 lines can be added");
    await reach("residents");
    await next();

    await reach("device");
    await byId("device-way-scan").click();
    await reach("device");
    const label = await QRCode.toBuffer("SN: W20-0815;MAC: 00:11:22:33:44:55", { width: 300 });
    await byId("scan-photo").setInputFiles({ name: "label.png", mimeType: "image/png", buffer: label });
    await byId("device-found").waitFor(WITHIN);
    await expect.poll(() => byId("device-found").textContent(), WITHIN).toContain("W20-0815");
    await next();
    await byId("mqtt-settings").waitFor(WITHIN);
    await reach("device");
    const copied = (name: string) => byId(`copy-${name}`).inputValue();
    const [address, username, password, topic] = await Promise.all(["address", "username", "password", "observations"].map(copied));
    await next();
    await byId("tile-waiting").waitFor(WITHIN);
    await reach("tile");

    const device = await connectAsync(address ?? "", { clientId: username ?? "", username: username ?? "", password: password ?? "" });
    await device.publishAsync(topic ?? "", JSON.stringify({ heartRate: 88 }), { qos: 1 });
    await device.endAsync();
    await expect.poll(() => byId("first-heartRate").textContent(WITHIN), WITHIN).toBe("88");
    expect(await page.content()).not.toContain(password);
    await next();
    await reach("channel");

    const other = await openPage(browser, `${server.platform.httpUrl}/setup`, complaints, { language: "en" });
    await other.getByTestId("setup-refused").getByRole("link").click(WITHIN);
    await other.getByTestId("field-username").fill("boss");
    await other.getByTestId("field-password").fill(PASSWORD);
    await other.getByTestId("sign-in").click();
    await other.getByTestId("setup-channel").waitFor(WITHIN);
    page = other;
    await byId("setup-skip").click();
    await reach("done");
    await byId("done-wall").click();
    await page.waitForURL("**/wall");
  }, 180_000);
});
