import { createHash, createPublicKey, sign, verify, type KeyObject } from "node:crypto";
import { Type, type Static } from "typebox";
import { Compile } from "typebox/compile";
import type { ChainEnd } from "./audit.ts";
import { canonicalJson } from "./canonical-json.ts";

/** Where the audit chain ended at a moment, signed by the server. Kept elsewhere, it shows a chain that was shortened or written anew. */
export const AuditHead = Type.Object(
  {
    format: Type.Literal(1),
    seq: Type.Integer({ minimum: 0 }),
    hash: Type.String({ pattern: "^[0-9a-f]{64}$" }),
    at: Type.String({ description: "UTC, ISO 8601" }),
    publicKey: Type.String({ description: "Ed25519, SubjectPublicKeyInfo, base64" }),
    signature: Type.String({ description: "Ed25519 over the canonical JSON of at, format, hash and seq; base64" }),
  },
  { $id: "AuditHead", additionalProperties: false },
);
export type AuditHead = Static<typeof AuditHead>;
const HeadCheck = Compile(AuditHead);

export function isAuditHead(value: unknown): value is AuditHead {
  return HeadCheck.Check(value);
}
export function signHead({ seq, hash }: ChainEnd, atMs: number, key: KeyObject): AuditHead {
  const said = { format: 1 as const, seq, hash, at: new Date(atMs).toISOString() };
  const publicKey = createPublicKey(key).export({ format: "der", type: "spki" }).toString("base64");
  return { ...said, publicKey, signature: sign(null, Buffer.from(canonicalJson(said)), key).toString("base64") };
}
/** Does the signature belong to what the head says, under the key that it names? */
export function isSigned({ format, seq, hash, at, publicKey, signature }: AuditHead): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, "base64"), format: "der", type: "spki" });
    return (
      key.asymmetricKeyType === "ed25519" &&
      verify(null, Buffer.from(canonicalJson({ format, seq, hash, at })), key, Buffer.from(signature, "base64"))
    );
  } catch (error) {
    // What is no key has signed nothing.
    if (error instanceof Error) return false;
    throw error;
  }
}
/** Short name of a key, to compare by eye. */
export function fingerprint(publicKey: string): string {
  return createHash("sha256").update(Buffer.from(publicKey, "base64")).digest("hex").slice(0, 16);
}
