import { existsSync } from "node:fs";
import { join } from "node:path";
import type { RecordsEngine } from "../records/engine.ts";
import { PostgresEngine } from "../records/postgres/postgres-engine.ts";
import { RecordsFile } from "../records/sqlite/records-file.ts";
import { rowsOf } from "./tables.ts";

const ANSWER_WITHIN_MS = 10_000;

/** Facility and kind of every device that the records know: those of PostgreSQL where a URL is given, else of the data directory. */
export async function readDeviceList(
  dataDir: string,
  postgresUrl: string | null,
): Promise<ReadonlyMap<string, { readonly facilityId: string; readonly kind: string }>> {
  const file = join(dataDir, "records.db");
  if (postgresUrl === null && !existsSync(file)) return new Map();
  const records = postgresUrl === null ? new RecordsFile(file) : await openPostgres(postgresUrl);
  try {
    const rows = await rowsOf(records, "SELECT id, facility_id, kind FROM devices");
    return new Map(rows.map((row) => [String(row["id"]), { facilityId: String(row["facility_id"]), kind: String(row["kind"]) }]));
  } finally {
    await records.close();
  }
}
async function openPostgres(url: string): Promise<RecordsEngine> {
  const engine = new PostgresEngine(url, () => undefined);
  engine.start();
  try {
    await engine.ready(ANSWER_WITHIN_MS);
    return engine;
  } catch (error) {
    await engine.close();
    throw error;
  }
}
