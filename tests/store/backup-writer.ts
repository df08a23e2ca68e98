import { DatabaseSync } from "node:sqlite";
import { setImmediate as nextTurn } from "node:timers/promises";

/**
 * A server in little, as a process of its own: rows go into a journal, are then put down by two followers with their cursors, and leave
 * the journal at once when both have them. Writes without a pause until it is ended; the first rows, which nobody waits to see on the
 * disk, are not synced.
 */
const FIRST_ROWS = 300;
const [directory = ""] = process.argv.slice(2);
const open = (name: string, schema: string): DatabaseSync => {
  const db = new DatabaseSync(`${directory}/${name}`, { timeout: 5_000 });
  db.exec(`PRAGMA journal_mode = wal; PRAGMA synchronous = OFF; ${schema}`);
  return db;
};
const journal = open(
  "journal.db",
  "CREATE TABLE IF NOT EXISTS journal (row INTEGER PRIMARY KEY, format INTEGER NOT NULL, at_ms INTEGER NOT NULL, entries BLOB NOT NULL)",
);
const records = open(
  "records.db",
  `CREATE TABLE IF NOT EXISTS seen (row INTEGER PRIMARY KEY, padding BLOB); CREATE TABLE IF NOT EXISTS kysely_migration (name TEXT);
   CREATE TABLE IF NOT EXISTS cursors (name TEXT PRIMARY KEY, journal_row INTEGER, journal_index INTEGER)`,
);
const historian = open(
  "historian.db",
  `CREATE TABLE IF NOT EXISTS seen (row INTEGER PRIMARY KEY, padding BLOB);
   CREATE TABLE IF NOT EXISTS cursor (id INTEGER PRIMARY KEY, journal_row INTEGER, journal_index INTEGER)`,
);
const append = journal.prepare("INSERT INTO journal VALUES (?, 1, ?, ?)");
const trim = journal.prepare("DELETE FROM journal WHERE row <= ? AND row < (SELECT max(row) FROM journal)");
const followers = [
  {
    db: records,
    see: records.prepare("INSERT INTO seen VALUES (?, ?)"),
    move: "INSERT OR REPLACE INTO cursors VALUES ('evaluated', ?, 0)",
  },
  { db: historian, see: historian.prepare("INSERT INTO seen VALUES (?, ?)"), move: "INSERT OR REPLACE INTO cursor VALUES (1, ?, 0)" },
];
for (let row = Number(journal.prepare("SELECT max(row) AS row FROM journal").get()?.["row"] ?? 0) + 1; ; row++) {
  append.run(row, row, Buffer.alloc(2_000, row));
  if (row % 3 === 0) {
    for (const { db, see, move } of followers) {
      const first = Number(db.prepare("SELECT max(row) AS row FROM seen").get()?.["row"] ?? 0) + 1;
      db.exec("BEGIN IMMEDIATE");
      for (let next = first; next <= row; next++) see.run(next, Buffer.alloc(20_000, next));
      db.prepare(move).run(row);
      db.exec("COMMIT");
    }
    trim.run(row);
  }
  if (row === FIRST_ROWS) {
    for (const db of [journal, records, historian]) db.exec("PRAGMA synchronous = FULL");
    process.stdout.write("running\n");
  }
  await nextTurn();
}
