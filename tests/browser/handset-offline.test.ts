import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { FakeApi } from "../api/fakes.ts";
import { need } from "../support/platform.ts";
import { builtDashboard } from "./dashboard-build.ts";
import { aHandset, openHandset, openHandsetHome, SOS, typePin } from "./handset-home.ts";
import { openBrowser } from "./open-browser.ts";
import { violationsOf } from "./violations.ts";

/** What the browser's own storage holds, as text where it is text, and whether its key can be read out. */
const STORED = `(async () => {
  const ask = (request) => new Promise((resolve, reject) => { request.onsuccess = () => resolve(request.result); request.onerror = () => reject(request.error); });
  const db = await ask(indexedDB.open("anhu-handset"));
  const all = (name) => ask(db.transaction(name).objectStore(name).getAll());
  const [keys, forms] = [await all("keys"), await all("forms")];
  db.close();
  const read = await Promise.all(keys.map((key) => crypto.subtle.exportKey("raw", key).then(() => "readable", () => "closed")));
  const text = forms.map((form) => new TextDecoder().decode(form.data) + JSON.stringify(form));
  return { keys: read, forms: forms.length, text: text.join("") + JSON.stringify({ ...localStorage, ...sessionStorage }) };
})()`;
interface Stored {
  readonly keys: readonly string[];
  readonly forms: number;
  readonly text: string;
}

need("chromium")("a handset without network", () => {
  const WITHIN = { timeout: 40_000 };
  const complaints: string[] = [];
  let browser: Browser;
  let fake: FakeApi;
  let page: Page;
  beforeAll(async () => {
    browser = await openBrowser();
    fake = await openHandsetHome(builtDashboard());
    page = await openHandset(browser, fake, await aHandset(fake), complaints);
  }, 120_000);
  afterEach(() => expect(complaints.splice(0)).toEqual([]));
  afterAll(async () => {
    await browser.close();
    await fake.close();
  });
  const call = () => page.getByTestId(`call-${SOS}`);
  const stored = (): Promise<Stored> => page.evaluate<Stored>(STORED);
  const writes = /\/api\/v1\/(alerts\/.+\/.+|residents\/.+\/soft-signs)$/;
  const timeline = () => fake.desk.find(SOS)!.timeline;

  it("says what is not sent, goes on all the same, and keeps it where nobody reads it", async () => {
    await page.getByTestId("handset-switch").click();
    await typePin(page, "usr_caregiver");
    await expect.poll(() => page.getByTestId("handset-who").textContent(), WITHIN).toBe("王芳");
    await call().getByTestId("shift-pass").waitFor();
    await page.route(writes, (route) => route.abort());
    await call().getByTestId("shift-go").click();
    await expect.poll(() => call().getByTestId("press-note").textContent(), WITHIN).toContain("还没有送出");
    await call().getByTestId("shift-arrived").click();
    await call().getByTestId("shift-resolve").click();
    await page.getByTestId("resolve-outcome-true").check();
    await page.getByTestId("resolve-reason").fill("扶起来了没有受伤");
    await page.getByTestId("resolve-save").click();
    await page.getByTestId("soft-open").click();
    await page.getByTestId("soft-who-res_h0").click();
    await page.getByTestId("soft-drowsy").click();
    await page.getByTestId("soft-note").fill("叫了两遍才醒");
    await page.getByTestId("soft-send").click();
    await expect.poll(() => page.getByTestId("soft-sent").textContent(), WITHIN).toContain("加密存在这台手机上");
    await expect.poll(() => page.getByTestId("unsent").textContent(), WITHIN).toContain("4 条");
    await expect.poll(async () => (await stored()).forms, WITHIN).toBe(4);
    const { keys, text } = await stored();
    expect(keys).toEqual(["closed"]);
    expect(text).not.toMatch(/扶起来|叫了两遍|drowsy|acknowledge|王/);
    expect(timeline().map(({ code }) => code)).toEqual(["raised"]);
    expect(await violationsOf(page)).toEqual([]);
  });
  it("a reload loses nothing, and nobody else's name goes under it; with the network all goes out in order, with its own time", async () => {
    await page.reload();
    await expect.poll(() => page.getByTestId("unsent").textContent(), WITHIN).toContain("4 条");
    await page.getByTestId("handset-switch").click();
    await typePin(page, "usr_nurse");
    await expect.poll(() => page.getByTestId("handset-who").textContent(), WITHIN).toBe("李娜");
    expect(await page.getByTestId("unsent").count()).toBe(0);
    fake.clock.advance(60_000);
    await page.unroute(writes);
    await page.getByTestId("handset-switch").click();
    await typePin(page, "usr_caregiver");
    await expect.poll(() => fake.desk.find(SOS)?.alert.state, WITHIN).toBe("resolved");
    const people = timeline().filter(({ who }) => who !== null);
    expect(people.map(({ code }) => code).filter((code) => code !== "sentLate")).toEqual(["acknowledged", "arrived", "resolved"]);
    expect(new Set(people.map(({ who }) => who))).toEqual(new Set(["王芳"]));
    expect(people.filter(({ code }) => code === "sentLate").length).toBeGreaterThanOrEqual(2);
    await expect.poll(() => fake.records.softSignRows.length, WITHIN).toBe(1);
    const [note] = fake.records.softSignRows;
    expect(note).toMatchObject({ byName: "王芳", note: "叫了两遍才醒", residentId: "res_h0" });
    expect(note!.atMs).toBeLessThan(fake.clock.now() - 30_000);
    await expect.poll(async () => (await stored()).forms, WITHIN).toBe(0);
  });
});
