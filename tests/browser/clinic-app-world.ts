import { chromium, type BrowserContext, type Page, type Worker } from "playwright-core";
import { expect } from "vitest";
import type { FakeApi } from "../api/fakes.ts";
import { PASSWORD } from "../api/world.ts";
import { makeTempDir } from "../support/machine.ts";
import { programPath } from "../support/platform.ts";
import { LAUNCH_MS } from "./open-browser.ts";

export interface Phone {
  readonly context: BrowserContext;
  readonly page: Page;
  close(): Promise<void>;
}
/** A browser with a profile of its own, as on a phone: what is opened in private can be installed by nobody. */
export async function openPhone(
  fake: FakeApi,
  options: { language?: string; scheme?: "light" | "dark"; width?: number } = {},
): Promise<Phone> {
  const { language = "zh-CN", scheme = "light", width = 390 } = options;
  const temp = makeTempDir();
  const context = await chromium.launchPersistentContext(temp.path, {
    executablePath: programPath("chromium"),
    timeout: LAUNCH_MS,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-component-update", "--disable-sync"],
    ...{ viewport: { width, height: 844 }, reducedMotion: "reduce", colorScheme: scheme },
  });
  await context.grantPermissions(["notifications"], { origin: fake.url });
  await context.addInitScript((chosen) => localStorage.setItem("anhu.language", chosen), language);
  const page = context.pages()[0] ?? (await context.newPage());
  return {
    ...{ context, page },
    async close() {
      await context.close();
      temp.remove();
    },
  };
}
export async function signInTo(page: Page, fake: FakeApi, to: string): Promise<void> {
  await page.goto(`${fake.url}/sign-in?to=${encodeURIComponent(to)}`);
  await page.getByTestId("field-username").fill("clinicStaff");
  await page.getByTestId("field-password").fill(PASSWORD);
  await page.getByTestId("sign-in").click();
  await page.locator("article").first().waitFor();
}
/** The service worker, once it serves the page. */
export async function workerOf({ context, page }: Phone): Promise<Worker> {
  await expect.poll(() => page.evaluate("navigator.serviceWorker.controller?.state"), { timeout: 30_000 }).toBe("activated");
  return context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker"));
}
/** Delivers a push until it is shown, as a push service does: a worker that is just starting may miss the first. */
export async function showPush(phone: Phone, worker: Worker, origin: string, message: object): Promise<void> {
  const shown = () => worker.evaluate("self.registration.getNotifications().then((all) => all.length)");
  const delivered = async (): Promise<unknown> => {
    const before = await shown();
    if (before === 0) await deliverPush(phone, origin, message);
    return before;
  };
  await expect.poll(delivered, { timeout: 30_000, interval: 1_000 }).toBe(1);
}
async function deliverPush({ context, page }: Phone, origin: string, message: object): Promise<void> {
  const devtools = await context.newCDPSession(page);
  const { promise: known, resolve } = Promise.withResolvers<string>();
  devtools.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
    const [first] = registrations;
    if (first !== undefined) resolve(first.registrationId);
  });
  await devtools.send("ServiceWorker.enable");
  await devtools.send("ServiceWorker.deliverPushMessage", { origin, registrationId: await known, data: JSON.stringify(message) });
  await devtools.detach();
}
/** Presses the notification that is shown; tells how many there were. What the press brings about goes on by itself. */
export function pressNotification(worker: Worker): Promise<number> {
  return worker.evaluate(`(async () => {
    const shown = await self.registration.getNotifications();
    const event = new NotificationEvent("notificationclick", { notification: shown[0] });
    // What a script makes keeps no worker alive; the test does.
    Object.defineProperty(event, "waitUntil", { value: (promise) => void promise.catch((error) => console.error(String(error))) });
    self.dispatchEvent(event);
    return shown.length;
  })()`);
}
/** Addresses of everything that is kept by the service worker. */
export async function keptOf(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const kept = await Promise.all((await caches.keys()).map(async (key) => (await caches.open(key)).keys()));
    return kept.flat().map(({ url }) => new URL(url).pathname);
  });
}
