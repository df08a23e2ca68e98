import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Type, type Static } from "typebox";
import { Compile } from "typebox/compile";
import { AnhuError } from "../../domain/errors.ts";

const DeviceProgress = Type.Object({
  /** Everything up to this time is in the target. */
  atMs: Type.Number(),
  isDone: Type.Boolean(),
  areRollupsDone: Type.Boolean(),
  tallies: Type.Record(Type.String(), Type.Object({ count: Type.Integer(), sum: Type.String() })),
});
export type DeviceProgress = Static<typeof DeviceProgress>;
const Head = Type.Object({
  from: Type.String(),
  to: Type.String(),
  /** How far the source had come in the journal. */
  cursor: Type.Object({ row: Type.Integer(), index: Type.Integer() }),
});
export type CopyHead = Static<typeof Head>;
const HeadLine = Compile(Head);
const DeviceLine = Compile(Type.Object({ device: Type.String(), progress: DeviceProgress }));

/** By device id. */
export type CopyProgress = ReadonlyMap<string, DeviceProgress>;

/** How far a copy has come, in a file beside the embedded historian: a line for each piece, written after that was stored. */
export class CopyNote {
  readonly #file: string;
  constructor(file: string) {
    this.#file = file;
  }
  /**
   * `null`: nothing was begun. Empty when the source went on since: then all of it is copied again, which changes nothing that is there.
   * @throws {AnhuError} `CONFLICT` when another copy was begun
   */
  read({ from, to, cursor }: CopyHead): Map<string, DeviceProgress> | null {
    if (!existsSync(this.#file)) return null;
    const [head, ...lines] = readFileSync(this.#file, "utf8").split("\n").map(parsed);
    if (!HeadLine.Check(head) || head.from !== from || head.to !== to) {
      throw new AnhuError(
        "CONFLICT",
        `copying observations from ${from} to ${to}: another copy was begun and not ended (${this.#file}); end that one, or remove the file`,
      );
    }
    if (head.cursor.row !== cursor.row || head.cursor.index !== cursor.index) return new Map();
    // The last line may have been cut off by a kill: the one before says the same of less.
    return new Map(lines.flatMap((line) => (DeviceLine.Check(line) ? [[line.device, line.progress] as const] : [])));
  }
  begin(head: CopyHead): void {
    writeFileSync(this.#file, `${JSON.stringify(head)}\n`, { mode: 0o600, flush: true });
  }
  add(device: string, progress: DeviceProgress): void {
    appendFileSync(this.#file, `\n${JSON.stringify({ device, progress })}`, { flush: true });
  }
  remove(): void {
    rmSync(this.#file, { force: true });
  }
}
function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
