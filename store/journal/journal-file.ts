import { statSync } from "node:fs";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { ENTRY_FORMAT } from "./entry-writer.ts";
import { openSqlite, sqliteFault } from "../sqlite-file.ts";
import type { JournalFileStats, JournalRow, JournalSettings } from "./journal-protocol.ts";

/** Rows deleted in one transaction of a trim: a commit waits for no more than this. */
const TRIM_ROWS = 32;

const SCHEMA = `CREATE TABLE IF NOT EXISTS journal (
  row INTEGER PRIMARY KEY, format INTEGER NOT NULL, at_ms INTEGER NOT NULL, entries BLOB NOT NULL)`;

interface Opened {
  readonly db: DatabaseSync;
  readonly insert: StatementSync;
  readonly select: StatementSync;
  readonly remove: StatementSync;
}

/** The journal's database, in its worker: a row for every group commit. Opened again by itself after an I/O error. */
export class JournalFile {
  readonly #settings: JournalSettings;
  #opened: Opened | null = null;
  #lastRow = 0;

  constructor(settings: JournalSettings) {
    this.#settings = settings;
    this.#lastRow = settings.startAfterRow;
  }

  open(): Opened {
    const db = openSqlite(this.#settings.file, { synchronous: this.#settings.synchronous, code: "JOURNAL_UNAVAILABLE" });
    try {
      db.exec(SCHEMA);
      if (this.#settings.maxPages !== null) db.exec(`PRAGMA max_page_count = ${this.#settings.maxPages}`);
      this.#lastRow = Math.max(this.#lastRow, Number(db.prepare("SELECT max(row) AS row FROM journal").get()?.["row"] ?? 0));
      this.#opened = {
        db,
        insert: db.prepare("INSERT INTO journal (row, format, at_ms, entries) VALUES (?, ?, ?, ?)"),
        select: db.prepare("SELECT row, format, entries FROM journal WHERE row >= ? ORDER BY row LIMIT ?"),
        // The newest row always stays: row numbers never start again.
        remove: db.prepare(`DELETE FROM journal WHERE row IN (
          SELECT row FROM journal WHERE row <= ? AND row < (SELECT max(row) FROM journal)
            AND at_ms < (SELECT at_ms FROM journal ORDER BY row DESC LIMIT 1) - ? ORDER BY row LIMIT ${TRIM_ROWS})`),
      };
      return this.#opened;
    } catch (error) {
      db.close();
      throw error;
    }
  }

  /** Number of the new row, after its fsync. */
  commit(entries: Uint8Array, atMs: number): number {
    return this.#run((opened) => {
      const row = this.#lastRow + 1;
      opened.insert.run(row, ENTRY_FORMAT, atMs, entries);
      this.#lastRow = row;
      return row;
    });
  }

  read(fromRow: number, limitRows: number): JournalRow[] {
    return this.#run((opened) =>
      opened.select.all(fromRow, limitRows).map(({ row, format, entries }) => {
        if (!(entries instanceof Uint8Array)) throw new Error(`row ${String(row)} of the journal holds no bytes`);
        return { row: Number(row), format: Number(format), entries: new Uint8Array(entries) };
      }),
    );
  }

  trim(upToRow: number, keepMs: number): { deleted: number; more: boolean } {
    const deleted = this.#run((opened) => Number(opened.remove.run(upToRow, keepMs).changes));
    return { deleted, more: deleted === TRIM_ROWS };
  }

  stats(): JournalFileStats {
    return this.#run(({ db }) => ({
      rows: Number(db.prepare("SELECT count(*) AS n FROM journal").get()?.["n"]),
      lastRow: this.#lastRow,
      fileBytes: sizeOf(this.#settings.file),
      walBytes: sizeOf(`${this.#settings.file}-wal`),
    }));
  }

  close(): void {
    this.#opened?.db.close();
    this.#opened = null;
  }

  #run<T>(work: (opened: Opened) => T): T {
    try {
      return work(this.#opened ?? this.open());
    } catch (error) {
      const fault = sqliteFault(error);
      if (fault === "broken") this.close();
      throw error;
    }
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
