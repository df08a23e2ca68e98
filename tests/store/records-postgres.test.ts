import { afterAll, beforeAll } from "vitest";
import { alertLoadSuite } from "../contract/alert-load-suite.ts";
import { clinicConsoleSuite } from "../contract/clinic-console-suite.ts";
import { handsetsSuite } from "../contract/handsets-suite.ts";
import { setupSuite } from "../contract/setup-suite.ts";
import { wallScreensSuite } from "../contract/wall-screens-suite.ts";
import { contractsSuite } from "../contract/contracts-suite.ts";
import { annunciatorsSuite } from "../contract/annunciators-suite.ts";
import { escalationSuite } from "../contract/escalation-suite.ts";
import { familyAccessSuite } from "../contract/family-access-suite.ts";
import { familySuite } from "../contract/family-suite.ts";
import { holdsSuite } from "../contract/holds-suite.ts";
import { manageSuite } from "../contract/manage-suite.ts";
import { residentRecordSuite } from "../contract/resident-record-suite.ts";
import { recordsSuite } from "../contract/records-suite.ts";
import { need } from "../support/platform.ts";
import { startPostgresServer, type PostgresServer } from "../support/postgres-server.ts";
import { migrateRecords, openRecordingRecords } from "./open-records.ts";

need("postgres")("on a real server", () => {
  let server: PostgresServer;
  let migrated: string;
  beforeAll(async () => {
    server = await startPostgresServer();
    // Every test has a database of its own; they are made once.
    migrated = await server.createDatabase();
    await migrateRecords({ type: "postgres", url: migrated });
  });
  afterAll(() => server.close());

  const open = async () => openRecordingRecords({ type: "postgres", url: await server.createDatabase(migrated) });
  alertLoadSuite("records on PostgreSQL", open);
  clinicConsoleSuite("records on PostgreSQL", open);
  setupSuite("records on PostgreSQL", open);
  wallScreensSuite("records on PostgreSQL", open);
  handsetsSuite("records on PostgreSQL", open);
  contractsSuite("records on PostgreSQL", open);
  annunciatorsSuite("records on PostgreSQL", open);
  escalationSuite("records on PostgreSQL", open);
  familySuite("records on PostgreSQL", open);
  familyAccessSuite("records on PostgreSQL", open);
  holdsSuite("records on PostgreSQL", open);
  manageSuite("records on PostgreSQL", open);
  recordsSuite("records on PostgreSQL", open);
  residentRecordSuite("records on PostgreSQL", open);
});
