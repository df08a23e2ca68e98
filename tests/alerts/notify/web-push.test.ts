import { createDecipheriv, createECDH, createHmac, createPublicKey, randomBytes, verify } from "node:crypto";
import { describe, expect, it } from "vitest";
import { newVapidKeys } from "../../../alerts/notify/web-push.ts";
import { aChannel, aPush, AT_MS, LINK, openNotifier, startProvider, type Asked } from "./stand-in.ts";

const vapid = { subject: "https://anhu.example", ...newVapidKeys() };
/** A browser: its key pair and its secret. */
const browser = createECDH("prime256v1");
browser.generateKeys();
const auth = randomBytes(16);
const subscription = (origin: string) => ({
  endpoint: `${origin}/push/abc`,
  keys: { p256dh: browser.getPublicKey("base64url"), auth: auth.toString("base64url") },
});
const hmac = (key: Buffer, ...parts: Buffer[]) => createHmac("sha256", key).update(Buffer.concat(parts)).digest();

/** RFC 8291 and RFC 8188, as a browser reads it. */
function decrypted(raw: Buffer): unknown {
  const salt = raw.subarray(0, 16);
  const idLength = raw[20]!;
  const serverKey = raw.subarray(21, 21 + idLength);
  const sealed = raw.subarray(21 + idLength);
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), browser.getPublicKey(), serverKey, Buffer.from([1])]);
  const ikm = hmac(hmac(auth, browser.computeSecret(serverKey)), info);
  const prk = hmac(salt, ikm);
  const key = hmac(prk, Buffer.from("Content-Encoding: aes128gcm\0\x01")).subarray(0, 16);
  const nonce = hmac(prk, Buffer.from("Content-Encoding: nonce\0\x01")).subarray(0, 12);
  const decipher = createDecipheriv("aes-128-gcm", key, nonce);
  decipher.setAuthTag(sealed.subarray(-16));
  const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  return JSON.parse(padded.subarray(0, padded.lastIndexOf(2)).toString("utf8"));
}
function checkedVapid({ headers }: Asked): Record<string, unknown> {
  const [, token, key] = /^vapid t=([^,]+), ?k=(.+)$/.exec(headers["authorization"]!)!;
  expect(key).toBe(vapid.publicKey);
  const point = Buffer.from(key!, "base64url");
  const jwk = { kty: "EC", crv: "P-256", x: point.subarray(1, 33).toString("base64url"), y: point.subarray(33).toString("base64url") };
  const [head, body, signature] = token!.split(".");
  const publicKey = { key: createPublicKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" as const };
  expect(verify("sha256", Buffer.from(`${head}.${body}`), publicKey, Buffer.from(signature!, "base64url"))).toBe(true);
  return JSON.parse(Buffer.from(body!, "base64url").toString()) as Record<string, unknown>;
}
describe("a push to a browser", () => {
  it("is signed by the server's own keys, and only that browser reads the thin text", async () => {
    const service = await startProvider(() => ({ status: 201, headers: { location: "https://push.example/m/77" } }));
    const { notifier } = openNotifier([service.origin], { vapid });
    const answer = await notifier.send(aPush(), aChannel("webPush", subscription(service.origin)));
    expect(answer).toEqual({ state: "accepted", providerId: "77" });
    const asked = service.asked[0]!;
    expect(asked.path).toBe("/push/abc");
    expect(asked.headers).toMatchObject({ "content-encoding": "aes128gcm", ttl: "3600", urgency: "high" });
    const claims = checkedVapid(asked);
    expect(claims).toMatchObject({ aud: service.origin, sub: "https://anhu.example" });
    expect(decrypted(asked.raw)).toEqual({
      ...{ title: "【危急***】紧急呼叫 3-201", body: "安康之家 · 11-21 04:15 · SOS · CRITICAL", url: LINK, tag: "0b1f9d7e", urgent: true },
    });
    expect(AT_MS).toBeGreaterThan(0);
  });
  it.each([
    { status: 404, expected: { state: "failed", isGone: true } },
    { status: 410, expected: { state: "failed", isGone: true } },
    { status: 429, expected: { state: "failed", isGone: false, retryAfterMs: 9_000 } },
    { status: 500, expected: { state: "failed", isGone: false } },
  ])("HTTP $status", async ({ status, expected }) => {
    const service = await startProvider(() => ({ status, headers: { "retry-after": "9" } }));
    const { notifier } = openNotifier([service.origin], { vapid });
    expect(await notifier.send(aPush(), aChannel("webPush", subscription(service.origin)))).toMatchObject(expected);
  });
  it("keys of a browser that are none are a failure, not a crash", async () => {
    const { notifier } = openNotifier(["http://127.0.0.1:1"], { vapid });
    const keys = { p256dh: "x", auth: "x" };
    expect(await notifier.send(aPush(), aChannel("webPush", { endpoint: "http://127.0.0.1:1/", keys }))).toMatchObject({ state: "failed" });
  });
  it("without keys of the server nobody is told", async () => {
    const { notifier } = openNotifier([]);
    const to = aChannel("webPush", subscription("https://push.example"));
    expect(await notifier.send(aPush(), to)).toMatchObject({ state: "failed", isGone: true });
  });
});
