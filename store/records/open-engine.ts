import type { EngineChoice, Outbox, RecordsEngine } from "./engine.ts";
import { migrateRecords } from "./migrate.ts";
import { PostgresEngine } from "./postgres/postgres-engine.ts";
import { PostgresOutbox } from "./postgres/postgres-outbox.ts";
import { RecordsFile } from "./sqlite/records-file.ts";
import { SqliteOutbox } from "./sqlite/sqlite-outbox.ts";

/** Opens the engine in this thread. The file is migrated at once; a server that does not answer yet is waited for by `ready`. */
export async function openEngine(
  choice: EngineChoice,
  report: (message: string) => void,
): Promise<{ readonly engine: RecordsEngine; readonly outbox: Outbox }> {
  if (choice.type === "postgres") {
    const engine = new PostgresEngine(choice.url, report);
    engine.start();
    return { engine, outbox: new PostgresOutbox(engine, report) };
  }
  const file = new RecordsFile(choice.file);
  await migrateRecords("sqlite", (sql, parameters) => file.query(sql, parameters));
  return { engine: file, outbox: new SqliteOutbox(file, report) };
}
