import type { Kysely } from "kysely";

/** What a physician or nurse laid down for a resident, dated; rows are only added. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("care_settings")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("resident_id", "text", (c) => c.notNull().references("residents.id"))
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("value", "double precision", (c) => c.notNull())
    .addColumn("from_ms", "bigint", (c) => c.notNull())
    .addColumn("by_user_id", "text", (c) => c.notNull())
    .addColumn("by_name", "text", (c) => c.notNull())
    .addColumn("by_role", "text", (c) => c.notNull())
    .execute();
  await db.schema.createIndex("care_settings_by_resident").on("care_settings").columns(["resident_id", "from_ms"]).execute();
}
