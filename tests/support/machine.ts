import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

export { freePort } from "../../app/free-port.ts";

/** An own directory, removed when the test that asked for it is over. In `beforeAll` use `makeTempDir`. */
export function tempDir(prefix = "anhu-test-"): string {
  const { path, remove } = makeTempDir(prefix);
  onTestFinished(remove);
  return path;
}
/** An own directory and the call that removes it. */
export function makeTempDir(prefix = "anhu-test-"): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), prefix));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) };
}
/**
 * The first value that is neither `undefined`, `null` nor `false`, asked every 20 ms, or `everyMs`.
 * @throws {Error} naming `what` after `deadlineMs`; the last error of `ask` is its cause
 */
export async function until<T>(
  ask: () => T | Promise<T>,
  {
    deadlineMs = 20_000,
    everyMs = 20,
    what = "the condition",
  }: { readonly deadlineMs?: number; readonly everyMs?: number; readonly what?: string } = {},
): Promise<Exclude<T, undefined | null | false>> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const answer = await attempt(ask);
    if ("value" in answer && isThere(answer.value)) return answer.value;
    if (performance.now() >= end) {
      throw new Error(`waiting ${deadlineMs} ms for ${what}`, "error" in answer ? { cause: answer.error } : undefined);
    }
    await new Promise((resolve) => {
      setTimeout(resolve, everyMs);
    });
  }
}

async function attempt<T>(ask: () => T | Promise<T>): Promise<{ readonly value: T } | { readonly error: unknown }> {
  try {
    return { value: await ask() };
  } catch (error) {
    return { error };
  }
}
function isThere<T>(value: T): value is Exclude<T, undefined | null | false> {
  return value !== undefined && value !== null && value !== false;
}
/** Sends a signal to a process that was started here; resolves when it has ended, where the signal ends it. */
export async function signalChild(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill(signal);
  if (signal !== "SIGSTOP" && signal !== "SIGCONT") await gone;
}
