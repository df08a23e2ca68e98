import { Type, type Static } from "typebox";

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
