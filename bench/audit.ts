import { hash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chained, CHAIN_START, completeNote, contentText, GENESIS_HASH, type AuditEntry, type ChainEnd } from "../domain/audit.ts";
import { openChain, verifyChain } from "../store/audit/verify-chain.ts";
import { migrateRecords } from "../store/records/migrate.ts";
import { RecordsFile } from "../store/records/sqlite/records-file.ts";
import { report, round, type BenchOptions } from "./report.ts";

const AT_ONCE = 10_000;
const START_MS = Date.UTC(2026, 0, 5, 2);
const COLUMNS = "seq, id, at_ms, actor, role, action, facility_id, resident_id, alert_id, target, result, detail, prev_hash, hash";

export interface AuditBenchOptions extends BenchOptions {
  readonly entries: number;
}
/**
 * `anhu audit verify` over a log in a file: read, hashed again and compared. Beside it the same hashing over the same texts in memory, which no
 * verifier can do without. A second is one of the clock on the wall.
 */
export async function benchAudit(options: AuditBenchOptions): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "anhu-bench-audit-"));
  try {
    const file = join(directory, "records.db");
    const texts = await fill(file, options.entries);
    const hashing = timed(() => texts.reduce((previous, text) => hash("sha256", previous + text), GENESIS_HASH));
    const begun = performance.now();
    const { verdict, entries, end } = await verifyChain(await openChain({ type: "sqlite", file }), [], {
      onProgress: () => undefined,
      signal: new AbortController().signal,
    });
    const verifying = performance.now() - begun;
    if (verdict !== "intact" || end.hash !== hashing.result) throw new Error(`the log that was just made is ${verdict}`);
    const row = (who: string, ms: number) => ({
      who,
      entries,
      seconds: round(ms / 1_000),
      entriesPerS: Math.round((1_000 * entries) / ms),
    });
    const rows = [row("anhu audit verify", verifying), row("the same hashing without reading", hashing.ms)];
    report("audit verify", rows, { verdict, promisedSeconds: 60, kept: verifying <= 60_000 }, options);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
/** Makes the log, and gives the texts that were hashed. */
async function fill(file: string, entries: number): Promise<string[]> {
  const records = new RecordsFile(file);
  const texts: string[] = [];
  await migrateRecords("sqlite", (sql, parameters) => records.query(sql, parameters));
  const sql = `INSERT INTO audit (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
  let end: ChainEnd = CHAIN_START;
  while (end.seq < entries) {
    const made: readonly AuditEntry[] = chained(end, notes(end.seq, Math.min(AT_ONCE, entries - end.seq)));
    records.write([{ sql, each: made.map(valuesOf), rows: null }]);
    texts.push(...made.map(contentText));
    end = made.at(-1) ?? end;
  }
  records.close();
  return texts;
}
function notes(from: number, count: number) {
  return Array.from({ length: count }, (_, n) =>
    completeNote({
      ...{
        atMs: START_MS + (from + n) * 700,
        actor: `usr_${n % 40}`,
        role: "caregiver",
        action: "acknowledgeAlert",
        result: "ok",
        detail: null,
      },
      ...{
        facilityId: "fac_1",
        residentId: `res_${n % 300}`,
        alertId: "0b1f9d7e-8f52-5c3a-9a43-6d2f0c9a1e11",
        target: `alert ${from + n}`,
      },
    }),
  );
}
function valuesOf(e: AuditEntry) {
  return [
    e.seq,
    e.id,
    e.atMs,
    e.actor,
    e.role,
    e.action,
    e.facilityId,
    e.residentId,
    e.alertId,
    e.target,
    e.result,
    e.detail,
    e.prevHash,
    e.hash,
  ];
}
function timed<T>(work: () => T): { readonly ms: number; readonly result: T } {
  const begun = performance.now();
  const result = work();
  return { ms: performance.now() - begun, result };
}
