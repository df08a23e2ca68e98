import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { DeviceKind } from "../../domain/device-kinds.ts";
import type { Method } from "../../domain/observation.ts";
import type { SignKey } from "../../domain/signs.ts";
import { readCsv, type CsvRow } from "../../simulators/csv.ts";
import type { Row } from "./row.ts";

const MINUTE = 60_000;
/** Recordings without a date begin here; those of before 2020 are moved by ten years, since a device clock so old counts as wrong. */
const START_MS = Date.UTC(2026, 0, 5);
const TEN_YEARS_MS = Date.UTC(2026, 3, 12) - Date.UTC(2016, 3, 12);

/** `fitbit-heartrate`: a consumer wristband, 5–15 s, one resident a file. Silence in the file is the watch off the wrist. */
export async function readFitbit(folder: string): Promise<Row[][]> {
  const people: Row[][] = [];
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".csv.gz"))) {
    const rows: Row[] = [];
    for await (const { cells } of readCsv(join(folder, file))) {
      const atMs = Date.parse(`${cells["time_local"]}Z`) + TEN_YEARS_MS;
      rows.push({ atMs, residentId: file, kind: "wristband", method: null, values: [["heartRate", Number(cells["bpm"])]] });
    }
    people.push(rows);
  }
  return people;
}
const MONITOR: Readonly<Record<string, SignKey>> = {
  HR_bpm: "heartRate",
  SpO2_pct: "spo2",
  RESP_perMin: "respiratoryRate",
  NBPSys_mmHg: "systolicPressure",
  NBPDias_mmHg: "diastolicPressure",
};
const MONITOR_LINE: Readonly<Record<string, SignKey>> = { ABPSys_mmHg: "systolicPressure", ABPDias_mmHg: "diastolicPressure" };
/**
 * `mimic3-monitor-1min`: a bedside monitor, a row a minute. Pressure is the cuff's; in a minute without one it is that of the arterial line,
 * which was off nearly throughout (0).
 */
export async function readMimic3(folder: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".csv.gz")))
    for await (const { cells } of readCsv(join(folder, file))) {
      const cuff = valuesOf(cells, MONITOR);
      const line = valuesOf(cells, MONITOR_LINE).filter(([sign]) => !cuff.some(([known]) => known === sign));
      const atMs = START_MS + Number(cells["minute"]) * MINUTE;
      rows.push({ atMs, residentId: file, kind: "bedsideMonitor", method: null, values: [...cuff, ...line] });
    }
  return rows;
}
function valuesOf(cells: CsvRow["cells"], map: Readonly<Record<string, SignKey>>): (readonly [SignKey, number])[] {
  return Object.entries(map).flatMap(([column, sign]) => {
    const cell = cells[column] ?? "";
    return cell === "" ? [] : [[sign, Number(cell)] as const];
  });
}
/** Sign, and the device that a nurse would bring to take it once an hour; respiration is counted and typed in. */
interface Spot {
  readonly sign: SignKey;
  readonly kind: DeviceKind;
  readonly method: Method | null;
}
const SPOT = {
  heartRate: { sign: "heartRate", kind: "oximeter", method: null },
  spo2: { sign: "spo2", kind: "oximeter", method: null },
  respiratoryRate: { sign: "respiratoryRate", kind: "oximeter", method: "typed" },
  systolicPressure: { sign: "systolicPressure", kind: "bpCuff", method: null },
  diastolicPressure: { sign: "diastolicPressure", kind: "bpCuff", method: null },
  bodyTemperature: { sign: "bodyTemperature", kind: "thermometer", method: null },
} as const satisfies Partial<Record<SignKey, Spot>>;
/** `physionet2012-icu-65plus`: hourly, of people of 65 and more. Cuff pressures; the arterial line and blood samples are left out. */
const PHYSIONET: Readonly<Record<string, Spot>> = {
  HR: SPOT.heartRate,
  RespRate: SPOT.respiratoryRate,
  NISysABP: SPOT.systolicPressure,
  NIDiasABP: SPOT.diastolicPressure,
  Temp: SPOT.bodyTemperature,
};
/** `mimic4demo-clif`: hourly, temperature every four hours. */
const MIMIC4: Readonly<Record<string, Spot>> = {
  heart_rate: SPOT.heartRate,
  respiratory_rate: SPOT.respiratoryRate,
  spo2: SPOT.spo2,
  sbp: SPOT.systolicPressure,
  dbp: SPOT.diastolicPressure,
  temp_c: SPOT.bodyTemperature,
};
/** A row a value, each patient's in order of time. */
async function readSpots(file: string, patient: string, map: Readonly<Record<string, Spot>>): Promise<Row[][]> {
  const patients = new Map<string, Row[]>();
  for await (const { cells } of readCsv(file)) {
    const spot = map[cells["parameter"] ?? ""];
    const residentId = cells[patient];
    if (spot === undefined || residentId === undefined) continue;
    const rows = patients.get(residentId) ?? [];
    patients.set(residentId, rows);
    const { kind, method, sign } = spot;
    rows.push({ atMs: START_MS + Number(cells["minute"]) * MINUTE, residentId, kind, method, values: [[sign, Number(cells["value"])]] });
  }
  return [...patients.values()].map((rows) => rows.toSorted((a, b) => a.atMs - b.atMs));
}
export const readPhysionet = (folder: string) => readSpots(join(folder, "vitals.csv.gz"), "record_id", PHYSIONET);
export const readMimic4 = (folder: string) => readSpots(join(folder, "vitals.csv.gz"), "stay_id", MIMIC4);

const DAY_MS = 86_400_000;
/** Calendar days on which a person was recorded. */
export function daysOf(rows: readonly Row[]): number {
  return new Set(rows.map(({ atMs }) => Math.floor(atMs / DAY_MS))).size;
}
/** Days from the first to the last row. */
export function spanDays(rows: readonly Row[]): number {
  return ((rows.at(-1)?.atMs ?? 0) - (rows[0]?.atMs ?? 0)) / DAY_MS;
}
