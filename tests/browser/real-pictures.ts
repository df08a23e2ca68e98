import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { ensureDashboard } from "../../app/dashboard-build.ts";
import { residentKey } from "../../simulators/home-document.ts";
import { until } from "../support/machine.ts";
import { openBrowser } from "./open-browser.ts";
import { startRealHome } from "./real-home.ts";

/**
 * Pictures of every screen against the real platform and a simulated home, into output/pictures/real-*. The home has lived for an hour;
 * one wristband and one bed mat are silent. `node tests/browser/real-pictures.ts [word]` takes only those whose name contains the word.
 */
const OUT = join(import.meta.dirname, "../../output/pictures");
const HEIGHTS: Readonly<Record<number, number>> = { 390: 844, 1280: 800, 1920: 1080, 3840: 2160 };
const DESK = [390, 1280, 3840];
const WALL = [390, 1280, 1920, 3840];
const WITHIN = { timeout: 20_000 };
const only = process.argv[2] ?? "";

await mkdir(OUT, { recursive: true });
await ensureDashboard(console.error);
const real = await startRealHome({
  past: {
    startMs: Date.parse("2026-03-11T00:20:00Z"),
    rate: 80,
    minutes: 60,
    silentMinutes: 24,
    silent: ["wristband-309", "mat-311"],
  },
});
const browser: Browser = await openBrowser();
const address = (path: string): string => (path.startsWith("http") ? path : real.anhu.httpUrl + path);

const user = real.imported.users.find(({ username }) => username === "wangfang");
const signedIn = await browser.newContext();
const door = await signedIn.newPage();
await door.goto(address("/sign-in"));
await door.getByTestId("field-username").fill(user?.username ?? "");
await door.getByTestId("field-password").fill(user?.password ?? "");
await door.getByTestId("sign-in").click();
await door.waitForURL("**/wall");
const storageState = await signedIn.storageState();
await signedIn.close();

interface Shot {
  readonly name: string;
  readonly path: string;
  readonly widths?: readonly number[];
  readonly isSignedOut?: boolean;
  readonly act?: (page: Page) => Promise<unknown>;
}
async function shoot(shots: readonly Shot[]): Promise<void> {
  for (const { name, path, widths = DESK, isSignedOut = false, act } of shots) {
    for (const language of ["zh-CN", "en"]) {
      for (const width of widths) {
        const file = `real-${name}-${width}-${language === "en" ? "en" : "zh"}.png`;
        if (!file.includes(only)) continue;
        const context = await browser.newContext({
          viewport: { width, height: HEIGHTS[width] ?? 800 },
          locale: language,
          reducedMotion: "reduce",
          ...(isSignedOut ? {} : { storageState }),
        });
        context.setDefaultTimeout(WITHIN.timeout);
        await context.addInitScript((chosen) => localStorage.setItem("anhu.language", chosen), language);
        const page = await context.newPage();
        page.on("pageerror", (error) => console.error(`${file}: ${error.message}`));
        page.on("console", (message) => {
          if (message.type() === "error" || message.type() === "warning") console.error(`${file}: ${message.text()}`);
        });
        await page.goto(address(path));
        await page.locator("main, h1").first().waitFor();
        await until(async () => (await page.locator(".note.loading").count()) === 0);
        await page.waitForLoadState("networkidle", { timeout: 1_000 }).catch(() => undefined);
        await act?.(page);
        await page.screenshot({ path: join(OUT, file), fullPage: !path.startsWith("/wall") || width === 390 });
        await context.close();
      }
    }
  }
}
const open = (kind: string) =>
  until(
    async () => {
      const alerts = await real.anhu.api.all("/alerts", { facility: real.imported.facilityId, open: "true" });
      return alerts.find(
        (alert): alert is { id: string } => typeof alert === "object" && alert !== null && Reflect.get(alert, "kind") === kind,
      );
    },
    { deadlineMs: 60_000, what: `an open alert ${kind}` },
  );
const resident = `/residents/${real.residentId(residentKey(1))}`;

try {
  await shoot([
    { name: "wall-calm", path: "/wall", widths: WALL },
    { name: "sign-in", path: "/sign-in", isSignedOut: true },
    { name: "residents", path: "/residents" },
    { name: "resident", path: resident },
    { name: "alerts-calm", path: "/alerts" },
    { name: "shift-calm", path: "/shift" },
  ]);
  real.home.play("night-fall", residentKey(1));
  const fall = await open("fall");
  const message = await until(() => real.clinic.messages.find((one) => one.alertId === fall.id), { deadlineMs: 20_000 });
  await shoot([
    { name: "wall-fall", path: "/wall", widths: WALL, act: (page) => page.getByTestId("start-watch").click() },
    { name: "shift-call", path: "/shift" },
    { name: "link", path: message.acknowledgeUrl },
    { name: "handover", path: message.handoverUrl },
    { name: "resident-fall", path: resident },
  ]);
  real.home.play("sos", residentKey(13));
  const sos = await open("sos");
  await real.anhu.api
    .post(`/alerts/${fall.id}/acknowledge`, { track: "onSite", person: "李娜" })
    .catch((error: unknown) => console.error(String(error)));
  const card = (page: Page) => page.getByTestId(`alert-${fall.id}`);
  await shoot([
    { name: "wall-two", path: "/wall", widths: WALL },
    {
      name: "alerts-open",
      path: "/alerts",
      act: async (page) => {
        await card(page).locator("summary").click();
        await card(page).locator(".note.loading").waitFor({ state: "detached" });
        await page.getByTestId(`alert-${sos.id}`).getByTestId("alert-resolve").click();
      },
    },
    {
      name: "shift-resolve",
      path: "/shift",
      widths: [390],
      act: (page) => page.getByTestId(`call-${fall.id}`).getByTestId("shift-resolve").click(),
    },
  ]);
} finally {
  await browser.close();
  await real.close();
}
