import { DatabaseSync } from "node:sqlite";
import { Kysely } from "kysely";
import { expect, it } from "vitest";
import { recordsDialect } from "../../store/records/dialect.ts";
import { up } from "../../store/records/migrations/0028-family-access.ts";

it("consents of before are brought in, without a date and as nobody's recorded word", async () => {
  const file = new DatabaseSync(":memory:");
  file.exec("CREATE TABLE users (id TEXT PRIMARY KEY, role TEXT NOT NULL, consents_json TEXT NOT NULL)");
  const consents = JSON.stringify([
    { residentId: "res_1", scopes: ["state", "vitals", "state"] },
    { residentId: "res_2", scopes: ["state"] },
    { residentId: "res_1", scopes: ["vitals", "state"] },
  ]);
  file.prepare("INSERT INTO users VALUES (?, ?, ?), (?, ?, ?)").run("usr_1", "family", consents, "usr_2", "nurse", "[]");
  const db = new Kysely<Parameters<typeof up>[0] extends Kysely<infer T> ? T : never>({
    dialect: recordsDialect({
      type: "sqlite",
      hasTransactions: false,
      execute: async (sql, parameters) => {
        const statement = file.prepare(sql);
        const rows = statement.columns().length > 0 ? statement.all(...(parameters as string[])) : [];
        const changes = statement.columns().length > 0 ? 0 : Number(statement.run(...(parameters as string[])).changes);
        return { rows, changes };
      },
    }),
  });
  await up(db);
  const rows = file
    .prepare("SELECT user_id, resident_id, scope, given_json, ended_at_ms FROM family_consents ORDER BY resident_id, scope")
    .all();
  expect(rows.map((row) => [row["user_id"], row["resident_id"], row["scope"], row["ended_at_ms"]])).toEqual([
    ["usr_1", "res_1", "state", null],
    ["usr_1", "res_1", "vitals", null],
    ["usr_1", "res_2", "state", null],
  ]);
  expect(JSON.parse(String(rows[0]?.["given_json"]))).toMatchObject({ saidBy: "unrecorded", by: null });
  expect(
    file
      .prepare("SELECT name FROM pragma_table_info('users')")
      .all()
      .map((row) => row["name"]),
  ).toEqual(["id", "role"]);
  await db.destroy();
});
