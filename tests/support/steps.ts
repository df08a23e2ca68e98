import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";

export const ROOT = join(import.meta.dirname, "../..");

export interface Step {
  readonly name: string;
  readonly command: readonly [program: string, ...args: string[]];
  readonly environment?: Readonly<Record<string, string>>;
  /** The step and whatever it started end after this time, and count as failed. */
  readonly limitMs: number;
  /** Where its output goes; `quiet` sends it to the error stream, so that the caller's own output stays clean. */
  readonly output?: "shown" | "quiet";
}
/** Runs the step with the repository's own tools first on the PATH; the answer is its exit code, or 1 after the time limit. */
export async function runStep(step: Step): Promise<number> {
  const [program, ...args] = step.command;
  const child = spawn(program, args, {
    cwd: ROOT,
    detached: true,
    stdio: ["ignore", step.output === "quiet" ? process.stderr : "inherit", "inherit"],
    env: {
      ...process.env,
      PATH: [join(ROOT, "node_modules/.bin"), process.env["PATH"] ?? ""].join(delimiter),
      ...step.environment,
    },
  });
  const end = (signal: NodeJS.Signals) => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, signal);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
    }
  };
  let isInterrupted = false;
  const interrupted = () => {
    isInterrupted = true;
    end("SIGINT");
  };
  process.once("SIGINT", interrupted);
  const limit = setTimeout(() => {
    console.error(`${step.name}: not finished after ${step.limitMs / 1000} s, ended`);
    end("SIGKILL");
  }, step.limitMs);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code) => resolve(code ?? 1));
    });
  } finally {
    clearTimeout(limit);
    process.off("SIGINT", interrupted);
    // Nobody wants the next step after Ctrl-C; 130 = ended by SIGINT.
    if (isInterrupted) process.exit(130);
  }
}

export interface VitestCount {
  readonly passed: number;
  readonly failed: number;
}
/** Counts of Vitest's JSON report. A file that does not load counts as one failure, and so does a run that failed without a failed test. */
export function countVitest(report: string, exitCode: number): VitestCount {
  const { passed, failed } = readCounts(report);
  return { passed, failed: failed === 0 && exitCode !== 0 ? 1 : failed };
}
/** Lines of a file that may not be there, without repetition. */
export function linesOfFile(path: string): readonly string[] {
  try {
    return [...new Set(readFileSync(path, "utf8").split("\n"))].filter((line) => line !== "");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
export function removeFiles(...paths: readonly string[]): void {
  for (const path of paths) rmSync(path, { force: true });
}

function readCounts(report: string): VitestCount {
  const text = linesOfFile(report).join("");
  if (text === "") return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(text);
  const files: readonly { status: string; assertionResults: readonly unknown[] }[] = testResults ?? [];
  const unloaded = files.filter(({ status, assertionResults }) => status === "failed" && assertionResults.length === 0);
  return { passed: Number(numPassedTests), failed: Number(numFailedTests) + unloaded.length };
}
