import { createServer, type AddressInfo } from "node:net";
import { createServer as createHttpServer } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { Webhook } from "standardwebhooks";
import { startClinic, type Clinic, type ClinicOptions } from "../../simulators/clinic.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const OTHER_SECRET = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});
async function aClinic(options: ClinicOptions = {}): Promise<Clinic> {
  const clinic = await startClinic({ secrets: [SECRET], ...options });
  undo.push(clinic.close);
  return clinic;
}
function aBody(change: Record<string, unknown> = {}): string {
  const data = {
    alertId: "a-1",
    severity: "critical",
    kind: "sos",
    facility: "颐和苑",
    residentRef: { room: "302", id: "r-1" },
    observedAt: 1_764_000_000_000,
    raisedAt: "2025-11-24T16:00:00.500Z",
    acknowledgeUrl: "http://127.0.0.1:9/a",
    handoverUrl: "http://127.0.0.1:9/h",
    ...change,
  };
  return JSON.stringify({ type: "alert.raised", timestamp: new Date().toISOString(), data });
}
/** One body, signed as it is sent. */
const BODY = aBody();
/** The clinic's time where the age of a signature is judged. */
const NOW_MS = Date.UTC(2026, 2, 2);
function headersOf(body: string, id = "msg_1", at = new Date(), secret = SECRET): Record<string, string> {
  const signature = new Webhook(secret).sign(id, at, body);
  return { "webhook-id": id, "webhook-timestamp": String(Math.floor(at.getTime() / 1000)), "webhook-signature": signature };
}
const post = (clinic: Clinic, body: string, headers: Record<string, string>, withinMs = 10_000): Promise<Response> =>
  fetch(clinic.url, { method: "POST", body, headers, redirect: "manual", signal: AbortSignal.timeout(withinMs) });

describe("the signature of a webhook", () => {
  it("is taken when valid", async () => {
    const clinic = await aClinic();
    expect((await post(clinic, BODY, headersOf(BODY))).status).toBe(200);
    expect(clinic.messages[0]).toMatchObject({ alertId: "a-1", observedAtMs: 1_764_000_000_000, raisedAtMs: 1_764_000_000_500 });
  });
  it("is taken when one of several is valid", async () => {
    const clinic = await aClinic();
    const body = aBody();
    const signed = headersOf(body);
    const both = `${headersOf(body, "msg_1", new Date(), OTHER_SECRET)["webhook-signature"]} ${signed["webhook-signature"]}`;
    expect((await post(clinic, body, { ...signed, "webhook-signature": both })).status).toBe(200);
  });
  it.each([
    {
      name: "the body was tampered with",
      body: aBody({ severity: "info" }),
      headers: headersOf(BODY, "msg_1", new Date(NOW_MS)),
      fault: "wrongSignature",
    },
    {
      name: "the secret is another",
      body: BODY,
      headers: headersOf(BODY, "msg_1", new Date(NOW_MS), OTHER_SECRET),
      fault: "wrongSignature",
    },
    {
      name: "it is over five minutes old",
      body: BODY,
      headers: headersOf(BODY, "msg_1", new Date(NOW_MS - 302_000)),
      fault: "oldTimestamp",
    },
    {
      name: "it is over five minutes ahead",
      body: BODY,
      headers: headersOf(BODY, "msg_1", new Date(NOW_MS + 302_000)),
      fault: "oldTimestamp",
    },
    { name: "a header is missing", body: BODY, headers: { "webhook-id": "msg_1", "webhook-timestamp": "1" }, fault: "missingHeader" },
  ] as const)("is refused when $name", async ({ body, headers, fault }) => {
    const clinic = await aClinic({ now: () => NOW_MS });
    expect((await post(clinic, body, headers)).status).toBe(401);
    expect(clinic.counts.refused[fault]).toBe(1);
    expect(clinic.messages).toEqual([]);
  });
  it("is judged by the clock that it was given", async () => {
    const clinic = await aClinic({ now: () => 1_614_265_330_000 });
    const headers = {
      "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "webhook-timestamp": "1614265330",
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    };
    expect((await post(clinic, '{"test": 2432232314}', headers)).status).toBe(400);
    expect(clinic.counts.refused).toMatchObject({ wrongSignature: 0, badBody: 1 });
  });
});
describe("a clinic", () => {
  it("counts a message once, however often it comes", async () => {
    const clinic = await aClinic();
    for (let attempt = 0; attempt < 3; attempt++) await post(clinic, BODY, headersOf(BODY));
    expect(clinic.counts).toMatchObject({ requests: 3, messages: 1, duplicates: 2 });
  });
  it("refuses as often as it is told, and then takes the same message", async () => {
    const clinic = await aClinic();
    clinic.behave({ type: "refuse", status: 503, retryAfterS: 7 }, 2);
    const first = await post(clinic, BODY, headersOf(BODY));
    expect([first.status, first.headers.get("retry-after")]).toEqual([503, "7"]);
    expect((await post(clinic, BODY, headersOf(BODY))).status).toBe(503);
    expect((await post(clinic, BODY, headersOf(BODY))).status).toBe(200);
    expect(clinic.counts).toMatchObject({ requests: 3, messages: 1, duplicates: 0 });
  });
  it("redirects and disables with the status it was told", async () => {
    const clinic = await aClinic();
    clinic.behave({ type: "refuse", status: 301, location: "http://127.0.0.1:9/" });
    expect((await post(clinic, BODY, headersOf(BODY))).status).toBe(301);
    clinic.behave({ type: "refuse", status: 410 });
    expect((await post(clinic, BODY, headersOf(BODY))).status).toBe(410);
  });
  it("takes the message and breaks off before it answers", async () => {
    const clinic = await aClinic();
    clinic.behave({ type: "cut" }, 1);
    await expect(post(clinic, BODY, headersOf(BODY))).rejects.toThrow();
    expect((await post(clinic, BODY, headersOf(BODY))).status).toBe(200);
    expect(clinic.counts).toMatchObject({ messages: 1, duplicates: 1 });
  });
  it.each([{ type: "stall" }, { type: "slowLoris", everyMs: 200 }] as const)("does not answer in time: $type", async (behaviour) => {
    const clinic = await aClinic({ behaviour });
    await expect(post(clinic, BODY, headersOf(BODY), 500)).rejects.toMatchObject({ name: "TimeoutError" });
  });
  it("acknowledges a raised alert once, as a person on the medical track", async () => {
    const asked: string[] = [];
    const server = createHttpServer((request, response) => {
      request.on("data", (chunk) => asked.push(`${request.method} ${request.url} ${String(chunk)}`));
      request.on("end", () => response.end("{}"));
    }).listen(0, "127.0.0.1");
    undo.push(
      async () => void server.closeAllConnections(),
      async () => void server.close(),
    );
    await new Promise((resolve) => server.once("listening", resolve));
    const acknowledgeUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/acknowledge/1`;
    const clinic = await aClinic({ acknowledge: { person: "陈医生", afterMs: 5 } });
    const body = aBody({ acknowledgeUrl });
    await post(clinic, body, headersOf(body, "msg_1"));
    await post(clinic, body, headersOf(body, "msg_2"));
    await expect.poll(() => clinic.counts.acknowledged).toBe(1);
    expect(asked).toEqual(['POST /acknowledge/1 {"person":"陈医生","track":"medical"}']);
  });
  it("counts an acknowledgement that was refused", async () => {
    const clinic = await aClinic();
    const body = aBody({ acknowledgeUrl: clinic.url });
    await post(clinic, body, headersOf(body));
    expect(await clinic.acknowledge(clinic.messages[0]!, "陈医生")).toMatchObject({ ok: false, status: 401 });
    expect(clinic.counts.acknowledgeFailed).toBe(1);
  });
  it("says that its port is in use", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    undo.push(async () => void server.close());
    await new Promise((resolve) => server.once("listening", resolve));
    await expect(startClinic({ port: (server.address() as AddressInfo).port })).rejects.toMatchObject({ code: "PORT_IN_USE" });
  });
});
