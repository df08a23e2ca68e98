import type { DatabaseSync } from "node:sqlite";
import type { SignKey } from "../../domain/signs.ts";
import { HOUR_MS, MINUTE_MS, type Rollup } from "../historian/rollups.ts";
import { openSqliteReader } from "../historian/sqlite/queries.ts";
import { decodeMinutes, encodeMinutes } from "../historian/sqlite/minute-block.ts";
import { hourOf, SELECT_STATE, stateOf, saveState } from "../historian/sqlite/rollup-state.ts";
import { SqliteWriter } from "../historian/sqlite/sqlite-writer.ts";
import { openSqlite } from "../sqlite-file.ts";
import type { CopiedDevice, HistorianEnd, RollupPage, RollupResolution } from "./historian-end.ts";

const MINUTES_OF_AN_HOUR = HOUR_MS / MINUTE_MS;

/** An embedded historian as one end of a copy. Brings the file's tables up to date. @throws {AnhuError} `HISTORIAN_UNAVAILABLE` */
export function openSqliteEnd(file: string): HistorianEnd {
  const first = new SqliteWriter(file);
  first.open();
  first.close();
  const db = openSqlite(file, { synchronous: "FULL", code: "HISTORIAN_UNAVAILABLE" });
  const reader = openSqliteReader(file);
  let writer: SqliteWriter | null = null;
  return {
    name: `sqlite:${file}`,
    reader,
    writer: () => (writer ??= new SqliteWriter(file)),
    devices: async () =>
      db
        .prepare("SELECT id, kind FROM devices ORDER BY id")
        .all()
        .map(({ id, kind }) => ({ id: String(id), kind: String(kind) })),
    kept() {
      const state = stateOf(db.prepare(SELECT_STATE).get());
      return { rawFromMs: state.rawFromHour * HOUR_MS, minutesFromMs: state.minutesFromHour * HOUR_MS };
    },
    keep({ rawFromMs, minutesFromMs }) {
      const state = stateOf(db.prepare(SELECT_STATE).get());
      saveState(db, { ...state, rawFromHour: rawFromMs / HOUR_MS, minutesFromHour: minutesFromMs / HOUR_MS });
    },
    rollups: async (page) => readRollups(db, page),
    writeRollups: async (device, sign, resolution, rollups) => writeRollups(db, device, sign, resolution, rollups),
    async close() {
      writer?.close();
      await reader.close();
      db.close();
    },
  };
}
function readRollups(db: DatabaseSync, page: RollupPage): Rollup[] {
  return page.resolution === "1m" ? readMinutes(db, page) : readHours(db, page);
}
const OF_SIGN = "device = (SELECT number FROM devices WHERE id = ?) AND sign = (SELECT bit FROM signs WHERE sign = ?)";
function readHours(db: DatabaseSync, { deviceId, sign, afterMs, beforeMs, limit }: RollupPage): Rollup[] {
  const rows = db
    .prepare(`SELECT hour, count, min, max, sum, last, covered FROM hours WHERE ${OF_SIGN} AND hour > ? AND hour < ? ORDER BY hour LIMIT ?`)
    .all(deviceId, sign, hourOf(Math.max(-1, afterMs)), hourOf(beforeMs), limit);
  return rows.map((row) => ({
    atMs: Number(row["hour"]) * HOUR_MS,
    count: Number(row["count"]),
    min: Number(row["min"]),
    max: Number(row["max"]),
    sum: Number(row["sum"]),
    last: Number(row["last"]),
    coveredMs: Number(row["covered"]),
  }));
}
/** Whole hours of minutes: what lies behind a minute of an hour begins with the next hour. */
function readMinutes(db: DatabaseSync, { deviceId, sign, afterMs, beforeMs, limit }: RollupPage): Rollup[] {
  const rows = db
    .prepare(`SELECT hour, block FROM minute_blocks WHERE ${OF_SIGN} AND hour > ? AND hour < ? ORDER BY hour LIMIT ?`)
    .all(deviceId, sign, hourOf(Math.max(-1, afterMs)), hourOf(beforeMs), Math.ceil(limit / MINUTES_OF_AN_HOUR));
  return rows.flatMap(({ hour, block }) => minutesIn(block, Number(hour) * HOUR_MS));
}
function minutesIn(block: unknown, hourMs: number): Rollup[] {
  if (!(block instanceof Uint8Array)) throw new Error("a block of minutes holds no bytes");
  return decodeMinutes(block, hourMs);
}
function writeRollups(
  db: DatabaseSync,
  device: CopiedDevice,
  sign: SignKey,
  resolution: RollupResolution,
  rollups: readonly Rollup[],
): void {
  db.exec("BEGIN IMMEDIATE");
  try {
    db.prepare("INSERT OR IGNORE INTO devices (id, kind) VALUES (?, ?)").run(device.id, device.kind);
    if (resolution === "1m") writeMinutes(db, device.id, sign, rollups);
    else writeHours(db, device.id, sign, rollups);
    db.exec("COMMIT");
  } finally {
    if (db.isTransaction) db.exec("ROLLBACK");
  }
}
function writeHours(db: DatabaseSync, deviceId: string, sign: SignKey, rollups: readonly Rollup[]): void {
  const insert = db.prepare(
    `INSERT OR REPLACE INTO hours (device, sign, hour, count, min, max, sum, last, covered)
     SELECT d.number, s.bit, ?, ?, ?, ?, ?, ?, ? FROM devices d, signs s WHERE d.id = ? AND s.sign = ?`,
  );
  for (const { atMs, count, min, max, sum, last, coveredMs } of rollups)
    insert.run(hourOf(atMs), count, min, max, sum, last, coveredMs, deviceId, sign);
}
/** A piece of a copy may end in the middle of an hour: its minutes join those that are there. */
function writeMinutes(db: DatabaseSync, deviceId: string, sign: SignKey, rollups: readonly Rollup[]): void {
  const select = db.prepare(`SELECT block FROM minute_blocks WHERE ${OF_SIGN} AND hour = ?`);
  const insert = db.prepare(
    `INSERT OR REPLACE INTO minute_blocks (device, sign, hour, block)
     SELECT d.number, s.bit, ?, ? FROM devices d, signs s WHERE d.id = ? AND s.sign = ?`,
  );
  for (const [hour, minutes] of Map.groupBy(rollups, ({ atMs }) => hourOf(atMs))) {
    const block = select.get(deviceId, sign, hour)?.["block"];
    const known = new Map((block === undefined ? [] : minutesIn(block, hour * HOUR_MS)).map((minute) => [minute.atMs, minute]));
    for (const minute of minutes) known.set(minute.atMs, minute);
    insert.run(hour, encodeMinutes([...known.values()].sort((a, b) => a.atMs - b.atMs)), deviceId, sign);
  }
}
