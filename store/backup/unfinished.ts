import { renameSync, rmSync, writeFileSync } from "node:fs";
import { Type, type Static } from "typebox";
import { Compile } from "typebox/compile";
import { AnhuError } from "../../domain/errors.ts";
import { readUnfinishedText, UNFINISHED_FILE, type DataDir } from "../data-dir.ts";
import { fsyncPath } from "./disk.ts";

export { UNFINISHED_FILE };
/** How far a restore has come. `moving`: the earlier files go into `movedTo`; `copying`: all files beside it are of the backup. */
const Unfinished = Type.Object({
  phase: Type.Enum(["moving", "copying"]),
  movedTo: Type.Union([Type.String({ pattern: "^before-restore-[\\w-]+$" }), Type.Null()]),
});
export type Unfinished = Static<typeof Unfinished>;
const UnfinishedText = Compile(Unfinished);

/** `null`: no restore was cut off here. */
export function readUnfinished(target: DataDir): Unfinished | null {
  const text = readUnfinishedText(target.path);
  if (text === null) return null;
  const read: unknown = JSON.parse(text);
  if (UnfinishedText.Check(read)) return read;
  throw new AnhuError(
    "DATA_DIR_UNWRITABLE",
    `restoring to ${target.path}: its ${UNFINISHED_FILE} is not what a restore writes; restore to another directory`,
  );
}
/** Replaces the file as a whole. */
export function writeUnfinished(target: DataDir, state: Unfinished): void {
  const next = target.file(`${UNFINISHED_FILE}.partial`);
  writeFileSync(next, JSON.stringify(state), { mode: 0o600, flush: true });
  renameSync(next, target.file(UNFINISHED_FILE));
  fsyncPath(target.path);
}
export function endUnfinished(target: DataDir): void {
  rmSync(target.file(UNFINISHED_FILE), { force: true });
  fsyncPath(target.path);
}
