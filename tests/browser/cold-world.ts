import type { Browser, BrowserContext, Page } from "playwright-core";
import type { FakeApi } from "../api/fakes.ts";
import { signIn, type Who } from "../api/world.ts";
import { startCutProxy, type CutProxy } from "./cut-proxy.ts";
import { aHandset, openHandsetHome } from "./handset-home.ts";
import { FAULTS } from "./open-page.ts";

export const HOME_PHONE = "021-5555 0101";
/** Longer than a page waits for the server, shorter than anybody's patience. */
export const SOON = { timeout: 15_000 };

/** The home of the handset tests behind a wire that can be cut, hang, or be slow. */
export interface ColdWorld {
  readonly fake: FakeApi;
  readonly wire: CutProxy;
  close(): Promise<void>;
}
export async function openColdWorld(dashboardDir: string): Promise<ColdWorld> {
  const fake = await openHandsetHome(dashboardDir);
  for (const home of fake.records.facilityRows) if (home.id === "fac_1") Object.assign(home, { callbackPhone: HOME_PHONE });
  const wire = await startCutProxy(fake.url);
  return {
    ...{ fake, wire },
    async close() {
      await wire.close();
      await fake.close();
    },
  };
}
export interface ColdPhone {
  readonly context: BrowserContext;
  /** A page at that path; its complaints go into the list of `phoneOf`. */
  open(path: string): Promise<Page>;
}
/** A browser that holds these cookies. */
export async function phoneOf(
  browser: Browser,
  { wire }: ColdWorld,
  { headers }: Who,
  complaints: string[],
  options: { language?: string; width?: number; height?: number; scheme?: "light" | "dark" } = {},
): Promise<ColdPhone> {
  const { language = "zh-CN", width = 390, height = 844, scheme = "light" } = options;
  const context = await browser.newContext({ viewport: { width, height }, reducedMotion: "reduce", colorScheme: scheme });
  const cookies = (headers["cookie"] ?? "").split("; ").map((pair) => {
    const [name = "", value = ""] = pair.split("=");
    return { name, value: decodeURIComponent(value), url: wire.url };
  });
  await context.addCookies(cookies);
  await context.addInitScript((chosen) => localStorage.setItem("anhu.language", chosen), language);
  return {
    context,
    async open(path) {
      const page = await context.newPage();
      page.on("pageerror", (error) => void complaints.push(error.message));
      page.on("console", (message) => {
        if (FAULTS.test(message.text())) complaints.push(message.text());
      });
      await page.goto(wire.url + path, { waitUntil: "commit" });
      return page;
    },
  };
}
export async function aLockedHandset({ fake }: ColdWorld): Promise<Who> {
  return (await aHandset(fake)).locked;
}
export function someone({ fake }: ColdWorld, who = "caregiver"): Promise<Who> {
  return signIn(fake, who);
}
/** Resolves when the service worker has what the page needs, and serves it. */
export async function shellKept(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const workers = navigator.serviceWorker;
    await workers.ready;
    if (workers.controller === null) await new Promise((resolve) => workers.addEventListener("controllerchange", resolve, { once: true }));
  });
}
/** Everything that this browser keeps of the page, as text: names of what the worker has, and the storage of scripts. */
export function storedBy(page: Page): Promise<{ readonly cached: readonly string[]; readonly texts: string }> {
  return page.evaluate(async () => {
    const kept = await Promise.all((await caches.keys()).map(async (key) => (await caches.open(key)).keys()));
    const databases = (await indexedDB.databases()).map(({ name }) => name);
    const texts = JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), databases]);
    return { cached: kept.flat().map(({ url }) => new URL(url).pathname), texts };
  });
}
