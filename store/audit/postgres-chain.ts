import type { AuditEntry } from "../../domain/audit.ts";
import { connectAlone } from "../records/postgres/connections.ts";
import { postgresFailure } from "../records/postgres/failures.ts";
import { CHAIN_SQL, toEntry, type ChainSource } from "./chain-source.ts";

const AT_ONCE = 5_000;

/** The chain on a server, as it is at one moment. @throws {AnhuError} `RECORDS_UNAVAILABLE`, `BAD_CONFIG` */
export async function openPostgresChain(url: string): Promise<ChainSource> {
  const client = await connectAlone(url).catch(rethrow);
  const ask = async (sql: string): Promise<readonly Record<string, unknown>[]> => {
    const { rows } = await client.query<Record<string, unknown>>(sql).catch(rethrow);
    return rows;
  };
  await ask("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  return {
    async count() {
      const [row] = await ask("SELECT count(*) AS n FROM audit");
      return Number(row?.["n"]);
    },
    async *read() {
      await ask(`DECLARE chain NO SCROLL CURSOR FOR ${CHAIN_SQL}`);
      for (;;) {
        const entries: AuditEntry[] = (await ask(`FETCH ${AT_ONCE} FROM chain`)).map(toEntry);
        if (entries.length === 0) return;
        yield entries;
      }
    },
    close: () => client.end(),
  };
}
function rethrow(error: unknown): never {
  throw postgresFailure(error);
}
