import { sql, type Kysely } from "kysely";

/** Which process sends a delivery, and until when the others leave it alone. A file of one process has no claims. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("deliveries").addColumn("claimed_by", "text").execute();
  await db.schema.alterTable("deliveries").addColumn("claimed_until_ms", "bigint").execute();
  await db.schema
    .createIndex("deliveries_owed")
    .on("deliveries")
    .columns(["created_at_ms", "id"])
    .where(sql.ref("settled_at_ms"), "is", null)
    .where(sql.ref("channel"), "=", sql.lit("webhook"))
    .execute();
}
