import type { Kysely } from "kysely";

/** What carers said of a resident (今天不对劲), with their words; rows are only added. `signs`: names, separated by a space. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("soft_signs")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("resident_id", "text", (c) => c.notNull().references("residents.id"))
    .addColumn("at_ms", "bigint", (c) => c.notNull())
    .addColumn("signs", "text", (c) => c.notNull())
    .addColumn("note", "text")
    .addColumn("by_user_id", "text", (c) => c.notNull())
    .addColumn("by_name", "text", (c) => c.notNull())
    .addColumn("by_role", "text", (c) => c.notNull())
    .execute();
  await db.schema.createIndex("soft_signs_by_resident").on("soft_signs").columns(["resident_id", "at_ms"]).execute();
}
