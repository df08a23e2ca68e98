import { csvOf, plainText } from "../../csv.ts";
import { localDate } from "./local-date.ts";
import type { FigureCell, FigureColumn, FigureTable } from "./figure-table.ts";

const isInstant = ({ kind }: FigureColumn): boolean => kind === "day" || kind === "moment";
/** Shares are 0 … 1, times in Shanghai. */
export function toCsv({ columns, rows }: FigureTable): string {
  const shown = (column: FigureColumn, cell: FigureCell): FigureCell =>
    isInstant(column) && typeof cell === "number" ? localDate(cell) : cell;
  return csvOf([
    columns.map(({ name }) => name),
    ...rows.map(({ cells }) => columns.map((column, at) => shown(column, cells[at] ?? null))),
  ]);
}
const FORMATS: Readonly<Record<FigureColumn["kind"], string | undefined>> = {
  ...{ text: undefined, count: "0.##", share: "0.0%", seconds: "0.0" },
  ...{ day: "yyyy-mm-dd", moment: "yyyy-mm-dd hh:mm" },
};
/** The file as a spreadsheet; its writer is fetched only now. */
export async function toXlsx({ file, columns, rows }: FigureTable): Promise<Blob> {
  const { default: writeXlsxFile } = await import("write-excel-file/universal");
  const cellOf = (column: FigureColumn, cell: FigureCell) => {
    if (cell === null) return null;
    if (typeof cell === "string") return { value: plainText(cell), type: String };
    const format = FORMATS[column.kind];
    if (isInstant(column)) return { value: localDate(cell), type: String };
    return { value: cell, type: Number, ...(format === undefined ? {} : { format }) };
  };
  const head = columns.map(({ name }) => ({ value: name, type: String, fontWeight: "bold" as const }));
  const data = [head, ...rows.map(({ cells }) => columns.map((column, index) => cellOf(column, cells[index] ?? null)))];
  return writeXlsxFile(data, {
    sheet: file.slice(0, 31),
    columns: columns.map(({ name }) => ({ width: Math.max(12, name.length * 2) })),
  }).toBlob();
}
