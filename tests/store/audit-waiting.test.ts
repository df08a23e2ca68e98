import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { openChain, verifyChain } from "../../store/audit/verify-chain.ts";
import { openRecords } from "../../store/records/records.ts";
import { tempDir, until } from "../support/machine.ts";

const WORKER = new URL("./recording-records-worker.ts", import.meta.url);
const QUIET = { onProgress: () => undefined, signal: new AbortController().signal };
const note = (n: number) =>
  ({ atMs: n, actor: "usr_1", role: "nurse", action: "readAlert", target: `a${n}`, result: "ok", detail: null }) as const;

it("entries wait in a file while the records cannot be written, outlive the process, and are appended in order, once", async () => {
  const dir = tempDir();
  const file = join(dir, "records.db");
  const spool = join(dir, "audit-waiting.jsonl");
  const engine = { type: "sqlite", file } as const;
  const open = () =>
    openRecords({ engine, worker: WORKER, auditSpool: spool, clock: { now: Date.now, monotonic: () => performance.now() } });
  const first = await open();
  await first.records.audit(note(1));
  await first.auditDrain(5_000);
  // Somebody else holds the database: nothing can be written.
  const other = new DatabaseSync(file);
  other.exec("BEGIN IMMEDIATE");
  for (let n = 2; n <= 40; n += 1) await first.records.audit(note(n));
  expect(first.stats().audit.waiting).toBe(39);
  expect(
    readFileSync(spool, "utf8")
      .split("\n")
      .filter((line) => line !== ""),
  ).toHaveLength(39);
  await first.close();
  other.exec("ROLLBACK");
  other.close();
  const second = await open();
  await second.records.audit(note(41));
  await second.auditDrain(10_000);
  const none = { facilityId: null, residentId: null, alertId: null, actor: null, cursor: null, limit: 100 };
  const { items } = await second.records.auditEntries(none);
  expect(items.toReversed().map(({ target }) => target)).toEqual(Array.from({ length: 41 }, (_, n) => `a${n + 1}`));
  await until(() => !existsSync(spool));
  await second.close();
  expect(await verifyChain(await openChain(engine), [], QUIET)).toMatchObject({ verdict: "intact", entries: 41 });
});
