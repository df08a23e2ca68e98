import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { AnhuError } from "../../domain/errors.ts";
import { MANIFEST_FILE } from "../backup/manifest.ts";
import { openDataDir, type DataDir } from "../data-dir.ts";

/** A database file of a data directory that no server may use meanwhile. */
export interface EmbeddedFile {
  readonly file: string;
  readonly dataDir: DataDir;
}
/**
 * Finds the file that `sqlite:PATH` means, PATH being the file or its data directory, and keeps servers out of the directory until
 * `dataDir.close()`.
 * @throws {AnhuError} `BAD_INPUT` for another kind of address, `NOT_FOUND`, `DATA_DIR_UNWRITABLE` while a server uses it
 */
export function openEmbeddedFile(address: string, name: string, options: { readonly mayBeNew: boolean }): EmbeddedFile {
  const doing = `opening ${address}`;
  if (!address.startsWith("sqlite:"))
    throw new AnhuError("BAD_INPUT", `${doing}: give sqlite:PATH, PATH being a data directory or the ${name} in it`);
  const path = resolve(address.slice("sqlite:".length));
  const isDirectory = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const file = isDirectory ? join(path, name) : path;
  if (!existsSync(file) && !(options.mayBeNew && existsSync(dirname(file))))
    throw new AnhuError("NOT_FOUND", `${doing}: there is no ${file}; name the server's data directory`);
  if (existsSync(join(dirname(file), MANIFEST_FILE)))
    throw new AnhuError(
      "CONFLICT",
      `${doing}: that is a backup and must stay as it is; restore it (anhu restore) and name that data directory`,
    );
  return { file, dataDir: openDataDir(dirname(file)) };
}
