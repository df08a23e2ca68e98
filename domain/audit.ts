import { hash } from "node:crypto";
import { canonicalJson, cleanText } from "./canonical-json.ts";
import { newId } from "./ids.ts";

/** `prev_hash` of the first entry. */
export const GENESIS_HASH = "0".repeat(64);
export const AUDIT_RESULTS = ["ok", "refused", "failed"] as const;

/** What is to be written down; ids only, never a name. */
export interface AuditNote {
  readonly atMs: number;
  /** Id of a person, clinic or device; `system`. */
  readonly actor: string;
  readonly role: string;
  readonly action: string;
  readonly target: string | null;
  readonly result: (typeof AUDIT_RESULTS)[number];
  readonly detail: string | null;
  /** Derived where the same thing may be noted twice: the second time changes nothing. */
  readonly id?: string;
  readonly facilityId?: string | null;
  readonly residentId?: string | null;
  readonly alertId?: string | null;
}
/** What an entry says; its key order does not matter, `contentText` has its own. */
export interface AuditContent {
  readonly seq: number;
  readonly id: string;
  readonly atMs: number;
  readonly actor: string;
  readonly role: string;
  readonly action: string;
  readonly facilityId: string | null;
  readonly residentId: string | null;
  readonly alertId: string | null;
  readonly target: string | null;
  readonly result: string;
  readonly detail: string | null;
}
/** An entry in its place in the chain. */
export interface AuditEntry extends AuditContent {
  readonly prevHash: string;
  readonly hash: string;
}
/** Where a chain ends: `seq` 0 and `GENESIS_HASH` for an empty one. */
export interface ChainEnd {
  readonly seq: number;
  readonly hash: string;
}
export const CHAIN_START: ChainEnd = { seq: 0, hash: GENESIS_HASH };

/** The note with everything that it may leave out. */
export function completeNote(note: AuditNote): Required<AuditNote> {
  const { id = newId("aud"), facilityId = null, residentId = null, alertId = null } = note;
  return { ...note, id, facilityId, residentId, alertId };
}
/** The text that is hashed (docs/audit.md): canonical JSON, time as ISO 8601 in UTC. */
export function contentText(entry: AuditContent): string {
  return canonicalJson({
    action: entry.action,
    actor: entry.actor,
    alert: entry.alertId,
    at: new Date(entry.atMs).toISOString(),
    detail: entry.detail,
    facility: entry.facilityId,
    id: entry.id,
    resident: entry.residentId,
    result: entry.result,
    role: entry.role,
    seq: entry.seq,
    target: entry.target,
  });
}
/** SHA-256 (RELIABILITY §4.4) over the previous hash as 64 hex digits, then the content; in hex. */
export function hashOf(prevHash: string, entry: AuditContent): string {
  return hash("sha256", prevHash + contentText(entry));
}
/** The notes as the next entries behind `end`, in their order. */
export function chained(end: ChainEnd, notes: readonly Required<AuditNote>[]): readonly AuditEntry[] {
  let { seq, hash: prevHash } = end;
  return notes.map((note) => {
    seq += 1;
    const content = { ...cleanNote(note), seq };
    const entry = { ...content, prevHash, hash: hashOf(prevHash, content) };
    prevHash = entry.hash;
    return entry;
  });
}
function cleanNote(note: Required<AuditNote>): Required<AuditNote> {
  const clean = (text: string | null) => (text === null ? null : cleanText(text));
  return {
    ...note,
    ...{ id: cleanText(note.id), actor: cleanText(note.actor), role: cleanText(note.role), action: cleanText(note.action) },
    ...{ facilityId: clean(note.facilityId), residentId: clean(note.residentId), alertId: clean(note.alertId) },
    ...{ target: clean(note.target), detail: clean(note.detail) },
  };
}
