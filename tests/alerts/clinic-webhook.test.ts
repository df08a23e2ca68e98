import { afterEach, describe, expect, it } from "vitest";
import { Webhook } from "standardwebhooks";
import { guardedLookup, isPublicAddress, reachOf } from "../../alerts/notify/address-guard.ts";
import { webhookBody } from "../../alerts/notify/body.ts";
import { makeWebhookSender, signedHeaders } from "../../alerts/notify/clinic-webhook.ts";
import { raise } from "../../alerts/life/lifecycle.ts";
import { aSignal } from "./desk-fakes.ts";
import { careOf, T0 } from "./support.ts";
import { startClinic, type ClinicServer } from "./webhook-server.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const clock = { now: () => T0, monotonic: () => 0 };
const delivery = { id: "msg_1", body: '{"test":1}' };
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});
function sender(timeoutMs = 5_000) {
  const made = makeWebhookSender({ clock, timeoutMs });
  closers.push(() => made.close());
  return made;
}
async function clinic(...[answer]: Parameters<typeof startClinic>): Promise<ClinicServer> {
  const server = await startClinic(answer);
  closers.push(() => server.close());
  return server;
}
const at = (url: string) => ({ type: "webhook" as const, url, secret: SECRET, loopbackAllowed: true });

describe("the signature", () => {
  it("is that of the published vector", () => {
    const headers = signedHeaders({ id: "msg_p5jXN8AQM9LWM0D4loKWxJek", body: '{"test": 2432232314}' }, SECRET, 1_614_265_330_000);
    expect(headers).toMatchObject({
      "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "webhook-timestamp": "1614265330",
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    });
  });
  it("is verified by the spec's own library, over the exact body", async () => {
    const server = await clinic((response) => response.end());
    const now = makeWebhookSender({ clock: { now: Date.now, monotonic: () => 0 } });
    closers.push(() => now.close());
    expect(await now.send(delivery, at(server.url))).toEqual({ state: "accepted" });
    const { body, headers } = server.received[0]!;
    expect(new Webhook(SECRET).verify(body, headers as Record<string, string>)).toEqual({ test: 1 });
  });
});
describe("one attempt", () => {
  it.each([
    { name: "204", status: 204, state: "accepted" },
    { name: "500", status: 500, state: "failed", why: "HTTP 500" },
    { name: "410", status: 410, state: "failed", why: "disabled", isGone: true },
    { name: "429 with Retry-After", status: 429, headers: { "retry-after": "7" }, state: "failed", why: "HTTP 429", retryAfterMs: 7000 },
  ])("$name", async ({ status, headers = {}, state, why, isGone = false, retryAfterMs = null }) => {
    const server = await clinic((response) => response.writeHead(status, headers).end());
    const answer = await sender().send(delivery, at(server.url));
    expect(answer.state).toBe(state);
    if (answer.state === "failed") {
      expect(answer.why).toContain(why);
      expect(answer).toMatchObject({ isGone, retryAfterMs });
    }
  });
  it("a redirect is a failure and is not followed", async () => {
    const target = await clinic((response) => response.end());
    const server = await clinic((response) => response.writeHead(301, { location: target.url }).end());
    expect(await sender().send(delivery, at(server.url))).toMatchObject({ state: "failed", why: "HTTP 301: redirects are not followed" });
    expect(target.received).toEqual([]);
  });
  it.each([
    { name: "a stall", answer: () => {} },
    {
      name: "a slow-loris error",
      answer: (response: Parameters<Parameters<typeof startClinic>[0]>[0]) => void response.writeHead(500).write("x"),
    },
  ])("$name ends at the deadline", async ({ answer }) => {
    const server = await clinic(answer);
    expect(await sender(100).send(delivery, at(server.url))).toMatchObject({ state: "failed", why: "no answer within 100 ms" });
  });
  it("a cut reply and a closed port are failures", async () => {
    const server = await clinic((response) => response.socket?.destroy());
    expect(await sender().send(delivery, at(server.url))).toMatchObject({ state: "failed" });
    server.close();
    expect(await sender().send(delivery, at(server.url))).toMatchObject({ state: "failed" });
  });
  it("a body without end does not hold up a 200, an endless error body is cut", async () => {
    const endless = await clinic((response, count) => void response.writeHead(count === 1 ? 200 : 500).write("x".repeat(20_000)));
    expect(await sender().send(delivery, at(endless.url))).toEqual({ state: "accepted" });
    expect(await sender().send(delivery, at(endless.url))).toMatchObject({ state: "failed", why: "the answer is too long" });
  });
  it("a secret that is none is a failure, not a crash", async () => {
    const answer = await sender().send(delivery, { type: "webhook", url: "http://127.0.0.1:1/", secret: "", loopbackAllowed: true });
    expect(answer.state).toBe("failed");
  });
});
const refusedAddresses = [
  ...["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255"],
  ...[
    "::1",
    "::",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:a9fe:a9fe",
    "fe80::1",
    "fc00::1",
    "fd12::1",
    "64:ff9b::a00:1",
    "2002:a00:1::",
  ],
];
describe("what a webhook may reach", () => {
  it.each(refusedAddresses)("%s is refused", (address) => expect(isPublicAddress(address)).toBe(false));
  it.each(["8.8.8.8", "114.114.114.114", "2400:3200::1"])("%s is public", (address) => expect(isPublicAddress(address)).toBe(true));
  const rules = { loopbackAllowed: false, allowOrigins: new Set(["http://10.0.0.5:8080"]) };
  it.each([
    ["https://clinic.example/hook", "public"],
    ["http://clinic.example/hook", null],
    ["http://127.0.0.1:9/", null],
    ["https://127.0.0.1:9/", null],
    ["https://2130706433/", null],
    ["https://0x7f.1/", null],
    ["https://017700000001/", null],
    ["https://[::1]/", null],
    ["https://[::ffff:169.254.169.254]/", null],
    ["https://user:pw@clinic.example/", null],
    ["ftp://clinic.example/", null],
    ["http://10.0.0.5:8080/hook", "any"],
    ["http://10.0.0.5:8081/hook", null],
  ] as const)("%s: %s", (url, reach) => expect(reachOf(new URL(url), rules).reach).toBe(reach));
  it.each(["http://127.0.0.1:9/", "http://localhost:9/", "http://[::1]:9/"])("%s is reached when the administrator added it", (url) =>
    expect(reachOf(new URL(url), { ...rules, loopbackAllowed: true }).reach).toBe("loopback"),
  );
  it.each([
    { name: "one private address among public ones", addresses: ["8.8.8.8", "10.0.0.1"], isRefused: true },
    { name: "no address", addresses: [], isRefused: true },
    { name: "public ones", addresses: ["8.8.8.8", "1.1.1.1"], isRefused: false },
  ])("a name with $name: refused $isRefused", async ({ addresses, isRefused }) => {
    const resolve = ((_name: string, _options: unknown, callback: (error: null, found: unknown) => void) =>
      callback(
        null,
        addresses.map((address) => ({ address, family: 4 })),
      )) as unknown as Parameters<typeof guardedLookup>[1];
    const lookup = guardedLookup("public", resolve);
    const error = await new Promise((done) => lookup("clinic.example", { all: true }, (reason) => done(reason)));
    expect(error !== null).toBe(isRefused);
  });
  it("a loopback clinic may not become something else by its name", async () => {
    const lookup = guardedLookup("loopback", ((_n: string, _o: unknown, callback: (e: null, found: unknown) => void) =>
      callback(null, [{ address: "8.8.8.8", family: 4 }])) as unknown as Parameters<typeof guardedLookup>[1]);
    expect(await new Promise((done) => lookup("localhost", {}, (reason) => done(reason)))).toBeInstanceOf(Error);
  });
});
describe("the body", () => {
  const { alert } = raise(aSignal(), true, T0);
  const links = { acknowledgeUrl: "https://a/ack", handoverUrl: "https://a/handover" };
  const read = (namesAllowed: boolean) =>
    JSON.parse(webhookBody({ alert, eventType: "alert.raised", namesAllowed, nowMs: T0 }, careOf(), links)) as Record<string, unknown>;
  it("has exactly the fields of the outside face", () => {
    const { data, ...head } = read(false) as { data: object };
    expect(head).toEqual({ type: "alert.raised", timestamp: new Date(T0).toISOString() });
    expect(data).toEqual({
      alertId: alert.id,
      severity: "critical",
      kind: "sos",
      facility: "Willow House",
      residentRef: expect.stringMatching(/^302 [0-9a-f]{8}$/) as string,
      observedAt: new Date(T0).toISOString(),
      raisedAt: new Date(T0).toISOString(),
      ...links,
    });
  });
  it("names the resident only under a contract that allows it", () => {
    expect(JSON.stringify(read(false))).not.toContain("Wang");
    expect(JSON.stringify(read(true))).toContain("302 Wang ");
  });
});
