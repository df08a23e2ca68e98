import { createHash, randomBytes, randomUUID } from "node:crypto";

/** Namespace of every derived id of Anhu (a random UUID, fixed for ever). */
const NAMESPACE = "5f2d0a34-6c1b-4d5e-9a57-0c3f6b1f8e21";

/** UUID version 5 (RFC 9562 §5.5) of `parts`, joined by a byte that cannot occur in ids. */
export function derivedId(...parts: readonly (string | number)[]): string {
  const hash = createHash("sha1")
    .update(Buffer.from(NAMESPACE.replaceAll("-", ""), "hex"))
    .update(parts.join("\u0000"))
    .digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString("hex", 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
/** alertId = uuidv5(subject, rule, identity of the triggering observation): the same journal gives the same ids. */
export function alertIdOf(subjectId: string, ruleId: string, identity: string): string {
  return derivedId("alert", subjectId, ruleId, identity);
}
/** `webhook-id` of Standard Webhooks: equal for every attempt, whoever makes it. */
export function webhookIdOf(alertId: string, recipientId: string, eventType: string, step: number): string {
  return `msg_${createHash("sha256").update([alertId, recipientId, eventType, step].join("\u0000")).digest("hex").slice(0, 32)}`;
}
/** Short readable id with a kind prefix, for records: `dev_9k2…` (80 random bits). */
export function newId(prefix: string): string {
  return `${prefix}_${BigInt(`0x${randomBytes(10).toString("hex")}`)
    .toString(36)
    .padStart(16, "0")}`;
}
export const newUuid: () => string = randomUUID;
/** A secret with 192 random bits, URL-safe. */
export function newSecret(): string {
  return randomBytes(24).toString("base64url");
}
export function sha256(text: string | Uint8Array): Buffer {
  return createHash("sha256").update(text).digest();
}
