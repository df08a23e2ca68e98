import { join } from "node:path";
import { Kysely } from "kysely";
import { expect, it, onTestFinished } from "vitest";
import { recordsDialect } from "../../store/records/dialect.ts";
import { up } from "../../store/records/migrations/0031-content-parts.ts";
import { RecordsFile } from "../../store/records/sqlite/records-file.ts";
import { tempDir } from "../support/machine.ts";

it("copies of contracts and pictures of plans keep their parts; parts of nothing go", async () => {
  const file = new RecordsFile(join(tempDir(), "records.db"));
  onTestFinished(() => file.close());
  for (const sql of [
    "CREATE TABLE contract_copies (id TEXT PRIMARY KEY)",
    "CREATE TABLE floor_plans (id TEXT PRIMARY KEY)",
    "CREATE TABLE contract_copy_parts (copy_id TEXT, part INTEGER, content BLOB, PRIMARY KEY (copy_id, part))",
    "CREATE TABLE floor_plan_parts (plan_id TEXT, part INTEGER, content BLOB, PRIMARY KEY (plan_id, part))",
    "INSERT INTO contract_copies VALUES ('cpy_1')",
    "INSERT INTO floor_plans VALUES ('pln_1')",
    "INSERT INTO contract_copy_parts VALUES ('cpy_1', 0, x'01'), ('cpy_lost', 0, x'02')",
    "INSERT INTO floor_plan_parts VALUES ('pln_1', 0, x'03'), ('pln_1', 1, x'04'), ('pln_lost', 0, x'05')",
  ])
    file.query(sql, []);
  const execute = async (sql: string, parameters: Parameters<typeof file.query>[1]) => file.query(sql, parameters);
  const db = new Kysely<Parameters<typeof up>[0] extends Kysely<infer T> ? T : never>({
    dialect: recordsDialect({ type: "sqlite", hasTransactions: false, execute }),
  });
  await up(db);
  const { rows } = file.query("SELECT content_id, part, hex(content) AS content FROM content_parts ORDER BY content", []);
  expect(rows).toEqual([
    { content_id: "cpy_1", part: 0, content: "01" },
    { content_id: "pln_1", part: 0, content: "03" },
    { content_id: "pln_1", part: 1, content: "04" },
  ]);
});
