import type { Kysely } from "kysely";

/** A photo of a resident: one row, small enough that the records answer an SOS before and after it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("resident_photos")
    .addColumn("resident_id", "text", (c) => c.primaryKey().references("residents.id"))
    .addColumn("type", "text", (c) => c.notNull())
    .addColumn("content", "blob", (c) => c.notNull())
    .addColumn("at_ms", "bigint", (c) => c.notNull())
    .addColumn("by_user_id", "text", (c) => c.notNull())
    .execute();
}
