import { plainText } from "../../csv.ts";

/** Larger files are no list of residents. */
const MOST_BYTES = 2 * 1024 * 1024;
const MOST_LINES = 5_000;

/** Why a file cannot be read: a key of `setup.residents.file`. */
export class UnreadableFile extends Error {
  readonly why: "tooLarge" | "oldExcel" | "notATable";
  constructor(why: UnreadableFile["why"]) {
    super(`reading a list of residents: ${why}`);
    this.name = "UnreadableFile";
    this.why = why;
  }
}
/**
 * The cells of the first sheet of an XLSX, or of a CSV in UTF-8 or GB18030 (as Excel in China writes it). Read here: the file itself goes nowhere.
 * @throws {UnreadableFile}
 */
export async function tableOf(file: File): Promise<readonly (readonly unknown[])[]> {
  if (file.size > MOST_BYTES) throw new UnreadableFile("tooLarge");
  const bytes = new Uint8Array(await file.arrayBuffer());
  // "PK": a ZIP, which an XLSX is. D0 CF 11 E0: what Excel wrote before 2007.
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return sheetOf(file);
  if (bytes[0] === 0xd0 && bytes[1] === 0xcf) throw new UnreadableFile("oldExcel");
  if (bytes.includes(0)) throw new UnreadableFile("notATable");
  const { default: papa } = await import("papaparse");
  return papa.parse<string[]>(textOf(bytes), { preview: MOST_LINES, skipEmptyLines: true }).data;
}
async function sheetOf(file: File): Promise<readonly (readonly unknown[])[]> {
  const { readSheet } = await import("read-excel-file/browser");
  try {
    return (await readSheet(file)).slice(0, MOST_LINES);
  } catch {
    throw new UnreadableFile("notATable");
  }
}
/** UTF-8 where every byte is, else GB18030, which holds GBK and GB2312. */
export function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}
/** A sheet to fill in: the headings, and an example of a line. */
export async function templateOf(headings: readonly string[], example: readonly string[]): Promise<Blob> {
  const { default: writeXlsxFile } = await import("write-excel-file/universal");
  const head = headings.map((value) => ({ value: plainText(value), type: String, fontWeight: "bold" as const }));
  const line = example.map((value) => ({ value: plainText(value), type: String }));
  return writeXlsxFile([head, line], { columns: headings.map(() => ({ width: 16 })) }).toBlob();
}
