import { afterEach, beforeEach, expect, it } from "vitest";
import { fakeChannels } from "../api/fake-channels.ts";
import type { FakeApi } from "../api/fakes.ts";
import { need } from "../support/platform.ts";
import { openPhone, signInTo, workerOf, type Phone } from "./clinic-app-world.ts";
import { openClinicHome } from "./clinic-home.ts";
import { builtDashboard } from "./dashboard-build.ts";

const WITHIN = { timeout: 30_000 };
/** Nine bytes, so that base64url says them in one way. */
const KEY = "BPublicKeyAA";
/** Stands for the browser's push service, which no test reaches; what it holds outlives a reload, as there. */
const PUSH_SERVICE = `(() => {
  const made = (n) => ({
    endpoint: "https://push.example/" + n,
    expirationTime: null,
    options: { applicationServerKey: Uint8Array.from(atob("${KEY}"), (letter) => letter.charCodeAt(0)).buffer },
    toJSON: () => ({ endpoint: "https://push.example/" + n, keys: { p256dh: "p", auth: "a" } }),
    unsubscribe: async () => (localStorage.removeItem("test.push"), true),
  });
  PushManager.prototype.getSubscription = async () => {
    const n = localStorage.getItem("test.push");
    return n === null ? null : made(n);
  };
  PushManager.prototype.subscribe = async () => {
    const n = Number(localStorage.getItem("test.pushes") ?? 0) + 1;
    localStorage.setItem("test.pushes", n);
    localStorage.setItem("test.push", n);
    return made(n);
  };
})()`;
/** The same for the worker: the push service gave it another address. */
const CHANGED = `(async () => {
  const keys = { p256dh: "p", auth: "a" };
  PushManager.prototype.getSubscription = async () => null;
  PushManager.prototype.subscribe = async ({ applicationServerKey }) => ({
    toJSON: () => ({ endpoint: "https://push.example/worker?" + applicationServerKey, keys }),
  });
  const event = new ExtendableEvent("pushsubscriptionchange");
  const work = [];
  Object.defineProperty(event, "waitUntil", { value: (promise) => work.push(promise) });
  self.dispatchEvent(event);
  return (await Promise.allSettled(work)).map(({ status, reason }) => status + String(reason ?? ""));
})()`;

need("chromium")("the subscription of a doctor's phone to pushes", () => {
  const channels = fakeChannels([], { vapidPublicKey: KEY });
  let fake: FakeApi;
  let phone: Phone;
  beforeEach(async () => {
    channels.rows.length = 0;
    fake = await openClinicHome(builtDashboard(), "night", { channels });
    phone = await openPhone(fake);
    await phone.context.addInitScript(PUSH_SERVICE);
    await signInTo(phone.page, fake, "/clinic");
    await workerOf(phone);
    await phone.page.getByTestId("app-push").click();
    await expect.poll(addresses, WITHIN).toEqual(["https://push.example/1"]);
    await expect.poll(() => phone.page.getByTestId("app-push").count(), WITHIN).toBe(0);
  });
  afterEach(async () => {
    await phone.close();
    await fake.close();
  });
  const addresses = () => channels.rows.map(({ config }) => (config as { endpoint: string }).endpoint);
  const opened = async () => {
    await phone.page.reload();
    await phone.page.locator("article").first().waitFor();
  };

  it("is made anew at the next opening when the browser lost it, and when its address has ended; the row stays the same", async () => {
    const [{ id } = { id: "" }] = channels.rows;
    await phone.page.evaluate("localStorage.removeItem('test.push')");
    await opened();
    await expect.poll(addresses, WITHIN).toEqual(["https://push.example/2"]);
    // The push service answered 410.
    await channels.setChannel(id, { ...channels.rows[0]!, enabled: false });
    await opened();
    await expect.poll(addresses, WITHIN).toEqual(["https://push.example/3"]);
    expect(channels.rows).toMatchObject([{ id, enabled: true }]);
    expect(await phone.page.getByTestId("app-push").count()).toBe(0);
  });
  it("is told to the server by the service worker when the browser changes it, under the name of whoever is signed in", async () => {
    const worker = await workerOf(phone);
    expect(await worker.evaluate(CHANGED)).toEqual(["fulfilled"]);
    expect(addresses()).toEqual([`https://push.example/worker?${KEY}`]);
    expect(channels.rows).toMatchObject([{ ownerId: "usr_clinicStaff", enabled: true }]);
  });
  it("that was removed stays removed: the page offers it again, and nothing is subscribed by itself", async () => {
    channels.rows.length = 0;
    await opened();
    await phone.page.getByTestId("app-push").waitFor(WITHIN);
    const worker = await workerOf(phone);
    expect(await worker.evaluate(CHANGED)).toEqual([expect.stringContaining("HTTP 404")]);
    expect(channels.rows).toEqual([]);
    await phone.page.getByTestId("app-push").click();
    await expect.poll(addresses, WITHIN).toEqual(["https://push.example/1"]);
  });
});
