import { chmodSync, closeSync, fsyncSync, openSync } from "node:fs";
import { backup, DatabaseSync } from "node:sqlite";
import type { LongWork } from "../long-work.ts";
import type { PinnedDatabase } from "./moment.ts";

const PAGES_PER_STEP = 2_000;
/** The copy goes to the disk in pieces of this size: one large sync at the end would hold up the journal's commits. */
const SYNC_EVERY_PAGES = 8_192;

/** Bytes that the pinned database takes. */
export function sizeOf({ db }: PinnedDatabase): number {
  const pragma = (name: string): number => Number(db.prepare(`PRAGMA ${name}`).get()?.[name]);
  return pragma("page_count") * pragma("page_size");
}
/**
 * Copies a pinned database into one file and counts the rows of its tables. With its read transaction open the copy never begins
 * anew, however much is written meanwhile.
 */
export async function copyDatabase(source: PinnedDatabase, file: string, work: LongWork): Promise<Record<string, number>> {
  const bytes = sizeOf(source);
  let fd: number | null = null;
  let syncAt = SYNC_EVERY_PAGES;
  try {
    await backup(source.db, file, {
      rate: PAGES_PER_STEP,
      progress({ totalPages, remainingPages }) {
        work.signal.throwIfAborted();
        const done = totalPages - remainingPages;
        work.onProgress({ what: source.name, done: Math.round((bytes * done) / Math.max(1, totalPages)), total: bytes, unit: "bytes" });
        if (done < syncAt) return;
        syncAt = done + SYNC_EVERY_PAGES;
        fd ??= openSync(file, "r");
        fsyncSync(fd);
      },
    });
  } finally {
    if (fd !== null) closeSync(fd);
  }
  work.onProgress({ what: source.name, done: bytes, total: bytes, unit: "bytes" });
  chmodSync(file, 0o600);
  return settle(file);
}
/** Leaves one file without a write-ahead log beside it, and counts what is in it. */
function settle(file: string): Record<string, number> {
  const db = new DatabaseSync(file);
  try {
    db.exec("PRAGMA journal_mode = delete");
    return countRows(db);
  } finally {
    db.close();
  }
}
/** Rows of every table, by name. */
export function countRows(db: DatabaseSync): Record<string, number> {
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name").all();
  const count = (name: string): number => Number(db.prepare(`SELECT count(*) AS n FROM "${name}"`).get()?.["n"]);
  return Object.fromEntries(tables.map(({ name }) => [String(name), count(String(name))]));
}
