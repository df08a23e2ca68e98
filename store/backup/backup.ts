import { chmodSync, constants, copyFileSync, existsSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { AnhuError } from "../../domain/errors.ts";
import type { Clock } from "../../domain/time.ts";
import { openDataDir, readUnfinishedText, type DataDir } from "../data-dir.ts";
import { copyDatabase, sizeOf } from "./copy-database.ts";
import { fsyncPath, requireFree, sha256Of, writeFailure } from "./disk.ts";
import type { LongWork } from "../long-work.ts";
import { BACKUP_FORMAT, MANIFEST_FILE, type BackedUpFile, type Manifest } from "./manifest.ts";
import { pinMoment, type Moment } from "./moment.ts";

/** Belong to a running server or to the database they stand beside. */
const NOT_COPIED = /^anhu\.lock$|-(wal|shm|journal)$|\.(unfinished|partial)$/;

export interface BackupRequest {
  readonly dataDir: string;
  /** The backup's own directory: new or empty. */
  readonly to: string;
  /** Version of this Anhu. */
  readonly version: string;
  readonly clock: Clock;
}
/**
 * Copies a data directory, also while a server writes to it: every database as it was at one moment. It is written under another name
 * and renamed at the end: a directory of the name `to` is whole.
 * @throws {AnhuError} `CONFLICT` when `to` holds something, `NOT_FOUND` without a journal, `DATA_DIR_UNWRITABLE` when it cannot be written
 */
export async function makeBackup(request: BackupRequest, work: LongWork): Promise<Manifest> {
  const { dataDir, clock } = request;
  const to = resolve(request.to);
  const doing = `backing up ${dataDir} to ${to}`;
  if (readUnfinishedText(dataDir) !== null)
    throw new AnhuError("CONFLICT", `${doing}: a restore into it was cut off; run the same \`anhu restore\` again`);
  if (!existsSync(join(dataDir, "journal.db")))
    throw new AnhuError("NOT_FOUND", `${doing}: there is no journal.db; name the server's data directory`);
  requireVacant(to, doing);
  const partial = openPartial(to, doing);
  try {
    for (const left of readdirSync(partial.path)) if (partial.file(left) !== partial.file("anhu.lock")) rmSync(partial.file(left));
    const files = copyPlainFiles(dataDir, partial);
    const moment = pinMoment(dataDir);
    const takenAt = new Date(clock.now()).toISOString();
    try {
      requireFree(
        to,
        moment.databases.reduce((sum, database) => sum + sizeOf(database), 0),
        doing,
      );
      files.push(...(await copyDatabases(moment, partial, work)));
    } finally {
      moment.close();
    }
    const hashed = await hashAll(files, partial, work);
    const manifest: Manifest = {
      format: BACKUP_FORMAT,
      anhu: request.version,
      takenAt,
      finishedAt: new Date(clock.now()).toISOString(),
      migrations: [...moment.migrations],
      journal: moment.journal,
      cursors: { evaluated: moment.evaluated, historian: moment.historian },
      files: hashed,
    };
    finish(partial, to, manifest, work.signal);
    return manifest;
  } catch (error) {
    rmSync(partial.path, { recursive: true, force: true });
    throw work.signal.aborted ? work.signal.reason : writeFailure(error, doing, "No backup was left behind");
  }
}
type CopiedFile = Omit<BackedUpFile, "sha256">;

/** Before the moment: what is in them is never younger than the databases. */
function copyPlainFiles(dataDir: string, partial: DataDir): CopiedFile[] {
  const names = readdirSync(dataDir, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".db") && !NOT_COPIED.test(entry.name))
    .map(({ name }) => name);
  return names.map((name) => {
    copyFileSync(join(dataDir, name), partial.file(name), constants.COPYFILE_EXCL);
    chmodSync(partial.file(name), 0o600);
    return { name, bytes: statSync(partial.file(name)).size, rows: null };
  });
}
async function copyDatabases(moment: Moment, partial: DataDir, work: LongWork): Promise<CopiedFile[]> {
  const copied: CopiedFile[] = [];
  for (const database of moment.databases) {
    const file = partial.file(database.name);
    const rows = await copyDatabase(database, file, work);
    database.db.close();
    copied.push({ name: database.name, bytes: statSync(file).size, rows });
  }
  return copied;
}
async function hashAll(files: readonly CopiedFile[], partial: DataDir, work: LongWork): Promise<BackedUpFile[]> {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const hashed: BackedUpFile[] = [];
  let done = 0;
  for (const file of files) {
    hashed.push({ ...file, sha256: await sha256Of(partial.file(file.name), work.signal) });
    done += file.bytes;
    work.onProgress({ what: "hashing", done, total, unit: "bytes" });
  }
  return hashed;
}
/** Everything on the disk itself, then the manifest, then the name. */
function finish(partial: DataDir, to: string, manifest: Manifest, signal: AbortSignal): void {
  for (const { name } of manifest.files) fsyncPath(partial.file(name));
  writeFileSync(partial.file(MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600, flush: true });
  signal.throwIfAborted();
  partial.close();
  fsyncPath(partial.path);
  renameSync(partial.path, to);
  fsyncPath(dirname(to));
}
function requireVacant(to: string, doing: string): void {
  const found = statSync(to, { throwIfNoEntry: false });
  if (found === undefined || (found.isDirectory() && readdirSync(to).length === 0)) return;
  const what = found.isDirectory() ? "the directory is not empty" : "it is a file";
  throw new AnhuError("CONFLICT", `${doing}: ${what}; a backup is a directory of its own, name a new one, such as ${join(to, "today")}`);
}
/** The directory that becomes the backup; what an earlier run left there goes. */
function openPartial(to: string, doing: string): DataDir {
  if (!existsSync(dirname(to)))
    throw new AnhuError("NOT_FOUND", `${doing}: there is no directory ${dirname(to)}; make it, or name another place`);
  const path = join(dirname(to), `.${basename(to)}.partial`);
  try {
    return openDataDir(path);
  } catch (error) {
    throw new AnhuError("DATA_DIR_UNWRITABLE", `${doing}: ${path} cannot be used; another backup runs, or this user may not write there`, {
      cause: error,
    });
  }
}
