import { localDate } from "./local-date.ts";
import type { FigureCell, FigureColumn, FigureTable } from "./figure-table.ts";

/** A text that a spreadsheet would calculate (CWE-1236) is written as text. */
function guarded(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
function csvCell(column: FigureColumn, cell: FigureCell): string {
  if (cell === null) return "";
  const text =
    typeof cell === "string" ? guarded(cell) : column.kind === "day" || column.kind === "moment" ? localDate(cell) : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
/** RFC 4180, with the mark that makes spreadsheets in China read it as UTF-8. Shares are 0 … 1, times in Shanghai. */
export function toCsv({ columns, rows }: FigureTable): string {
  const head = columns.map(({ name }) => csvCell({ name, kind: "text" }, name)).join(",");
  const body = rows.map(({ cells }) => columns.map((column, index) => csvCell(column, cells[index] ?? null)).join(","));
  return `\uFEFF${[head, ...body].join("\r\n")}\r\n`;
}
const FORMATS: Readonly<Record<FigureColumn["kind"], string | undefined>> = {
  ...{ text: undefined, count: "0.##", share: "0.0%", seconds: "0.0" },
  ...{ day: "yyyy-mm-dd", moment: "yyyy-mm-dd hh:mm" },
};
/** The file as a spreadsheet; its writer is fetched only now. */
export async function toXlsx({ file, columns, rows }: FigureTable): Promise<Blob> {
  const { default: writeXlsxFile } = await import("write-excel-file/universal");
  const cellOf = ({ kind }: FigureColumn, cell: FigureCell) => {
    if (cell === null) return null;
    if (typeof cell === "string") return { value: guarded(cell), type: String };
    const format = FORMATS[kind];
    if (kind === "day" || kind === "moment") return { value: localDate(cell), type: String };
    return { value: cell, type: Number, ...(format === undefined ? {} : { format }) };
  };
  const head = columns.map(({ name }) => ({ value: name, type: String, fontWeight: "bold" as const }));
  const data = [head, ...rows.map(({ cells }) => columns.map((column, index) => cellOf(column, cells[index] ?? null)))];
  return writeXlsxFile(data, {
    sheet: file.slice(0, 31),
    columns: columns.map(({ name }) => ({ width: Math.max(12, name.length * 2) })),
  }).toBlob();
}
/** Hands a file to the person. */
export function save(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
