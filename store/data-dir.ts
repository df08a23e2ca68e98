import { accessSync, chmodSync, constants, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { AnhuError } from "../domain/errors.ts";

const LOCK_FILE = "anhu.lock";
/** Stands in the directory while a restore fills it. */
export const UNFINISHED_FILE = "restore.unfinished";
const TRIES = 5;

/** The directory that holds everything that Anhu keeps. */
export interface DataDir {
  readonly path: string;
  /** Path of a file in it. */
  file(name: string): string;
  /** Lets another process have it. */
  close(): void;
}
export interface DataDirOptions {
  /** Only for the restore itself: also a directory that a restore did not finish. */
  readonly evenUnfinished?: boolean;
}

/**
 * Makes the directory (mode 0700), checks that it can be written, and keeps other processes out by a lock file with our
 * process id. The lock of a process that is gone is taken over.
 * @throws {AnhuError} `DATA_DIR_UNWRITABLE` with one sentence: which directory, why, what to do
 */
export function openDataDir(path: string, options: DataDirOptions = {}): DataDir {
  const directory = resolve(path);
  try {
    if (mkdirSync(directory, { recursive: true, mode: 0o700 }) !== undefined) chmodSync(directory, 0o700);
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw unwritable(directory, codeOf(error), error);
  }
  const lock = join(directory, LOCK_FILE);
  const own = `${process.pid} ${startOf(process.pid) ?? "-"}\n`;
  takeLock(directory, lock, own);
  const close = (): void => {
    if (readIfThere(lock) === own) rmSync(lock, { force: true });
  };
  if (options.evenUnfinished !== true && readUnfinishedText(directory) !== null) {
    close();
    throw new AnhuError(
      "DATA_DIR_UNWRITABLE",
      `opening the data directory ${directory}: a restore into it was cut off; run the same \`anhu restore\` again`,
    );
  }
  return { path: directory, file: (name) => join(directory, name), close };
}
/** What a restore wrote about itself; `null` where none was cut off. */
export function readUnfinishedText(directory: string): string | null {
  return readIfThere(join(directory, UNFINISHED_FILE));
}

function takeLock(directory: string, lock: string, own: string): void {
  for (let tries = 0; tries < TRIES; tries += 1) {
    try {
      writeFileSync(lock, own, { flag: "wx", mode: 0o600 });
      // Two processes that take over a stale lock at once may both get here; the file says who was last.
      if (readIfThere(lock) === own) return;
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw unwritable(directory, codeOf(error), error);
    }
    const holder = readIfThere(lock);
    if (holder !== null && isAlive(holder)) {
      throw new AnhuError(
        "DATA_DIR_UNWRITABLE",
        `opening the data directory ${directory}: process ${holder.split(" ")[0]} uses it; stop that one or set ANHU_DATA_DIR to another directory`,
      );
    }
    rmSync(lock, { force: true });
  }
  throw unwritable(directory, "its lock file keeps changing", undefined);
}

/** A lock names a process and when that started, so that a process id given again is not taken for the old holder. */
function isAlive(holder: string): boolean {
  const [pidText, startedAt] = holder.trim().split(" ");
  const pid = Number(pidText);
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (codeOf(error) === "ESRCH") return false;
  }
  const start = startOf(pid);
  return start === null || startedAt === "-" || start === startedAt;
}
/** Start of a process in clock ticks since boot (proc(5), field 22); `null` where there is no /proc. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ESRCH" || codeOf(error) === "EACCES") return null;
    throw error;
  }
}
function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw unwritable(dirname(file), codeOf(error), error);
  }
}
function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : String(error);
}
function unwritable(directory: string, why: string, cause: unknown): AnhuError {
  return new AnhuError(
    "DATA_DIR_UNWRITABLE",
    `opening the data directory ${directory}: it cannot be written (${why}); give this user the right to it or set ANHU_DATA_DIR`,
    { cause },
  );
}
