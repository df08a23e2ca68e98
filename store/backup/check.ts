import { readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { AnhuError, errorText } from "../../domain/errors.ts";
import { countRows } from "./copy-database.ts";
import { sha256Of } from "./disk.ts";
import type { LongWork } from "../long-work.ts";
import { readManifest, type BackedUpFile, type Manifest } from "./manifest.ts";

/**
 * Reads a whole backup: sizes, hashes, SQLite's own check, rows of every table, and that this Anhu is not older. Writes nothing.
 * @throws {AnhuError} `NOT_FOUND` without a manifest, `BAD_INPUT` naming the file that is not as it was written
 */
export async function checkBackup(from: string, work: LongWork): Promise<Manifest> {
  const manifest = readManifest(from);
  const known = knownMigrations();
  const newer = manifest.migrations.filter((name) => !known.has(name));
  if (newer.length > 0) {
    throw new AnhuError(
      "BAD_INPUT",
      `checking the backup ${from}: a newer Anhu made it (${manifest.anhu}; this one does not know ${newer.join(", ")}); update Anhu first`,
    );
  }
  const total = manifest.files.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  for (const file of manifest.files) {
    await checkFile(from, file, work.signal);
    done += file.bytes;
    work.onProgress({ what: "checking", done, total, unit: "bytes" });
  }
  return manifest;
}
/** Every migration of this Anhu stands in a file of its name. */
function knownMigrations(): ReadonlySet<string> {
  return new Set(readdirSync(join(import.meta.dirname, "../records/migrations")).map((file) => basename(file, ".ts")));
}
async function checkFile(from: string, file: BackedUpFile, signal: AbortSignal): Promise<void> {
  const path = join(from, file.name);
  const bytes = statSync(path, { throwIfNoEntry: false })?.size;
  if (bytes === undefined) throw damaged(from, file, "is missing");
  if (bytes !== file.bytes) throw damaged(from, file, `has ${bytes} bytes instead of ${file.bytes}`);
  const sha256 = await sha256Of(path, signal).catch((error: unknown) => {
    throw signal.aborted ? signal.reason : damaged(from, file, `cannot be read (${errorText(error)})`);
  });
  if (sha256 !== file.sha256) throw damaged(from, file, "is not what was written (SHA-256 differs)");
  if (file.rows !== null) checkDatabase(from, file, file.rows);
}
function checkDatabase(from: string, file: BackedUpFile, expected: Readonly<Record<string, number>>): void {
  const db = new DatabaseSync(join(from, file.name), { readOnly: true });
  try {
    const found = db.prepare("PRAGMA integrity_check(1)").get()?.["integrity_check"];
    if (found !== "ok") throw damaged(from, file, `fails SQLite's check (${String(found)})`);
    const rows = countRows(db);
    const wrong = Object.keys({ ...expected, ...rows }).find((table) => rows[table] !== expected[table]);
    if (wrong !== undefined)
      throw damaged(from, file, `has ${rows[wrong] ?? "no"} rows of ${wrong} instead of ${expected[wrong] ?? "none"}`);
  } finally {
    db.close();
  }
}
function damaged(from: string, { name }: BackedUpFile, why: string): AnhuError {
  return new AnhuError("BAD_INPUT", `checking the backup ${from}: ${name} ${why}; use another backup and look at that disk`);
}
