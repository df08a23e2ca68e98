import { createHash } from "node:crypto";
import { closeSync, createReadStream, createWriteStream, existsSync, fsyncSync, openSync, statfsSync } from "node:fs";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { AnhuError, errorText } from "../../domain/errors.ts";
import { sqliteFault } from "../sqlite-file.ts";

/** Left free beside what is written: a full disk stops the server, too. */
const SPARE_BYTES = 64 * 1024 * 1024;
const PIECE_BYTES = 1024 * 1024;

/** Brings a file, or the names in a directory, to the disk itself. */
export function fsyncPath(path: string): void {
  const fd = openSync(path, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
/** Copies a file to a new one of mode 0600, on the disk when it resolves. */
export async function copyFile(from: string, to: string, signal: AbortSignal, onBytes: (bytes: number) => void): Promise<void> {
  const source = createReadStream(from, { highWaterMark: PIECE_BYTES });
  source.on("data", (piece) => onBytes(piece.length));
  await pipeline(source, createWriteStream(to, { flags: "wx", mode: 0o600 }), { signal });
  fsyncPath(to);
}
/** SHA-256 of a file, hexadecimal. */
export async function sha256Of(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: PIECE_BYTES }), hash, { signal });
  return hash.digest("hex");
}
/** @throws {AnhuError} `DATA_DIR_UNWRITABLE` when the disk under `path` has less than `bytes` (and some to spare) free */
export function requireFree(path: string, bytes: number, doing: string): void {
  let existing = path;
  while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing);
  const { bavail, bsize } = statfsSync(existing);
  const free = bavail * bsize;
  if (free >= bytes + SPARE_BYTES) return;
  throw new AnhuError(
    "DATA_DIR_UNWRITABLE",
    `${doing}: needs ${mebibytes(bytes + SPARE_BYTES)} and the disk has ${mebibytes(free)} free; free some or name another disk. Nothing was written`,
  );
}
export function mebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(bytes < 10 * 1024 * 1024 ? 1 : 0)} MiB`;
}
/** A failure of the disk or of SQLite as one sentence; anything else as it is. `after`: what was left behind. */
export function writeFailure(error: unknown, doing: string, after: string): unknown {
  if (error instanceof AnhuError) return error;
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
  const fault = sqliteFault(error);
  if (fault === null && !/^E[A-Z0-9]+$/.test(code)) return error;
  const isFull = fault === "full" || code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG";
  const why = isFull ? "the disk is full" : errorText(error);
  const advice = isFull ? "free some space or name another disk" : "check the disk and its rights, then try again";
  return new AnhuError("DATA_DIR_UNWRITABLE", `${doing}: ${why}; ${advice}. ${after}`, { cause: error });
}
