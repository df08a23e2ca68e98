import { AnhuError } from "../../domain/errors.ts";
import type { AuditHead } from "../../domain/audit-head.ts";
import { ChainVerifier, type ChainReport } from "../../domain/audit-verify.ts";
import type { LongWork } from "../long-work.ts";
import type { EngineChoice } from "../records/engine.ts";
import type { ChainSource } from "./chain-source.ts";
import { openPostgresChain } from "./postgres-chain.ts";
import { openSqliteChain } from "./sqlite-chain.ts";

export async function openChain(choice: EngineChoice): Promise<ChainSource> {
  return choice.type === "sqlite" ? openSqliteChain(choice.file) : openPostgresChain(choice.url);
}
/**
 * Reads the whole chain and compares it with the heads. Its source is closed.
 * @throws {AnhuError} what the signal was aborted with; `RECORDS_UNAVAILABLE`
 */
export async function verifyChain(source: ChainSource, heads: readonly AuditHead[], work: LongWork): Promise<ChainReport> {
  try {
    const verifier = new ChainVerifier(heads);
    const total = await source.count();
    let done = 0;
    for await (const entries of source.read()) {
      if (work.signal.aborted) throw stopped(work.signal.reason);
      for (const entry of entries) verifier.take(entry);
      done += entries.length;
      work.onProgress({ what: "verifying", done, total, unit: "rows" });
      // Ctrl-C is heard between two batches.
      await new Promise(setImmediate);
    }
    return verifier.report();
  } finally {
    await source.close();
  }
}
function stopped(reason: unknown): unknown {
  return reason instanceof Error ? reason : new AnhuError("BAD_INPUT", "verifying the audit log: stopped; run it again");
}
