import { createHmac, timingSafeEqual } from "node:crypto";

/** Standard Webhooks 1.0.0: signatures older or newer than this are refused. */
export const SIGNATURE_TOLERANCE_MS = 5 * 60_000;
const SECRET_PREFIX = "whsec_";
const VERSION = "v1";

export type SignatureFault = "missingHeader" | "badTimestamp" | "oldTimestamp" | "wrongSignature";
export type SignatureCheck =
  { readonly ok: true; readonly id: string; readonly timestampMs: number } | { readonly ok: false; readonly fault: SignatureFault };

/** `v1,<base64 HMAC-SHA256>` over `<id>.<timestamp>.<raw body>`; `secret` is `whsec_` + base64. */
export function signWebhook(secret: string, id: string, timestampS: string, body: Uint8Array): string {
  const key = Buffer.from(secret.startsWith(SECRET_PREFIX) ? secret.slice(SECRET_PREFIX.length) : secret, "base64");
  return `${VERSION},${createHmac("sha256", key).update(`${id}.${timestampS}.`).update(body).digest("base64")}`;
}
/**
 * Checks the three headers against the raw bytes, in constant time per signature. The header may list several signatures
 * (key rotation) and the clinic may know several secrets: one valid pair is enough. `nowMs` is the receiver's clock.
 */
export function verifyWebhook(input: {
  readonly secrets: readonly string[];
  readonly header: (name: string) => string | undefined;
  readonly body: Uint8Array;
  readonly nowMs: number;
}): SignatureCheck {
  const id = input.header("webhook-id");
  const timestamp = input.header("webhook-timestamp");
  const signatures = input.header("webhook-signature");
  if (!id || !timestamp || !signatures) return { ok: false, fault: "missingHeader" };
  if (!/^\d{1,12}$/.test(timestamp)) return { ok: false, fault: "badTimestamp" };
  const timestampMs = Number(timestamp) * 1000;
  if (Math.abs(input.nowMs - timestampMs) > SIGNATURE_TOLERANCE_MS) return { ok: false, fault: "oldTimestamp" };
  const given = signatures.split(" ").map((signature) => Buffer.from(signature));
  let isValid = false;
  for (const secret of input.secrets) {
    const expected = Buffer.from(signWebhook(secret, id, timestamp, input.body));
    for (const signature of given) {
      if (signature.length === expected.length && timingSafeEqual(signature, expected)) isValid = true;
    }
  }
  return isValid ? { ok: true, id, timestampMs } : { ok: false, fault: "wrongSignature" };
}
