import { sql, type Kysely } from "kysely";

/** Why an open alert pages nobody for now; planned silences of rules. No foreign keys: see 0003-alerts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("alerts").addColumn("hold_json", "text").execute();
  await db.schema
    .createTable("silences")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("facility_id", "text", (c) => c.notNull())
    .addColumn("resident_id", "text", (c) => c.notNull())
    .addColumn("rule", "text", (c) => c.notNull())
    .addColumn("device_id", "text")
    .addColumn("reason", "text", (c) => c.notNull())
    .addColumn("by_json", "text", (c) => c.notNull())
    .addColumn("from_ms", "bigint", (c) => c.notNull())
    .addColumn("until_ms", "bigint", (c) => c.notNull())
    .addColumn("ended_ms", "bigint")
    .addColumn("ended_by_json", "text")
    .execute();
  await db.schema.createIndex("silences_running").on("silences").column("until_ms").where(sql.ref("ended_ms"), "is", null).execute();
}
