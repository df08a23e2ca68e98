import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { need, programPath } from "../support/platform.ts";
import { tempDir } from "./temp-dir.ts";

const CHILD = new URL("./appending-child.ts", import.meta.url).pathname;
const APPENDS = 30;
/** Acknowledgements of a traced child that were written although their insert was not on disk, and how many there were. */
function traceAppends(synchronous: "FULL" | "OFF"): { acks: number; early: string[] } {
  const dir = tempDir();
  const trace = join(dir, "trace");
  const calls = "trace=write,pwrite64,fsync,fdatasync";
  const child = [process.execPath, CHILD, "journal", join(dir, "journal.db"), synchronous, "1", String(APPENDS)];
  const run = spawnSync(programPath("strace"), ["-f", "-y", "-e", calls, "-o", trace, ...child], { encoding: "utf8" });
  expect(run.stderr).not.toContain("Operation not permitted");
  return judge(readFileSync(trace, "utf8").split("\n"));
}

/** Lines are `PID call(fd<path>, …) = n`; a call that another thread interrupts ends in a line `PID <... call resumed>`. */
function judge(lines: readonly string[]): { acks: number; early: string[] } {
  const early: string[] = [];
  const syncing = new Set<string>();
  let acks = 0;
  let written = false;
  let synced = false;
  for (const line of lines) {
    const pid = /^\d+/.exec(line)?.[0] ?? "";
    if (/ pwrite64\(\d+<[^>]*journal\.db-wal>/.test(line)) [written, synced] = [true, false];
    if (/ f(data)?sync\(\d+<[^>]*journal\.db-wal>/.test(line)) {
      if (line.includes("<unfinished")) syncing.add(pid);
      else synced = written;
    } else if (/ <\.\.\. f(data)?sync resumed>/.test(line) && syncing.delete(pid)) synced = written;
    if (!/ write\(1<[^>]*>, "ack /.test(line)) continue;
    acks += 1;
    if (!written || !synced) early.push(line);
    [written, synced] = [false, false];
  }
  return { acks, early };
}

need("strace")("the journal's order of writes", () => {
  it("no acknowledgement is written before the fsync that follows its insert", () => {
    expect(traceAppends("FULL")).toEqual({ acks: APPENDS, early: [] });
  });

  it("the same check fails with synchronous=OFF", () => {
    expect(traceAppends("OFF").early.length).toBeGreaterThan(APPENDS / 2);
  });
});
