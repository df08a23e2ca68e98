import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A directory of this test's own, removed when the test is over. */
export function tempDir(): string {
  const dir = mkdtempSync(join(tmpdir(), "anhu-store-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}
export const JOURNAL_WORKER = new URL("../../app/workers/journal-worker.ts", import.meta.url);
export const RECORDS_WORKER = new URL("../../app/workers/records-worker.ts", import.meta.url);
export const HISTORIAN_WORKER = new URL("../../app/workers/historian-worker.ts", import.meta.url);
