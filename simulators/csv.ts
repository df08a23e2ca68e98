import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import { AnhuError, errorText } from "../domain/errors.ts";

/** A line of the table, by column name; `number` counts data lines from 1. An empty cell is `""`. */
export interface CsvRow {
  readonly number: number;
  readonly cells: Readonly<Record<string, string>>;
}
/**
 * Reads a comma-separated file with a header, packed (`.gz`) or not, line by line. Quoted cells may hold commas and doubled quotes,
 * not line ends. @throws {AnhuError} `BAD_INPUT` when the file cannot be read or has no header
 */
export async function* readCsv(file: string): AsyncGenerator<CsvRow> {
  const source = createReadStream(file);
  const input = file.endsWith(".gz") ? source.pipe(createGunzip()) : source;
  source.on("error", (error) => input.destroy(error));
  const lines = createInterface({ input, crlfDelay: Infinity });
  let header: readonly string[] | null = null;
  let number = 0;
  try {
    for await (const line of lines) {
      if (line.trim() === "") continue;
      if (header === null) {
        header = splitLine(line.replace(/^\uFEFF/, ""));
        continue;
      }
      const cells = splitLine(line);
      yield { number: ++number, cells: Object.fromEntries(header.map((name, index) => [name, cells[index] ?? ""])) };
    }
  } catch (error) {
    throw new AnhuError("BAD_INPUT", `reading the recording ${file}: ${errorText(error)}`, { cause: error });
  } finally {
    lines.close();
    source.destroy();
  }
  if (header === null) throw new AnhuError("BAD_INPUT", `reading the recording ${file}: it has no header line`);
}
export function splitLine(line: string): readonly string[] {
  if (!line.includes('"')) return line.split(",").map((cell) => cell.trim());
  const cells: string[] = [];
  let cell = "";
  let isQuoted = false;
  for (let index = 0; index < line.length; index++) {
    const char = line.charAt(index);
    if (char === '"' && isQuoted && line.charAt(index + 1) === '"') cell += line.charAt(++index);
    else if (char === '"') isQuoted = !isQuoted;
    else if (char === "," && !isQuoted) {
      cells.push(cell.trim());
      cell = "";
    } else cell += char;
  }
  return [...cells, cell.trim()];
}
