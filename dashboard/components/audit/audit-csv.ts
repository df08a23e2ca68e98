import type { AuditEntryView } from "../../../domain/audit-view.ts";
import { csvOf } from "../../csv.ts";

const COLUMNS = [
  "seq",
  "at",
  "actor",
  "actorName",
  "role",
  "action",
  "result",
  "target",
  "facilityId",
  "residentId",
  "alertId",
  "detail",
  "hash",
] as const;

/** The entries as CSV; times as ISO 8601 in UTC. */
export function auditCsv(entries: readonly AuditEntryView[]): string {
  return csvOf([COLUMNS, ...entries.map((entry) => COLUMNS.map((key) => (key === "at" ? new Date(entry.at).toISOString() : entry[key])))]);
}
