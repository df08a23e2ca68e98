import { afterAll, beforeAll } from "vitest";
import { auditSuite } from "../contract/audit-suite.ts";
import { need } from "../support/platform.ts";
import { startPostgresServer, type PostgresServer } from "../support/postgres-server.ts";
import { migrateRecords } from "./open-records.ts";

need("postgres")("the audit chain on a real server", () => {
  let server: PostgresServer;
  let migrated: string;
  beforeAll(async () => {
    server = await startPostgresServer();
    migrated = await server.createDatabase();
    await migrateRecords({ type: "postgres", url: migrated });
  });
  afterAll(() => server.close());

  auditSuite("PostgreSQL", async () => {
    const url = await server.createDatabase(migrated);
    return { engine: { type: "postgres", url }, sql: (text) => server.rows(url, text) };
  });
});
