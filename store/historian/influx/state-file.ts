import type { DatabaseSync } from "node:sqlite";
import { CURSOR_START, type Cursor } from "../../../domain/publish.ts";
import { openSqlite, sqliteFault } from "../../sqlite-file.ts";
import type { Kept } from "../series-plan.ts";

const TABLES = `
  CREATE TABLE IF NOT EXISTS cursor (id INTEGER PRIMARY KEY CHECK (id = 1), journal_row INTEGER NOT NULL, journal_index INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS kept (id INTEGER PRIMARY KEY CHECK (id = 1), raw_from INTEGER NOT NULL, minutes_from INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS dirty (device TEXT NOT NULL, hour INTEGER NOT NULL, PRIMARY KEY (device, hour)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS dirty_hour ON dirty (hour);`;
const NOTHING_REMOVED: Kept = { rawFromMs: 0, minutesFromMs: 0 };

/** An hour of a device whose roll-ups are not up to date. */
export interface DirtyHour {
  readonly deviceId: string;
  readonly hourMs: number;
}
/**
 * What must be known while InfluxDB is away, in a file of its own: up to where the journal is stored there, which roll-ups are not up to
 * date, and from when on readings are whole.
 */
export class StateFile {
  readonly #file: string;
  readonly #readOnly: boolean;
  #db: DatabaseSync | null = null;

  constructor(file: string, options: { readonly readOnly?: boolean } = {}) {
    this.#file = file;
    this.#readOnly = options.readOnly ?? false;
  }
  open(): void {
    this.#run(() => undefined);
  }
  cursor(): Cursor {
    const row = this.#run((db) => db.prepare("SELECT journal_row, journal_index FROM cursor").get());
    return row === undefined ? CURSOR_START : { row: Number(row["journal_row"]), index: Number(row["journal_index"]) };
  }
  saveCursor({ row, index }: Cursor): void {
    this.#run((db) =>
      db
        .prepare(
          `INSERT INTO cursor (id, journal_row, journal_index) VALUES (1, ?, ?)
           ON CONFLICT (id) DO UPDATE SET journal_row = excluded.journal_row, journal_index = excluded.journal_index`,
        )
        .run(row, index),
    );
  }
  kept(): Kept {
    const row = this.#run((db) => db.prepare("SELECT raw_from, minutes_from FROM kept").get());
    return row === undefined ? NOTHING_REMOVED : { rawFromMs: Number(row["raw_from"]), minutesFromMs: Number(row["minutes_from"]) };
  }
  saveKept({ rawFromMs, minutesFromMs }: Kept): void {
    this.#run((db) =>
      db
        .prepare(
          `INSERT INTO kept (id, raw_from, minutes_from) VALUES (1, ?, ?)
           ON CONFLICT (id) DO UPDATE SET raw_from = excluded.raw_from, minutes_from = excluded.minutes_from`,
        )
        .run(rawFromMs, minutesFromMs),
    );
  }
  addDirty(hours: readonly DirtyHour[]): void {
    this.#inOne(hours, "INSERT OR IGNORE INTO dirty (device, hour) VALUES (?, ?)");
  }
  removeDirty(hours: readonly DirtyHour[]): void {
    this.#inOne(hours, "DELETE FROM dirty WHERE device = ? AND hour = ?");
  }
  /** Oldest first, of hours that began before `beforeMs`. */
  dirtyHours(beforeMs: number, limit: number): readonly DirtyHour[] {
    return this.#run((db) =>
      db.prepare("SELECT device, hour FROM dirty WHERE hour < ? ORDER BY hour, device LIMIT ?").all(beforeMs, limit),
    ).map(({ device, hour }) => ({ deviceId: String(device), hourMs: Number(hour) }));
  }
  dirtyHoursOf(deviceId: string, fromMs: number, toMs: number): readonly number[] {
    return this.#run((db) =>
      db.prepare("SELECT hour FROM dirty WHERE device = ? AND hour > ? AND hour < ?").all(deviceId, fromMs - 3_600_000, toMs),
    ).map(({ hour }) => Number(hour));
  }
  countDirty(): number {
    return Number(this.#run((db) => db.prepare("SELECT count(*) AS count FROM dirty").get())?.["count"] ?? 0);
  }
  close(): void {
    this.#db?.close();
    this.#db = null;
  }

  #inOne(hours: readonly DirtyHour[], sql: string): void {
    if (hours.length === 0) return;
    this.#run((db) => {
      db.exec("BEGIN IMMEDIATE");
      try {
        const statement = db.prepare(sql);
        for (const { deviceId, hourMs } of hours) statement.run(deviceId, hourMs);
        db.exec("COMMIT");
      } finally {
        if (db.isTransaction) db.exec("ROLLBACK");
      }
    });
  }
  #run<T>(work: (db: DatabaseSync) => T): T {
    this.#db ??= this.#open();
    try {
      return work(this.#db);
    } catch (error) {
      if (sqliteFault(error) === "broken") this.close();
      throw error;
    }
  }
  #open(): DatabaseSync {
    const db = openSqlite(this.#file, {
      synchronous: this.#readOnly ? "NORMAL" : "FULL",
      code: "HISTORIAN_UNAVAILABLE",
      readOnly: this.#readOnly,
    });
    if (!this.#readOnly) db.exec(TABLES);
    return db;
  }
}
