import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Type, type Static } from "typebox";
import { Compile } from "typebox/compile";
import { AnhuError, errorText } from "../../domain/errors.ts";

/** Written last: a directory without it is no backup. */
export const MANIFEST_FILE = "manifest.json";
/** Raised when an older Anhu could not restore what this one backs up. */
export const BACKUP_FORMAT = 1;

const Position = Type.Object({ row: Type.Integer(), index: Type.Integer() });
const BackedUpFile = Type.Object({
  /** Name in the data directory, and in the backup. */
  name: Type.String({ pattern: "^[^/\\\\]+$" }),
  bytes: Type.Integer({ minimum: 0 }),
  sha256: Type.String({ pattern: "^[0-9a-f]{64}$" }),
  /** Rows of each table; `null` for a file that is no database. */
  rows: Type.Union([Type.Record(Type.String(), Type.Integer({ minimum: 0 })), Type.Null()]),
});
export type BackedUpFile = Static<typeof BackedUpFile>;

/** What a backup holds, and of which moment. */
export const Manifest = Type.Object({
  format: Type.Integer({ minimum: 1 }),
  /** Version of the Anhu that made it. */
  anhu: Type.String(),
  /** The moment that it shows; everything acknowledged before is in it. UTC, ISO 8601. */
  takenAt: Type.String(),
  finishedAt: Type.String(),
  /** Migrations that the records had seen, oldest first; empty where the records are on a server. */
  migrations: Type.Array(Type.String()),
  journal: Type.Object({ firstRow: Type.Integer(), lastRow: Type.Integer() }),
  /** How far rules and historian had come; `null` where that is kept on a server. */
  cursors: Type.Object({ evaluated: Type.Union([Position, Type.Null()]), historian: Type.Union([Position, Type.Null()]) }),
  files: Type.Array(BackedUpFile),
});
export type Manifest = Static<typeof Manifest>;
const ManifestText = Compile(Manifest);

/**
 * Reads the manifest of a backup.
 * @throws {AnhuError} `NOT_FOUND` when there is none, `BAD_INPUT` when it cannot be read or a newer Anhu wrote it
 */
export function readManifest(directory: string): Manifest {
  const doing = `reading the backup ${directory}`;
  let read: unknown;
  try {
    read = JSON.parse(readFileSync(join(directory, MANIFEST_FILE), "utf8"));
  } catch (error) {
    const why = error instanceof SyntaxError ? "is damaged" : `cannot be read (${errorText(error)})`;
    throw new AnhuError(
      error instanceof SyntaxError ? "BAD_INPUT" : "NOT_FOUND",
      `${doing}: its ${MANIFEST_FILE} ${why}; name the directory that \`anhu backup --to\` was given, a backup without it was cut off`,
      { cause: error },
    );
  }
  const format = typeof read === "object" && read !== null && "format" in read ? Number(read.format) : Number.NaN;
  if (format > BACKUP_FORMAT) throw new AnhuError("BAD_INPUT", `${doing}: a newer Anhu made it (format ${format}); update Anhu first`);
  if (!ManifestText.Check(read)) throw new AnhuError("BAD_INPUT", `${doing}: its ${MANIFEST_FILE} is damaged; take another backup`);
  return read;
}
