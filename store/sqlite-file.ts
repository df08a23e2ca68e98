import { DatabaseSync } from "node:sqlite";
import { AnhuError, errorText, type ErrorCode } from "../domain/errors.ts";

/** A write waits this long for another process's lock, then fails (and is tried again by whoever asked). */
const LOCK_WAIT_MS = 250;
/** The write-ahead log is cut back to this after a checkpoint; more than this is an alarm (a reader starves the checkpoint). */
export const WAL_ALARM_BYTES = 64 * 1024 * 1024;
const SYNCHRONOUS = { OFF: 0, NORMAL: 1, FULL: 2 } as const;

export interface SqliteFileOptions {
  readonly synchronous: keyof typeof SYNCHRONOUS;
  /** Code of the error when it cannot be opened. */
  readonly code: ErrorCode;
  readonly readOnly?: boolean;
  readonly cacheMiB?: number;
}

/** Opens a database file in WAL mode and refuses it when the settings did not take hold (RELIABILITY §6). */
export function openSqlite(file: string, options: SqliteFileOptions): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file, { readOnly: options.readOnly ?? false, timeout: LOCK_WAIT_MS });
    if (options.readOnly !== true) {
      db.exec(`PRAGMA journal_mode = wal; PRAGMA journal_size_limit = ${WAL_ALARM_BYTES}`);
      // macOS: fsync alone does not reach the disk there.
      db.exec("PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON");
    }
    db.exec(`PRAGMA synchronous = ${options.synchronous}; PRAGMA cache_size = ${-1024 * (options.cacheMiB ?? 8)}`);
    const mode = db.prepare("PRAGMA journal_mode").get()?.["journal_mode"];
    const synchronous = db.prepare("PRAGMA synchronous").get()?.["synchronous"];
    if (mode !== "wal" || synchronous !== SYNCHRONOUS[options.synchronous]) {
      throw new Error(`journal_mode is ${String(mode)} and synchronous ${String(synchronous)}, not wal and ${options.synchronous}`);
    }
    return db;
  } catch (error) {
    db?.close();
    throw new AnhuError(options.code, `opening ${file}: ${errorText(error)}; check the disk and who else has the file open`, {
      retryable: true,
      cause: error,
    });
  }
}

// Primary result codes of SQLite, sqlite.org/rescode.html.
const BUSY = 5;
const LOCKED = 6;
const FULL = 13;
const CONSTRAINT = 19;
const ERROR = 1;
const UNIQUE = 2067;
const PRIMARY_KEY = 1555;
const FOREIGN_KEY = 787;
/**
 * What kind of failure SQLite reports. `busy`, `full`: the same connection works again later; `broken`: open the file again;
 * `unique`, `foreignKey`, `constraint`: the data was refused; `null`: not an error of SQLite.
 */
export function sqliteFault(error: unknown): "busy" | "full" | "unique" | "foreignKey" | "constraint" | "statement" | "broken" | null {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return null;
  if (error.errcode === UNIQUE || error.errcode === PRIMARY_KEY) return "unique";
  if (error.errcode === FOREIGN_KEY) return "foreignKey";
  const primary = error.errcode & 0xff;
  if (primary === BUSY || primary === LOCKED) return "busy";
  if (primary === FULL) return "full";
  if (primary === CONSTRAINT) return "constraint";
  return primary === ERROR ? "statement" : "broken";
}
