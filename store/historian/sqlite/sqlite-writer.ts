import { statSync } from "node:fs";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { CURSOR_START, type Cursor } from "../../../domain/publish.ts";
import { openSqlite, sqliteFault } from "../../sqlite-file.ts";
import type { HistorianWriter } from "../engine.ts";
import type {
  Appended,
  Conflict,
  HistorianStats,
  NamedDevice,
  RemovalRequest,
  Removed,
  RolledUp,
  RollUpRequest,
} from "../historian-protocol.ts";
import { MESSAGE_HEAD, SAMPLE_LENGTH } from "../message-writer.ts";
import { DirtyHours } from "./dirty-hours.ts";
import { Retention } from "./retention.ts";
import { RollupBuilder } from "./rollup-builder.ts";
import { hourOf } from "./rollup-state.ts";
import { RowWriter, type RowSample } from "./row-writer.ts";
import { prepareSchema } from "./schema.ts";

/** A piece of rolling up is over after so long, ms. */
const PIECE_MS = 20;
const MOST_HOURS = 64;
/** An hour is left alone so long after its end: what devices send a little late is still in time. */
const SETTLE_MS = 60_000;
const CACHE_MIB = 64;
const CHECKPOINT_PAGES = 4_000;

interface Opened {
  readonly db: DatabaseSync;
  readonly rows: RowWriter;
  readonly rollups: RollupBuilder;
  readonly retention: Retention;
  /** Made anew after a transaction that failed: memory and file say the same. */
  dirty: DirtyHours;
  readonly addDevice: StatementSync;
  readonly deviceNumber: StatementSync;
  readonly saveCursor: StatementSync;
}

/** The historian's database, in its writer thread. Rows and cursor of a batch are one transaction. */
export class SqliteWriter implements HistorianWriter {
  readonly #file: string;
  /** Devices by the number that the batches use. */
  readonly #devices: NamedDevice[] = [];
  /** Their numbers in the database. */
  #stored = new Map<string, number>();
  #opened: Opened | null = null;

  constructor(file: string) {
    this.#file = file;
  }

  open(): Opened {
    const db = openSqlite(this.#file, { synchronous: "FULL", code: "HISTORIAN_UNAVAILABLE", cacheMiB: CACHE_MIB });
    try {
      db.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
      const bits = prepareSchema(db);
      this.#stored.clear();
      this.#opened = {
        db,
        rows: new RowWriter(db, bits),
        rollups: new RollupBuilder(db, bits),
        retention: new Retention(),
        dirty: new DirtyHours(db),
        addDevice: db.prepare("INSERT INTO devices (id, kind) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET kind = excluded.kind"),
        deviceNumber: db.prepare("SELECT number FROM devices WHERE id = ?"),
        saveCursor: db.prepare(
          `INSERT INTO cursor (id, journal_row, journal_index) VALUES (1, ?, ?)
           ON CONFLICT (id) DO UPDATE SET journal_row = excluded.journal_row, journal_index = excluded.journal_index`,
        ),
      };
      return this.#opened;
    } catch (error) {
      db.close();
      throw error;
    }
  }

  append(messages: Float64Array, devices: readonly NamedDevice[], cursor: Cursor): Appended {
    for (const device of devices) this.#devices[device.number] = device;
    return this.#transaction((opened) => {
      const conflicts: Conflict[] = [];
      const number = (index: number) => messages[index] ?? Number.NaN;
      for (let at = 0; at < messages.length;) {
        const device = this.#devices[number(at)];
        if (device === undefined) throw new Error("a batch names a device that the writer was not told");
        const atMs = number(at + 1);
        const count = number(at + 4);
        const samples: RowSample[] = [];
        const firstSample = at + MESSAGE_HEAD;
        const end = firstSample + SAMPLE_LENGTH * count;
        for (let sample = firstSample; sample < end; sample += SAMPLE_LENGTH) {
          const code = number(sample);
          const known = opened.rows.signOf(code >> 2);
          if (known !== undefined) samples.push({ sign: known.sign, bit: known.bit, quality: code & 3, value: number(sample + 1) });
        }
        const stored = this.#numberOf(opened, device);
        const refused = opened.rows.write(stored, atMs, number(at + 2), number(at + 3), samples);
        opened.dirty.mark(stored, atMs);
        for (const sign of refused) {
          const value = samples.findLast((sample) => sample.sign === sign)?.value ?? Number.NaN;
          conflicts.push({ deviceId: device.id, sign, atMs, receivedAtMs: number(at + 2), value });
        }
        at = end;
      }
      opened.saveCursor.run(cursor.row, cursor.index);
      return { conflicts, refused: [] };
    });
  }

  cursor(): Cursor {
    const { db } = this.#opened ?? this.open();
    const row = db.prepare("SELECT journal_row, journal_index FROM cursor").get();
    return row === undefined ? CURSOR_START : { row: Number(row["journal_row"]), index: Number(row["journal_index"]) };
  }

  rollUp({ nowMs }: RollUpRequest): RolledUp {
    const endsMs = performance.now() + PIECE_MS;
    return this.#transaction(({ dirty, rollups }) => {
      while (dirty.markOneOld()) if (performance.now() > endsMs) return { rebuilt: 0, more: true };
      const hours = dirty.oldest(hourOf(nowMs - SETTLE_MS), MOST_HOURS);
      let rebuilt = 0;
      for (const hour of hours) {
        rollups.build(hour);
        dirty.clean(hour);
        rebuilt += 1;
        if (performance.now() > endsMs) break;
      }
      return { rebuilt, more: rebuilt < hours.length || hours.length === MOST_HOURS };
    });
  }

  removeBefore(request: RemovalRequest): Removed {
    return this.#transaction(({ db, dirty, retention }) => retention.remove(db, dirty, request));
  }

  stats(): HistorianStats {
    const size = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    const { dirty } = this.#opened ?? this.open();
    return { fileBytes: size(this.#file), walBytes: size(`${this.#file}-wal`), dirtyHours: dirty.count() };
  }

  close(): void {
    this.#opened?.db.close();
    this.#opened = null;
  }

  #numberOf(opened: Opened, device: NamedDevice): number {
    const known = this.#stored.get(device.id);
    if (known !== undefined) return known;
    opened.addDevice.run(device.id, device.kind);
    const stored = Number(opened.deviceNumber.get(device.id)?.["number"]);
    this.#stored.set(device.id, stored);
    return stored;
  }

  #transaction<T>(work: (opened: Opened) => T): T {
    const opened = this.#opened ?? this.open();
    try {
      opened.db.exec("BEGIN IMMEDIATE");
      const result = work(opened);
      opened.db.exec("COMMIT");
      return result;
    } catch (error) {
      this.#stored.clear();
      if (opened.db.isTransaction) opened.db.exec("ROLLBACK");
      if (sqliteFault(error) === "broken") this.close();
      else opened.dirty = new DirtyHours(opened.db);
      throw error;
    }
  }
}
