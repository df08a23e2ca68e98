import { createHash, createPublicKey, sign, verify, type KeyObject } from "node:crypto";
import { Compile } from "typebox/compile";
import { AuditHead } from "./audit-head.ts";
import type { ChainEnd } from "./audit.ts";
import { canonicalJson } from "./canonical-json.ts";

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
