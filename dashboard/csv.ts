export type CsvCell = string | number | null;

/** Text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV injection; CWE-1236). */
export function plainText(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
/** Rows as CSV (RFC 4180), with the byte order mark that makes spreadsheets in China read it as UTF-8; null is an empty cell. */
export function csvOf(rows: readonly (readonly CsvCell[])[]): string {
  return `\uFEFF${rows.map((cells) => cells.map(cellOf).join(",")).join("\r\n")}\r\n`;
}
function cellOf(cell: CsvCell): string {
  const text = typeof cell === "string" ? plainText(cell) : String(cell ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
