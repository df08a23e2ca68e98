import type { Kysely } from "kysely";

/** How facilities changed rules (rows are only added), the back-tests behind that, and what is one page too many there. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("rule_changes")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("facility_id", "text", (c) => c.notNull().references("facilities.id"))
    .addColumn("rule_id", "text", (c) => c.notNull())
    .addColumn("parameters_json", "text", (c) => c.notNull())
    .addColumn("from_ms", "bigint", (c) => c.notNull())
    .addColumn("reason", "text", (c) => c.notNull())
    .addColumn("by_user_id", "text", (c) => c.notNull())
    .addColumn("by_name", "text", (c) => c.notNull())
    .addColumn("by_role", "text", (c) => c.notNull())
    .addColumn("backtest_id", "text")
    .execute();
  await db.schema.createIndex("rule_changes_by_facility").on("rule_changes").columns(["facility_id", "from_ms"]).execute();
  await db.schema
    .createTable("backtests")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("facility_id", "text", (c) => c.notNull().references("facilities.id"))
    .addColumn("at_ms", "bigint", (c) => c.notNull())
    .addColumn("result_json", "text", (c) => c.notNull())
    .execute();
  await db.schema.createIndex("backtests_by_facility").on("backtests").columns(["facility_id", "at_ms"]).execute();
  await db.schema
    .createTable("load_settings")
    .addColumn("facility_id", "text", (c) => c.primaryKey().references("facilities.id"))
    .addColumn("carers", "integer")
    .addColumn("pages_good", "double precision", (c) => c.notNull())
    .addColumn("pages_bad", "double precision", (c) => c.notNull())
    .execute();
  await db.schema.createIndex("alerts_by_facility").on("alerts").columns(["facility_id", "raised_at_ms"]).execute();
}
