import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { auditSuite } from "../contract/audit-suite.ts";
import { tempDir } from "../support/machine.ts";
import { migrateRecords } from "./open-records.ts";

auditSuite("a file of this machine", async () => {
  const file = join(tempDir(), "records.db");
  const engine = { type: "sqlite", file } as const;
  await migrateRecords(engine);
  return {
    engine,
    async sql(text) {
      const db = new DatabaseSync(file, { timeout: 5_000 });
      try {
        return db.prepare(text).all();
      } finally {
        db.close();
      }
    },
  };
});
