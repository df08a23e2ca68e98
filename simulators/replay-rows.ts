import { AnhuError } from "../domain/errors.ts";
import { METHODS, type Method } from "../domain/observation.ts";
import { isSignKey, type SignKey } from "../domain/signs.ts";
import type { CsvRow } from "./csv.ts";

export const TIME_UNITS = ["minute", "second", "millisecond", "iso"] as const;
export type TimeUnit = (typeof TIME_UNITS)[number];
export type ColumnMap = ReadonlyMap<string, SignKey>;
/** How a recording is read. */
export interface RecordingShape {
  readonly map: ColumnMap;
  readonly timeColumn: string;
  readonly timeUnit: TimeUnit;
  /** When the first line happens, ms since the epoch; without it an `iso` recording keeps its own times. */
  readonly startMs: number | null;
  readonly method: Method | null;
}
/** One line as the device will say it; `values` is empty for a line without any value. */
export interface ReplayReading {
  readonly number: number;
  readonly atMs: number;
  readonly values: Readonly<Partial<Record<SignKey, number>>>;
  /** Cells that are neither empty nor a number. */
  readonly unreadable: number;
}
const UNIT_MS = { minute: 60_000, second: 1_000, millisecond: 1 } as const;

/** `HR_bpm=heartRate,SpO2_pct=spo2` → column to sign. @throws {AnhuError} `BAD_INPUT` for an unknown sign or one named twice */
export function parseColumnMap(text: string): ColumnMap {
  const map = new Map<string, SignKey>();
  for (const pair of text.split(",").map((part) => part.trim())) {
    const at = pair.lastIndexOf("=");
    const column = pair.slice(0, at).trim();
    const sign = pair.slice(at + 1).trim();
    if (at < 1) throw new AnhuError("BAD_INPUT", `reading --map: "${pair}" is not COLUMN=sign`);
    if (!isSignKey(sign)) throw new AnhuError("BAD_INPUT", `reading --map: "${sign}" is not a sign of the catalogue (docs/mqtt-topics.md)`);
    if (map.has(column) || [...map.values()].includes(sign))
      throw new AnhuError("BAD_INPUT", `reading --map: "${pair}" names something twice`);
    map.set(column, sign);
  }
  return map;
}
export function methodNamed(name: string): Method {
  const method = METHODS.find((known) => known === name);
  if (method === undefined) throw new AnhuError("BAD_INPUT", `reading --method: "${name}" is not one of ${METHODS.join(" ")}`);
  return method;
}
/**
 * Reads lines one after the other: empty cells are absent, 0 stays 0 (the server knows which zeros mean "no reading").
 * @throws {AnhuError} `BAD_INPUT` for a missing column or a time that cannot be read
 */
export function makeRowReader(shape: RecordingShape): (row: CsvRow) => ReplayReading {
  let firstMs: number | null = null;
  return (row) => {
    const recordedMs = timeOf(row, shape);
    firstMs ??= recordedMs;
    const atMs = shape.startMs === null ? recordedMs : shape.startMs + (recordedMs - firstMs);
    const values: Partial<Record<SignKey, number>> = {};
    let unreadable = 0;
    for (const [column, sign] of shape.map) {
      const cell = cellOf(row, column);
      if (cell === "") continue;
      const value = Number(cell);
      if (Number.isFinite(value)) values[sign] = value;
      else unreadable++;
    }
    return { number: row.number, atMs: Math.round(atMs), values, unreadable };
  };
}
function cellOf(row: CsvRow, column: string): string {
  const cell = row.cells[column];
  if (cell === undefined) {
    throw new AnhuError("BAD_INPUT", `reading the recording: no column "${column}"; it has ${Object.keys(row.cells).join(" ")}`);
  }
  return cell;
}
function timeOf(row: CsvRow, shape: RecordingShape): number {
  const cell = cellOf(row, shape.timeColumn);
  const value = shape.timeUnit === "iso" ? Date.parse(cell) : cell === "" ? NaN : Number(cell) * UNIT_MS[shape.timeUnit];
  if (!Number.isFinite(value))
    throw new AnhuError("BAD_INPUT", `reading the recording: the time of line ${row.number} is not a ${shape.timeUnit}`);
  return value;
}
