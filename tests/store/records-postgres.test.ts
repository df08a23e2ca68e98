import { afterAll, beforeAll } from "vitest";
import { recordsSuite } from "../contract/records-suite.ts";
import { need } from "../support/platform.ts";
import { startPostgresServer, type PostgresServer } from "../support/postgres-server.ts";
import { openRecordingRecords } from "./open-records.ts";

need("postgres")("on a real server", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgresServer();
  });
  afterAll(() => server.close());

  recordsSuite("records on PostgreSQL", async () => openRecordingRecords({ type: "postgres", url: await server.createDatabase() }));
});
