import { existsSync } from "node:fs";
import { DatabaseSync, type SQLOutputValue } from "node:sqlite";
import type { AuditEntry } from "../../domain/audit.ts";
import { AnhuError, errorText } from "../../domain/errors.ts";
import { CHAIN_SQL, toEntry, type ChainSource } from "./chain-source.ts";

/** Entries that are read before others get their turn. */
const AT_ONCE = 2_000;

/** The chain in a file, also while a server writes to it. @throws {AnhuError} `NOT_FOUND`, `RECORDS_UNAVAILABLE` */
export function openSqliteChain(file: string): ChainSource {
  if (!existsSync(file)) throw new AnhuError("NOT_FOUND", `reading the audit log: there is no ${file}; name the server's data directory`);
  const db = new DatabaseSync(file, { readOnly: true, timeout: 10_000 });
  return {
    count: async () => guarded(file, () => Number(db.prepare("SELECT count(*) AS n FROM audit").get()?.["n"])),
    async *read() {
      const rows = guarded(file, () => db.prepare(CHAIN_SQL).iterate());
      let batch: AuditEntry[] = [];
      for (;;) {
        const next: IteratorResult<Record<string, SQLOutputValue>, unknown> = guarded(file, () => rows.next());
        if (next.done !== true) batch.push(toEntry(next.value));
        if (next.done === true || batch.length === AT_ONCE) {
          yield batch;
          batch = [];
        }
        if (next.done === true) return;
      }
    },
    close: async () => db.close(),
  };
}
function guarded<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new AnhuError(
      "RECORDS_UNAVAILABLE",
      `reading the audit log in ${file}: ${errorText(error)}; start the server once, so that its tables are up to date, and check the disk`,
      { cause: error },
    );
  }
}
