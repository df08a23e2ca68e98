import type { AuditEntry } from "../../domain/audit.ts";

/** All that the chain is made of, from its beginning. */
export const CHAIN_SQL = `SELECT seq, id, at_ms, actor, role, action, facility_id, resident_id, alert_id, target, result, detail, prev_hash, hash
  FROM audit ORDER BY seq`;

/** A chain to be verified, read past the server that wrote it. */
export interface ChainSource {
  count(): Promise<number>;
  /** In the order of `seq`, in batches. */
  read(): AsyncIterable<readonly AuditEntry[]>;
  close(): Promise<void>;
}
/** A row as it was found: what is no text and no number was not written by us, and its hash will not fit. */
export function toEntry(row: Readonly<Record<string, unknown>>): AuditEntry {
  const optional = (name: string): string | null => {
    const value = row[name];
    if (value === null || value === undefined) return null;
    return typeof value === "string" ? value : JSON.stringify(value);
  };
  const text = (name: string): string => optional(name) ?? "";
  return {
    ...{ seq: Number(row["seq"]), id: text("id"), atMs: Number(row["at_ms"]), actor: text("actor"), role: text("role") },
    ...{ action: text("action"), facilityId: optional("facility_id"), residentId: optional("resident_id"), alertId: optional("alert_id") },
    ...{ target: optional("target"), result: text("result"), detail: optional("detail"), prevHash: text("prev_hash"), hash: text("hash") },
  };
}
