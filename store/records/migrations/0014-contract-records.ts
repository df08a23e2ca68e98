import type { Kysely } from "kysely";

/** The life of a contract beyond routing: drafts, versions, the paper, copies, the separate account; and since when a facility is known. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable("contracts")
    .addColumn("is_draft", "bigint", (c) => c.notNull().defaultTo(0))
    .execute();
  await db.schema
    .alterTable("contracts")
    .addColumn("version", "bigint", (c) => c.notNull().defaultTo(1))
    .execute();
  await db.schema
    .alterTable("contracts")
    .addColumn("paper_json", "text", (c) => c.notNull().defaultTo("{}"))
    .execute();
  await db.schema.alterTable("contracts").addColumn("end_reason", "text").execute();
  await db.schema.alterTable("facilities").addColumn("added_at_ms", "bigint").execute();
  await db.schema
    .createTable("contract_versions")
    .addColumn("contract_id", "text", (c) => c.notNull().references("contracts.id"))
    .addColumn("version", "bigint", (c) => c.notNull())
    .addColumn("change", "text", (c) => c.notNull())
    .addColumn("at_ms", "bigint", (c) => c.notNull())
    .addColumn("reason", "text", (c) => c.notNull())
    .addColumn("by_user_id", "text", (c) => c.notNull())
    .addColumn("by_name", "text", (c) => c.notNull())
    .addColumn("by_role", "text", (c) => c.notNull())
    .addColumn("contract_json", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("contract_versions_key", ["contract_id", "version"])
    .execute();
  await db.schema
    .createTable("contract_copies")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("contract_id", "text", (c) => c.notNull().references("contracts.id"))
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("type", "text", (c) => c.notNull())
    .addColumn("bytes", "bigint", (c) => c.notNull())
    .addColumn("sha256", "text", (c) => c.notNull())
    .addColumn("at_ms", "bigint", (c) => c.notNull())
    .addColumn("by_name", "text", (c) => c.notNull())
    .execute();
  await db.schema.createIndex("contract_copies_by_contract").on("contract_copies").columns(["contract_id", "at_ms"]).execute();
  await db.schema
    .createTable("contract_copy_parts")
    .addColumn("copy_id", "text", (c) => c.notNull())
    .addColumn("part", "bigint", (c) => c.notNull())
    .addColumn("content", "blob", (c) => c.notNull())
    .addPrimaryKeyConstraint("contract_copy_parts_key", ["copy_id", "part"])
    .execute();
  await db.schema
    .createTable("contract_account")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("contract_id", "text", (c) => c.notNull().references("contracts.id"))
    .addColumn("date_ms", "bigint", (c) => c.notNull())
    .addColumn("amount_fen", "bigint", (c) => c.notNull())
    .addColumn("use", "text", (c) => c.notNull())
    .addColumn("purpose", "text", (c) => c.notNull())
    .addColumn("at_ms", "bigint", (c) => c.notNull())
    .addColumn("by_name", "text", (c) => c.notNull())
    .execute();
  await db.schema.createIndex("contract_account_by_contract").on("contract_account").columns(["contract_id", "date_ms"]).execute();
}
