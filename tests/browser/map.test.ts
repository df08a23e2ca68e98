import { once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { FakeApi } from "../api/fakes.ts";
import { need, outputFolder } from "../support/platform.ts";
import { builtDashboard } from "./dashboard-build.ts";
import { aPlanPicture, HOME, openMapHome } from "./map-home.ts";
import { openBrowser } from "./open-browser.ts";
import { openSignedIn } from "./open-signed-in.ts";
import { violationsOf } from "./violations.ts";

/** So that the pictures of a run can be looked at. */
const picture = (name: string) => join(outputFolder(), `pictures-map-${name}.png`);
const VIEWS = [
  { name: "floor", path: "/map", ready: "mark-plc_1" },
  { name: "outside", path: "/map?view=outside", ready: "position-map" },
  { name: "person", path: "/map?view=outside&resident=res_1", ready: "position-map" },
  { name: "fences", path: "/map?view=fences", ready: "fence-fen_home" },
  { name: "editor", path: "/map?view=fences&edit=fen_home", ready: "handle-3" },
] as const;
/** Keys that follow each other fast are one step; a busy machine puts a moment between keys of a real keyboard. Vue draws between them. */
const PRESS_AT_ONCE = `(async () => {
  const mark = document.querySelector("[data-testid=mark-plc_1]");
  for (const key of [{ key: "ArrowRight" }, { key: "ArrowDown", shiftKey: true }]) {
    mark.dispatchEvent(new KeyboardEvent("keydown", { ...key, bubbles: true, cancelable: true }));
    for (let turn = 0; turn < 50; turn += 1) await null;
  }
})()`;

need("chromium")("the map in a browser", () => {
  let browser: Browser;
  let world: FakeApi;
  let page: Page;
  const complaints: string[] = [];
  const asked: string[] = [];

  beforeAll(async () => {
    world = await openMapHome({ dashboardDir: builtDashboard() });
    browser = await openBrowser();
  }, 120_000);
  afterEach(async () => {
    await page.context().close();
    expect(complaints.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await world.close();
  });
  const open = async (who: string, path: string, options: { language?: string; width?: number } = {}, at = world) => {
    page = await openSignedIn(browser, at, who, path, complaints, options);
    page.on("request", (request) => void asked.push(request.url()));
  };
  const go = async (path: string, ready: string) => {
    await page.goto(world.url + path);
    await page.getByTestId(ready).first().waitFor();
    await expect.poll(() => page.locator(".note.loading").count()).toBe(0);
  };
  const isWide = () => page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth");
  const isMarked = (id: string) => page.getByTestId(id).waitFor();
  const fences = () => world.records.fenceRows.filter(({ toMs }) => toMs === null);
  const drag = async (from: Locator, by: { x: number; y: number }) => {
    await from.scrollIntoViewIfNeeded();
    const box = (await from.boundingBox())!;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + by.x / 2, y + by.y / 2, { steps: 3 });
    await page.mouse.move(x + by.x, y + by.y, { steps: 3 });
    await page.mouse.up();
  };

  it.each([390, 1280, 3840])(
    "every view at %i px is accessible in the light, at 1280 in the dark too, and nothing is cut off",
    async (width) => {
      await open("manager", "/map", { width });
      for (const { name, path, ready } of VIEWS) {
        await go(path, ready);
        if (name === "floor" && width === 1280) await page.getByTestId("floor-manage").click();
        await page.screenshot({ path: picture(`${name}-${width}-zh`), fullPage: true });
        await expect.poll(isWide, { message: name }).toBe(false);
        // What a page is made of changes below 60 rem; above it only grows.
        if (width === 3840) continue;
        expect([name, await violationsOf(page)]).toEqual([name, []]);
        if (width !== 1280) continue;
        await page.emulateMedia({ colorScheme: "dark" });
        await expect.poll(() => page.locator("body.dark").count()).toBe(1);
        await page.screenshot({ path: picture(`${name}-dark`), fullPage: true });
        expect([name, "dark", await violationsOf(page)]).toEqual([name, "dark", []]);
        await page.emulateMedia({ colorScheme: "light" });
      }
    },
  );
  it("in English on a phone nothing is cut off, and no map asks anybody outside for anything", async () => {
    asked.length = 0;
    await open("caregiver", "/map", { language: "en", width: 390 });
    for (const { name, path, ready } of VIEWS.slice(0, 4)) {
      await go(path, ready);
      await page.screenshot({ path: picture(`${name}-390-en`), fullPage: true });
      await expect.poll(isWide, { message: name }).toBe(false);
    }
    expect(await page.getByTestId("fence-add").count()).toBe(0);
    expect(asked.length).toBeGreaterThan(10);
    expect(asked.filter((url) => !url.startsWith(world.url) && !url.startsWith("data:") && !url.startsWith("blob:"))).toEqual([]);
  });
  it("a fence is drawn by mouse, corrected, and kept where it was drawn", async () => {
    await open("manager", "/map?view=fences&edit=new");
    await isMarked("fence-editor");
    const map = page.getByTestId("fence-map");
    // The map is there, and looks at what was drawn before.
    await map.locator("path.map-fence").first().waitFor();
    const click = async (x: number, y: number) => {
      const box = (await map.boundingBox())!;
      await page.mouse.click(box.x + box.width * x, box.y + box.height * y);
    };
    await click(0.35, 0.3);
    await isMarked("handle-0");
    for (const [n, [x, y]] of (
      [
        [0.65, 0.7],
        [0.65, 0.3],
        [0.35, 0.7],
      ] as const
    ).entries()) {
      await click(x, y);
      await isMarked(`handle-${n + 1}`);
    }
    const verdict = page.getByTestId("fence-verdict");
    await expect.poll(() => verdict.innerText()).toContain("相交");
    await page.screenshot({ path: picture("editor-crossing"), fullPage: true });
    await page.getByTestId("point-1-remove").click();
    await expect.poll(() => verdict.innerText()).toContain("起个名字");
    await page.getByTestId("fence-undo").click();
    await expect.poll(() => verdict.innerText()).toContain("相交");
    await page.getByTestId("fence-redo").click();
    const before = await page.getByTestId("point-0-latitude").inputValue();
    await expect.poll(() => page.locator(".map-point").count()).toBe(3);
    await drag(page.getByTestId("handle-0"), { x: -40, y: -30 });
    await expect.poll(() => page.getByTestId("point-0-latitude").inputValue()).not.toBe(before);
    expect(await page.locator(".map-point").count()).toBe(3);
    await page.getByTestId("fence-name").fill("花园");
    await page.getByTestId("fence-whom").selectOption("res_13");
    await page.getByTestId("fence-save").click();
    await expect.poll(() => page.getByTestId("fence-said").innerText()).toContain("花园");
    const kept = fences().find(({ name }) => name === "花园");
    expect(kept).toMatchObject({ residentId: "res_13", shape: { type: "polygon" } });
    const corners = kept?.shape.type === "polygon" ? kept.shape.corners : [];
    expect(corners).toHaveLength(3);
    for (const { latitude, longitude } of corners) {
      expect(Math.abs(latitude - HOME.latitude)).toBeLessThan(0.02);
      expect(Math.abs(longitude - HOME.longitude)).toBeLessThan(0.02);
    }
    await page.getByRole("button", { name: /停用 花园/ }).click();
    await page.getByTestId("fence-restore").click();
    await expect.poll(() => page.getByTestId("fence-said").innerText()).toContain("已恢复");
    expect(
      fences()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["花园", "院子"].sort());
  });
  it("a fence is changed without a mouse: by arrow keys on its points and by numbers; the old one ends", async () => {
    await open("nurse", "/map?view=fences");
    await isMarked("fence-fen_home");
    const edit = page.getByRole("button", { name: /修改 院子/ });
    await edit.focus();
    await page.keyboard.press("Enter");
    await isMarked("handle-0");
    const field = page.getByTestId("point-0-latitude");
    const before = Number(await field.inputValue());
    await page.getByTestId("handle-0").focus();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Shift+ArrowUp");
    await expect.poll(async () => Number(await field.inputValue()) - before).toBeCloseTo(11 / 111_195, 5);
    await page.keyboard.press("Delete");
    await expect.poll(() => page.locator(".map-point").count()).toBe(3);
    await page.getByTestId("kind-circle").focus();
    await page.keyboard.press("Enter");
    await isMarked("handle-radius");
    await page.getByTestId("radius").focus();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("12");
    await page.keyboard.press("Tab");
    await expect.poll(() => page.getByTestId("fence-verdict").innerText()).toContain("半径在 30 到");
    await page.getByTestId("fence-save").focus();
    await page.keyboard.press("Enter");
    expect(fences().find(({ id }) => id === "fen_home")).toBeDefined();
    await page.getByTestId("radius").focus();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("150");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.getByTestId("fence-said").innerText()).toContain("院子");
    expect(fences().find(({ name }) => name === "院子")).toMatchObject({ residentId: null, shape: { type: "circle", radiusM: 150 } });
    expect(world.records.fenceRows.find(({ id }) => id === "fen_home")?.toMs).not.toBeNull();
  });
  it("a manager lays the rooms on a plan by mouse and by keys, takes a step back; a drawing that may carry a program is refused", async () => {
    await open("manager", "/map");
    await page.getByTestId("floor-manage").click();
    const file = page.getByTestId("plan-file");
    await file.setInputFiles({ name: "plan.svg", mimeType: "image/svg+xml", buffer: Buffer.from("<svg/>") });
    await expect.poll(() => page.getByTestId("floor-problem").innerText()).toContain("SVG");
    await file.setInputFiles({ name: "plan.png", mimeType: "image/png", buffer: aPlanPicture() });
    await page.locator("img.floor-picture").waitFor();
    await expect
      .poll(() => page.locator("img.floor-picture").evaluate((image) => ("naturalWidth" in image ? image.naturalWidth : 0)))
      .toBe(900);
    await expect.poll(() => page.getByTestId("floor-unplaced").innerText()).toContain("302");
    const pointOf = (placeId: string) => world.records.planPointRows.find((row) => row.placeId === placeId);
    await page.getByTestId("place-plc_1").click();
    await expect.poll(() => pointOf("plc_1")).toBeDefined();
    const laid = pointOf("plc_1")!;
    await drag(page.getByTestId("mark-plc_1"), { x: 120, y: 60 });
    await expect.poll(() => pointOf("plc_1")?.x ?? 0).toBeGreaterThan(laid.x + 0.05);
    const moved = pointOf("plc_1")!;
    await page.getByTestId("mark-plc_1").focus();
    await page.keyboard.press("ArrowLeft");
    await expect.poll(() => pointOf("plc_1")?.x ?? 0).toBeCloseTo(moved.x - 0.01, 4);
    await page.getByTestId("floor-undo").click();
    await expect.poll(() => pointOf("plc_1")).toMatchObject({ x: moved.x, y: moved.y });
    await page.evaluate(PRESS_AT_ONCE);
    await expect.poll(() => pointOf("plc_1")?.y ?? 0).toBeCloseTo(moved.y + 0.05, 4);
    expect(pointOf("plc_1")?.x).toBeCloseTo(moved.x + 0.01, 4);
    await page.getByTestId("floor-undo").click();
    await expect.poll(() => pointOf("plc_1")).toMatchObject({ x: moved.x, y: moved.y });
    await page.getByTestId("share-x-plc_1").fill("20");
    await page.keyboard.press("Enter");
    await expect.poll(() => pointOf("plc_1")?.x).toBe(0.2);
    for (const n of [1, 2, 3, 4]) await page.getByTestId(`place-plc_1${n}`).click();
    await expect.poll(() => world.records.planPointRows.length).toBe(5);
    await page.screenshot({ path: picture("plan-managed"), fullPage: true });
    expect(await violationsOf(page)).toEqual([]);
    await page.getByTestId("floor-manage").click();
    await expect.poll(() => page.getByTestId("mark-plc_1").innerText()).toMatch(/302\s+▲ 危急\s+王秀英/);
    await expect.poll(() => page.getByTestId("room-plc_hall").innerText()).toContain("陈玉珍");
    await page.screenshot({ path: picture("plan"), fullPage: true });
  });
  it("whose location is shown, and why not, stands there in words; a consent opens it and the resident's no closes it", async () => {
    await open("nurse", "/map?view=outside");
    await isMarked("look-res_12");
    await expect.poll(() => page.locator(".leaflet-tooltip").allInnerTexts()).toEqual([expect.stringContaining("302 王秀英")]);
    await page.getByTestId("look-res_12").click();
    const why = page.getByTestId("location-why");
    await expect.poll(() => why.innerText()).toContain("没有记录同意");
    expect(await page.getByTestId("position-map").count()).toBe(0);
    await page.getByTestId("consent-open").click();
    expect(await violationsOf(page)).toEqual([]);
    await page.screenshot({ path: picture("consent"), fullPage: true });
    await page.getByTestId("consent-save").click();
    await expect.poll(() => why.innerText()).toContain("记录了本人");
    await isMarked("position-map");
    await page.getByTestId("consent-open").click();
    await page.getByTestId("consent-save").click();
    await expect.poll(() => why.innerText()).toContain("已关闭");
    await expect.poll(() => page.getByTestId("position-map").count()).toBe(0);
    await page.goBack();
    await page.getByTestId("look-res_11").click();
    await expect.poll(() => page.getByTestId("location-now").innerText()).toContain("旧位置");
    await expect.poll(() => page.locator("path.map-here.map-old").count()).toBe(1);
    await page.goto(`${world.url}/residents/res_1#location`);
    await expect.poll(() => page.getByTestId("location-why").innerText()).toContain("未结束的告警");
  });
  it.each([
    { language: "zh-CN", said: "地图没有加载出来" },
    { language: "en", said: "The map did not load" },
  ])("whose part does not come says so in $language", async ({ language, said }) => {
    await open("nurse", "/residents", { language });
    await page.route("**/assets/leaflet-src-*.js", (route) => route.abort());
    for (const path of ["/map", "/map?view=outside&resident=res_1", "/map?view=fences"]) {
      await page.goto(world.url + path);
      await expect.poll(() => page.locator("main [role=alert]").allInnerTexts()).toEqual([expect.stringContaining(said)]);
    }
  });
  it("with a background set, its one origin is asked and named, and nobody else", async () => {
    const tile = aPlanPicture(256, 256);
    const tiles = createServer((_request, response) => response.setHeader("content-type", "image/png").end(tile));
    tiles.listen(0, "127.0.0.1");
    await once(tiles, "listening");
    const address = tiles.address();
    const origin = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
    const mapTiles = { template: `${origin}/{z}/{x}/{y}.png`, attribution: "© 自建地图", system: "gcj02" } as const;
    const other = await openMapHome({ dashboardDir: builtDashboard(), mapTiles });
    try {
      asked.length = 0;
      await open("caregiver", "/map?view=outside&resident=res_1", {}, other);
      await page.locator("img.leaflet-tile-loaded").first().waitFor();
      await expect.poll(() => page.locator(".leaflet-control-attribution").innerText()).toBe("© 自建地图");
      await expect.poll(() => page.getByTestId("location-panel").innerText()).toContain(new URL(origin).host);
      await page.screenshot({ path: picture("tiles"), fullPage: true });
      expect(asked.filter((url) => !url.startsWith(other.url) && !url.startsWith(origin) && !/^(data|blob):/.test(url))).toEqual([]);
    } finally {
      await other.close();
      tiles.closeAllConnections();
      tiles.close();
    }
  });
});
