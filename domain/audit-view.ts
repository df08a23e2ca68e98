import { Type, type Static } from "typebox";

const Text = Type.Union([Type.String(), Type.Null()]);
/** An entry as the API shows it. */
export const AuditEntryView = Type.Object(
  {
    seq: Type.Integer({ minimum: 1, description: "gapless" }),
    id: Type.String(),
    at: Type.Integer({ description: "ms since the epoch" }),
    actor: Type.String({ description: "id of who did it; `system`" }),
    actorName: Type.Union([Type.String(), Type.Null()], { description: "null: no person of the home, or not for this viewer" }),
    role: Type.String(),
    action: Type.String(),
    facilityId: Text,
    residentId: Text,
    alertId: Text,
    target: Text,
    result: Type.String(),
    detail: Text,
    prevHash: Type.String(),
    hash: Type.String({ description: "SHA-256 of prevHash and the canonical JSON of the entry, in hex" }),
  },
  { $id: "AuditEntry", additionalProperties: false },
);
export type AuditEntryView = Static<typeof AuditEntryView>;
