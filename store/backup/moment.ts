import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { AnhuError, errorText } from "../../domain/errors.ts";
import { CURSOR_START, type Cursor } from "../../domain/publish.ts";

const JOURNAL = "journal.db";
const TRIES = 10;
const HISTORIAN_CURSOR = "SELECT journal_row, journal_index FROM cursor";
/** Where it stands how far rules and historian have come. Records on a server keep theirs there. */
const CURSORS = {
  evaluated: [{ name: "records.db", sql: "SELECT journal_row, journal_index FROM cursors WHERE name = 'evaluated'" }],
  historian: [
    { name: "historian.db", sql: HISTORIAN_CURSOR },
    { name: "historian-influx.db", sql: HISTORIAN_CURSOR },
  ],
} as const;
const BUSY_MS = 10_000;

/** A connection whose read transaction stays open: it shows one moment, however long it is read. */
export interface PinnedDatabase {
  readonly name: string;
  readonly db: DatabaseSync;
}
/** All databases of a data directory at one moment (docs/adr/0011-backup.md). Close every connection as soon as it was copied. */
export interface Moment {
  /** The journal first: its write-ahead log must not grow while the others are copied. */
  readonly databases: readonly PinnedDatabase[];
  readonly journal: { readonly firstRow: number; readonly lastRow: number };
  /** `null`: not kept here. */
  readonly evaluated: Cursor | null;
  readonly historian: Cursor | null;
  /** Migrations that the records have seen, oldest first. */
  readonly migrations: readonly string[];
  close(): void;
}

/**
 * Pins every database of the directory: all others first, the journal last, so that no cursor names a row that the journal lacks; and
 * again when the journal forgot rows in between that one of the others has not seen.
 * @param beforeJournal called between the others and the journal: for what must not be younger than the journal; tests use it, too
 * @throws {AnhuError} `JOURNAL_UNAVAILABLE` when a file cannot be read
 */
export function pinMoment(directory: string, beforeJournal: () => void = () => undefined): Moment {
  const names = readdirSync(directory).filter((name) => name.endsWith(".db"));
  for (let tries = 0; tries < TRIES; tries++) {
    const moment = tryToPin(
      directory,
      names.filter((name) => name !== JOURNAL),
      beforeJournal,
    );
    if (moment !== null) return moment;
  }
  throw new AnhuError(
    "JOURNAL_UNAVAILABLE",
    `backing up ${directory}: the journal forgets rows faster than the files can be read together; try again in a minute`,
    { retryable: true },
  );
}
/** `null`: the journal forgot rows in between. */
function tryToPin(directory: string, others: readonly string[], beforeJournal: () => void): Moment | null {
  const opened: PinnedDatabase[] = [];
  const pinned = (name: string): PinnedDatabase => {
    const database = { name, db: openPinned(join(directory, name)) };
    opened.push(database);
    return database;
  };
  const close = (): void => opened.forEach(({ db }) => db.isOpen && db.close());
  try {
    const before = pinned(JOURNAL).db;
    const databases = others.map(pinned);
    const evaluated = newestOf(CURSORS.evaluated.flatMap(({ name, sql }) => cursorIn(databases, name, sql)));
    const historian = newestOf(CURSORS.historian.flatMap(({ name, sql }) => cursorIn(databases, name, sql)));
    beforeJournal();
    const journal = pinned(JOURNAL);
    // Rows behind the slower cursor that were there before: each of them must still be there.
    const needed = [Math.min(evaluated?.row ?? 0, historian?.row ?? 0), rowsOf(before).lastRow] as const;
    if (countBetween(before, ...needed) !== countBetween(journal.db, ...needed)) {
      close();
      return null;
    }
    before.close();
    return {
      databases: [journal, ...databases],
      journal: rowsOf(journal.db),
      evaluated,
      historian,
      migrations: migrationsIn(databases.find(({ name }) => name === "records.db")?.db),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}
function openPinned(file: string): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file, { readOnly: true, timeout: BUSY_MS });
    // The first read after BEGIN fixes what this connection sees.
    db.exec("BEGIN");
    db.prepare("SELECT count(*) FROM sqlite_schema").get();
    return db;
  } catch (error) {
    db?.close();
    throw new AnhuError(
      "JOURNAL_UNAVAILABLE",
      `backing up ${file}: it cannot be read (${errorText(error)}); run this as the server's user, and check the disk`,
      { cause: error },
    );
  }
}
function cursorIn(databases: readonly PinnedDatabase[], name: string, sql: string): readonly Cursor[] {
  const database = databases.find((candidate) => candidate.name === name);
  if (database === undefined) return [];
  const row = database.db.prepare(sql).get();
  return [row === undefined ? CURSOR_START : { row: Number(row["journal_row"]), index: Number(row["journal_index"]) }];
}
/** A file that was left behind when its store moved to a server stands still; `null` without any. */
function newestOf(cursors: readonly Cursor[]): Cursor | null {
  return cursors.toSorted((a, b) => b.row - a.row || b.index - a.index)[0] ?? null;
}
function rowsOf(journal: DatabaseSync): { firstRow: number; lastRow: number } {
  const row = journal.prepare("SELECT min(row) AS first, max(row) AS last FROM journal").get();
  return { firstRow: Number(row?.["first"] ?? 0), lastRow: Number(row?.["last"] ?? 0) };
}
function countBetween(journal: DatabaseSync, after: number, upTo: number): number {
  return Number(journal.prepare("SELECT count(*) AS n FROM journal WHERE row > ? AND row <= ?").get(after, upTo)?.["n"]);
}
/** As Kysely's migrator lists them. */
export function migrationsIn(records: DatabaseSync | undefined): string[] {
  return (records?.prepare("SELECT name FROM kysely_migration ORDER BY name").all() ?? []).map(({ name }) => String(name));
}
