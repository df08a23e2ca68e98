import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { CURSOR_START, type JournalEntry } from "../../domain/publish.ts";
import { openHistorian } from "../../store/historian/historian.ts";
import { openJournal } from "../../store/journal/journal.ts";
import { tempDir } from "./temp-dir.ts";
import { HISTORIAN_WORKER, JOURNAL_WORKER } from "./workers.ts";

// Before it is killed a child may write much, on a busy machine, and all of it is read.
vi.setConfig({ testTimeout: 120_000 });
const CHILD = new URL("./appending-child.ts", import.meta.url).pathname;
const ROUNDS = Number(process.env["ROUNDS"] ?? 3);

/** Runs the child until it has acknowledged so many appends, kills it at once, and returns what it acknowledged. */
async function killAfter(acks: number, ...args: string[]): Promise<number[]> {
  const child = spawn(process.execPath, [CHILD, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
    if (output.length > acks * "ack 1234\n".length) child.kill("SIGKILL");
  });
  await once(child, "close");
  return [...output.matchAll(/^ack (\d+)\n/gm)].map(([, n]) => Number(n));
}
const textOf = (entry: JournalEntry) => (entry.kind === "publish" ? Number(Buffer.from(entry.publish.payload).toString()) : -1);

for (let round = 1; round <= ROUNDS; round += 1) {
  it(`kill -9 while appending: every acknowledged entry is in the journal, none twice (round ${round})`, async () => {
    const file = join(tempDir(), "journal.db");
    const acked = await killAfter(500 * round, "journal", file, "FULL", "64", "10000000");
    const journal = await openJournal({ file, worker: JOURNAL_WORKER });
    onTestFinished(() => journal.close());
    const kept = (await journal.read(CURSOR_START, 1e6)).flatMap((batch) => batch.entries.map(textOf));
    const keptOnce = new Set(kept);
    expect(acked.length).toBeGreaterThan(100);
    expect(acked.filter((n) => !keptOnce.has(n))).toEqual([]);
    expect(keptOnce.size).toBe(kept.length);
  });

  it(`kill -9 while the historian stores: the rows are those of the batches up to its cursor (round ${round})`, async () => {
    const file = join(tempDir(), "historian.db");
    await killAfter(20 * round, "historian", file);
    const historian = await openHistorian({ engine: { type: "sqlite", file }, worker: HISTORIAN_WORKER });
    onTestFinished(() => historian.close());
    const { row } = await historian.cursor();
    const request = { periods: [{ deviceId: "a", fromMs: 0, toMs: null }], sign: "heartRate", fromMs: 0, toMs: 4e12 } as const;
    const stored = await historian.observations({ ...request, limit: 1e6, afterMs: null });
    expect(row).toBeGreaterThan(10);
    expect(stored).toHaveLength(row * 100);
    expect(stored.at(-1)?.value).toBe(row);
  });
}
