import { AnhuError } from "../domain/errors.ts";
import { mebibytes } from "../store/backup/disk.ts";
import type { LongWork, Progress } from "../store/long-work.ts";

const BAR_LENGTH = 24;
const BAR_EVERY_MS = 100;
const LINE_EVERY_MS = 5_000;

/**
 * Runs a long piece of work of a command: progress on standard error (a bar on a terminal, a line every few seconds elsewhere), and
 * Ctrl-C ends it in good order.
 */
export async function runLongWork<T>(doing: string, run: (work: LongWork) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const interrupt = (): void => controller.abort(new AnhuError("BAD_INPUT", `${doing}: interrupted; run the same command again`));
  const { onProgress, end } = makeProgress(process.stderr);
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  try {
    return await run({ onProgress, signal: controller.signal });
  } finally {
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
    end();
  }
}
/** Where progress is written: a terminal shows a bar. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}
export function makeProgress(output: ProgressOutput, elapsedMs: () => number = () => performance.now()) {
  const isTerminal = output.isTTY === true;
  let shownAtMs = -Infinity;
  let what = "";
  return {
    onProgress(progress: Progress): void {
      const isNew = progress.what !== what;
      const isLast = progress.total > 0 && progress.done >= progress.total;
      const nowMs = elapsedMs();
      if (!isNew && !isLast && nowMs - shownAtMs < (isTerminal ? BAR_EVERY_MS : LINE_EVERY_MS)) return;
      if (isTerminal) output.write(`${isNew && what !== "" ? "\n" : ""}\r\u001b[K${barOf(progress)} ${textOf(progress)}`);
      else output.write(`${textOf(progress)}\n`);
      shownAtMs = nowMs;
      what = progress.what;
    },
    end(): void {
      if (isTerminal && what !== "") output.write("\n");
    },
  };
}
function barOf({ done, total }: Progress): string {
  const filled = total === 0 ? 0 : Math.min(BAR_LENGTH, Math.round((BAR_LENGTH * done) / total));
  return `[${"#".repeat(filled)}${"-".repeat(BAR_LENGTH - filled)}]`;
}
function textOf({ what, done, total, unit }: Progress): string {
  const amount = (n: number): string => (unit === "bytes" ? mebibytes(n) : `${n.toLocaleString("en")} ${unit}`);
  const percent = total === 0 ? "" : ` (${Math.floor((100 * Math.min(done, total)) / total)} %)`;
  return total === 0 ? `${what}: ${amount(done)}` : `${what}: ${amount(done)} of ${amount(total)}${percent}`;
}
