import type { AuditEntryView } from "../../../domain/audit-view.ts";

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

/** One cell; text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV injection). */
function cell(value: string | number | null): string {
  const text = value === null ? "" : String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
/** The entries as CSV (RFC 4180) with a byte order mark, so that Excel reads Chinese; times as ISO 8601 in UTC. */
export function auditCsv(entries: readonly AuditEntryView[]): string {
  const lines = entries.map((entry) => COLUMNS.map((key) => cell(key === "at" ? new Date(entry.at).toISOString() : entry[key])).join(","));
  return `\ufeff${[COLUMNS.join(","), ...lines].join("\r\n")}\r\n`;
}
