import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { AnhuError } from "../../domain/errors.ts";
import type { Clock } from "../../domain/time.ts";
import { openDataDir, type DataDir } from "../data-dir.ts";
import { copyFile, fsyncPath, requireFree, writeFailure } from "./disk.ts";
import type { LongWork } from "../long-work.ts";
import { readManifest, type Manifest } from "./manifest.ts";
import { endUnfinished, readUnfinished, writeUnfinished, UNFINISHED_FILE } from "./unfinished.ts";
import { checkBackup } from "./check.ts";

export interface RestoreRequest {
  readonly from: string;
  readonly dataDir: string;
  /** Moves what the data directory holds into a directory below it, instead of refusing. */
  readonly replace: boolean;
  readonly clock: Clock;
}
export interface Restored {
  readonly manifest: Manifest;
  /** Where the earlier files went; `null` without any. */
  readonly movedTo: string | null;
}
/** Stay where they are. */
const KEPT_IN_PLACE = new Set(["anhu.lock", UNFINISHED_FILE]);
const ASIDE = /^before-restore-/;

/**
 * Checks a backup and puts it into a data directory that no server uses. Until it is whole the directory says so, and no server starts
 * on it; a second run goes on where the first was cut off.
 * @throws {AnhuError} `BAD_INPUT` for a damaged backup or one of a newer Anhu, `CONFLICT` when the directory is not empty,
 * `DATA_DIR_UNWRITABLE` while a server uses it or when it cannot be written
 */
export async function restoreBackup(request: RestoreRequest, work: LongWork): Promise<Restored> {
  const { from, dataDir } = request;
  const doing = `restoring ${resolve(from)} to ${resolve(dataDir)}`;
  readManifest(from);
  const isNew = !existsSync(dataDir);
  const target = openDataDir(dataDir, { evenUnfinished: true });
  let isRestored = false;
  try {
    const left = readUnfinished(target);
    const found = holdings(target);
    if (found.length > 0 && left === null && !request.replace) {
      throw new AnhuError(
        "CONFLICT",
        `${doing}: the data directory is not empty; name another, or give --replace: then what it holds is moved aside, not deleted`,
      );
    }
    const manifest = await checkBackup(from, work);
    requireFree(target.path, totalBytes(manifest), doing);
    const movedTo = clearAside(target, left, found, request.clock);
    try {
      await copyAll(from, target, manifest, work);
    } catch (error) {
      undo(target, movedTo);
      throw work.signal.aborted ? work.signal.reason : writeFailure(error, doing, "The data directory is as it was before");
    }
    endUnfinished(target);
    isRestored = true;
    return { manifest, movedTo };
  } finally {
    target.close();
    if (isNew && !isRestored) rmSync(target.path, { recursive: true });
  }
}
function holdings(target: DataDir): string[] {
  return readdirSync(target.path).filter((name) => !KEPT_IN_PLACE.has(name) && !ASIDE.test(name));
}
/** What was there goes into a directory beside the new files; what a run that was cut off had copied is removed. */
function clearAside(target: DataDir, left: ReturnType<typeof readUnfinished>, found: readonly string[], clock: Clock): string | null {
  if (left?.phase === "copying") {
    for (const name of found) rmSync(target.file(name), { recursive: true });
    return left.movedTo;
  }
  const stamp = new Date(clock.now()).toISOString().replaceAll(/[:.]/g, "-");
  const movedTo = left?.movedTo ?? (found.length > 0 ? `before-restore-${stamp}` : null);
  writeUnfinished(target, { phase: "moving", movedTo });
  if (movedTo !== null) {
    mkdirSync(target.file(movedTo), { recursive: true, mode: 0o700 });
    for (const name of found) renameSync(target.file(name), join(target.file(movedTo), name));
    fsyncPath(target.file(movedTo));
  }
  writeUnfinished(target, { phase: "copying", movedTo });
  return movedTo;
}
async function copyAll(from: string, target: DataDir, manifest: Manifest, work: LongWork): Promise<void> {
  const total = totalBytes(manifest);
  let done = 0;
  for (const { name } of manifest.files) {
    await copyFile(join(from, name), target.file(name), work.signal, (bytes) => {
      done += bytes;
      work.onProgress({ what: "restoring", done, total, unit: "bytes" });
    });
  }
  fsyncPath(target.path);
}
function totalBytes({ files }: Manifest): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
/** After a failure the earlier files come back. */
function undo(target: DataDir, movedTo: string | null): void {
  for (const name of holdings(target)) rmSync(target.file(name), { recursive: true });
  if (movedTo !== null) {
    for (const name of readdirSync(target.file(movedTo))) renameSync(join(target.file(movedTo), name), target.file(name));
    rmSync(target.file(movedTo), { recursive: true });
  }
  endUnfinished(target);
}
