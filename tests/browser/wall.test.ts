import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { AlertView } from "../../domain/alert.ts";
import type { WallView } from "../../domain/live-events.ts";
import type { FakeApi } from "../api/fakes.ts";
import { readQr } from "../support/read-qr.ts";
import { ask, aTile, openWorld, signIn, type Who } from "../api/world.ts";
import { aResident, anAlert, aSilence } from "../support/builders.ts";
import { need, rounds } from "../support/platform.ts";
import { startCutProxy, type CutProxy } from "./cut-proxy.ts";
import { builtDashboard } from "./dashboard-build.ts";
import { openBrowser } from "./open-browser.ts";
import { openSignedIn } from "./open-signed-in.ts";
import { violationsOf } from "./violations.ts";

const ROUNDS = rounds(3);
/** A machine that does much else. */
const WITHIN = { timeout: 30_000 };
const RESIDENTS = ["res_1", "res_3", "res_4", "res_5"];
const LONG = 120_000 + ROUNDS * 15_000;

need("chromium")("a television in a browser", () => {
  let fake: FakeApi;
  let wire: CutProxy;
  let browser: Browser;
  let context: BrowserContext;
  let tv: Page;
  let phone: Page;
  let nurse: Who;
  const complaints: string[] = [];
  const raised: string[] = [];

  const idOf = (n: number): string => `0b1f9d7e-8f52-5c3a-9a43-${String(n).padStart(12, "0")}`;
  function raise(n: number): void {
    const residentId = RESIDENTS[n % RESIDENTS.length] ?? "res_1";
    const [kind, severity] = n % 3 === 0 ? (["sos", "critical"] as const) : (["vital", "warning"] as const);
    fake.desk.raise(anAlert({ id: idOf(n), residentId, subjectId: residentId, kind, severity, rule: `${kind}.${n}`, raisedAtMs: n }));
    raised.push(idOf(n));
  }
  /** What the screen says of tiles, alerts and silences. */
  const shown = (): Promise<unknown> =>
    tv.evaluate(`({
      tiles: [...document.querySelectorAll("article.tile")].map((tile) => [
        tile.dataset.testid, tile.querySelector(".heartRate .value").textContent, tile.classList.contains("alarmed"),
      ]).sort(),
      critical: document.querySelector("[data-testid=count-critical]").textContent.replace(/\\D/g, ""),
      warning: document.querySelector("[data-testid=count-warning]").textContent.replace(/\\D/g, ""),
      silenced: document.querySelector("[data-testid=count-silenced]").textContent.replace(/\\D/g, ""),
      main: document.querySelector("[data-testid=banner]")?.dataset.alert,
    })`);
  /** The same, as the server has it. */
  async function expected(): Promise<unknown> {
    const wall: WallView = (await ask(fake, nurse, "GET", "/api/v1/facilities/fac_1/wall")).body;
    const count = (severity: AlertView["severity"]) => String(wall.alerts.filter((alert) => alert.severity === severity).length);
    const rank = { critical: 0, warning: 1, info: 2 };
    const main = wall.alerts.toSorted((a, b) => rank[a.severity] - rank[b.severity] || a.raisedAt - b.raisedAt)[0]?.id;
    return {
      tiles: wall.tiles
        .map((tile) => [
          `tile-${tile.residentId}`,
          String(tile.latest.find(({ sign }) => sign === "heartRate")?.value),
          wall.alerts.some(({ residentId }) => residentId === tile.residentId),
        ])
        .sort(),
      ...{ critical: count("critical"), warning: count("warning") },
      silenced: String(new Set(wall.silences.map(({ residentId }) => residentId)).size),
      main,
    };
  }
  async function equals(what: string): Promise<void> {
    const right = await expected();
    await expect.poll(shown, { ...WITHIN, message: what }).toEqual(right);
  }
  /** Everything of a home changes while the screen is away. */
  function live(round: number): void {
    const tiles = RESIDENTS.map((residentId, index) => {
      const [heartRate] = aTile().latest;
      if (heartRate === undefined) throw new Error("a tile has a heart rate");
      return aTile({ residentId, room: `30${index}`, latest: [{ ...heartRate, value: 50 + ((round * 7 + index) % 60) }] });
    });
    fake.tiles.set("fac_1", tiles);
    raise(round * 2 + 10);
    raise(round * 2 + 11);
    const [oldest] = raised.splice(0, 1);
    const found = oldest === undefined ? undefined : fake.desk.find(oldest);
    if (found !== undefined) fake.desk.raise({ ...found.alert, state: "resolved", outcome: "true", resolvedAtMs: 1 }, [...found.timeline]);
    const residentId = RESIDENTS[round % RESIDENTS.length] ?? "res_1";
    fake.desk.silenceRows.splice(0, fake.desk.silenceRows.length, aSilence({ id: `sil_${round}`, facilityId: "fac_1", residentId }));
  }

  beforeAll(async () => {
    fake = await openWorld({ dashboardDir: builtDashboard(), requestsPerMinute: 100_000 });
    fake.desk.clear();
    for (const id of RESIDENTS.slice(1))
      fake.records.residentRows.push(aResident({ id, facilityId: "fac_1", placeId: "plc_1", name: "赵淑芬" }));
    live(0);
    wire = await startCutProxy(fake.url);
    browser = await openBrowser();
    nurse = await signIn(fake, "nurse");
    context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, reducedMotion: "reduce" });
    await context.addInitScript(() => localStorage.setItem("anhu.language", "zh-CN"));
    tv = await context.newPage();
    tv.on("pageerror", (error) => void complaints.push(error.message));
    tv.on("console", (message) => {
      if (/Content Security Policy|\[intlify\]|\[Vue warn\]/.test(message.text())) complaints.push(message.text());
    });
  }, LONG);
  afterAll(async () => {
    await browser?.close();
    await wire?.close();
    await fake?.close();
    expect(complaints).toEqual([]);
  });

  it(
    "shows a code that a phone can scan, and a nurse on a phone makes it a wall of the floors that she chooses",
    async () => {
      await tv.goto(`${wire.url}/wall`);
      await tv.getByTestId("wall-qr").waitFor(WITHIN);
      const code = (await tv.getByTestId("wall-code").textContent()) ?? "";
      expect(await violationsOf(tv)).toEqual([]);
      expect(readQr(await tv.getByTestId("wall-qr").screenshot())).toBe(`${wire.url}/wall/pair?code=${code.replace("-", "")}`);

      phone = await openSignedIn(browser, fake, "nurse", "/wall/pair", complaints, { width: 390 });
      await phone.getByTestId("pair-code").fill("22222222");
      await phone.getByTestId("pair-find").click();
      await phone.getByTestId("pair-unknown").waitFor(WITHIN);
      await phone.getByTestId("pair-code").fill(code.toLowerCase());
      await phone.getByTestId("pair-find").click();
      await expect.poll(() => phone.getByTestId("pair-shown").textContent(), WITHIN).toBe(code);
      await phone.getByTestId("screen-save").click();
      await expect.poll(() => phone.getByTestId("screen-problem").textContent(), WITHIN).toContain("起个名字");
      await phone.getByTestId("screen-name-field").fill("三楼护士站");
      expect(await violationsOf(phone)).toEqual([]);
      await expect.poll(() => phone.evaluate("document.documentElement.scrollWidth"), WITHIN).toBe(390);
      await phone.getByTestId("screen-save").click();
      await phone.getByTestId("pair-done").waitFor(WITHIN);
      await expect.poll(() => tv.getByTestId("screen-name").textContent(), WITHIN).toBe("三楼护士站");
      await equals("the first picture");
      expect(await tv.getByTestId("banner-go").count()).toBe(0);
      expect(await violationsOf(tv)).toEqual([]);
      await tv.getByTestId("start-watch").click();
      await expect.poll(() => tv.getByTestId("start-watch").textContent(), WITHIN).toContain("声音已开");
    },
    LONG,
  );

  it(
    `equals the server after each of ${ROUNDS} cut links, whatever happened meanwhile`,
    async () => {
      for (let round = 1; round <= ROUNDS; round++) {
        wire.cut();
        live(round);
        wire.mend();
        // While it connects again, and reads, more happens: it comes as an event or stands in what is read.
        raise(round * 2 + 100_000);
        await equals(`round ${round}`);
        raise(round * 2 + 100_001);
        await equals(`round ${round}, live again`);
      }
    },
    LONG,
  );
  it(
    "says full-screen that the link is lost, and equals the server when it is back",
    async () => {
      wire.cut();
      live(ROUNDS + 1);
      await tv.getByTestId("connection-lost").waitFor({ timeout: 60_000 });
      expect(await violationsOf(tv)).toEqual([]);
      raise(ROUNDS * 2 + 200_000);
      wire.mend();
      await tv.getByTestId("connection-lost").waitFor({ state: "detached", timeout: 60_000 });
      await equals("back");
    },
    LONG,
  );
  it(
    "is on the list with when it was seen, and shows a code again as soon as it is switched off there",
    async () => {
      await phone.goto(`${fake.url}/manage/walls`);
      const card = phone.locator("li.screen");
      await expect.poll(() => card.textContent(), WITHIN).toContain("在线");
      expect(await violationsOf(phone)).toEqual([]);
      await expect.poll(() => phone.evaluate("document.documentElement.scrollWidth"), WITHIN).toBe(390);
      await card.getByTestId("screen-change").click();
      await card.getByTestId("screen-names").uncheck();
      await card.getByTestId("screen-save").click();
      await expect.poll(() => card.textContent(), WITHIN).toContain("不显示姓名");
      await card.getByTestId("screen-revoke").click();
      expect(await violationsOf(phone)).toEqual([]);
      await card.getByTestId("revoke-yes").click();
      await tv.getByTestId("wall-code").waitFor(WITHIN);
      await phone.context().close();
    },
    LONG,
  );
});
