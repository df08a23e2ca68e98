import { existsSync, readFileSync } from "node:fs";
import { open, rename, rm, writeFile } from "node:fs/promises";
import { Type, type Static } from "typebox";
import { Compile } from "typebox/compile";
import { AUDIT_RESULTS, type AuditNote } from "../../../domain/audit.ts";

/** The file is written anew, with what still waits, when it is longer than this. */
const COMPACT_BYTES = 4 * 1024 * 1024;
const Text = Type.Union([Type.String(), Type.Null()]);
const Line = Compile(
  Type.Object({
    ...{ id: Type.String(), atMs: Type.Integer(), actor: Type.String(), role: Type.String(), action: Type.String() },
    ...{ facilityId: Text, residentId: Text, alertId: Text, target: Text, result: Type.Enum(AUDIT_RESULTS), detail: Text },
  }),
);
type Line = Static<ReturnType<typeof Line.Type>>;

/**
 * Notes on their way into the chain, in a small file beside the records: what could not be written yet outlives the process. One at a time
 * writes to it; failures are told and hold nobody up.
 */
export class AuditSpool {
  readonly #file: string;
  readonly #report: (error: unknown) => void;
  #turn: Promise<void> = Promise.resolve();
  #bytes = 0;

  constructor(file: string, report: (error: unknown) => void) {
    this.#file = file;
    this.#report = report;
  }
  /** What an earlier process left; a last line that was cut off is no note. */
  load(): readonly Required<AuditNote>[] {
    if (!existsSync(this.#file)) return [];
    const text = readFileSync(this.#file, "utf8");
    this.#bytes = Buffer.byteLength(text);
    return text.split("\n").flatMap((line): Line[] => {
      const note = parsed(line);
      return Line.Check(note) ? [note] : [];
    });
  }
  /** Resolves when they are kept, or could not be. */
  keep(notes: readonly Required<AuditNote>[]): Promise<void> {
    return this.#then(async () => {
      const text = linesOf(notes);
      const file = await open(this.#file, "a", 0o600);
      try {
        // Behind a line that was cut off there is nothing to read.
        await file.appendFile(this.#bytes === 0 ? text : `\n${text}`);
      } finally {
        await file.close();
      }
      this.#bytes += Buffer.byteLength(text) + 1;
    });
  }
  /** All others stand in the chain. */
  waiting(notes: readonly Required<AuditNote>[]): Promise<void> {
    if (notes.length > 0 && this.#bytes < COMPACT_BYTES) return this.#turn;
    return this.#then(async () => {
      if (notes.length === 0) await rm(this.#file, { force: true });
      else {
        await writeFile(`${this.#file}.partial`, linesOf(notes), { mode: 0o600, flush: true });
        await rename(`${this.#file}.partial`, this.#file);
      }
      this.#bytes = notes.length === 0 ? 0 : Buffer.byteLength(linesOf(notes));
    });
  }
  #then(work: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(work).catch(this.#report);
    return this.#turn;
  }
}
function linesOf(notes: readonly Required<AuditNote>[]): string {
  return notes.map((note) => `${JSON.stringify(note)}\n`).join("");
}
function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
