import { sql, type Kysely } from "kysely";

/** Deliveries over any channel: whose answer ends one, which channel stands before it, and when a failed one is tried next. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const deliveries = () => db.schema.alterTable("deliveries");
  await deliveries()
    .addColumn("track", "text", (c) => c.notNull().defaultTo("medical"))
    .execute();
  await deliveries().addColumn("channel_id", "text").execute();
  await deliveries().addColumn("after_id", "text").execute();
  await deliveries()
    .addColumn("wait_ms", "integer", (c) => c.notNull().defaultTo(0))
    .execute();
  await db.schema.alterTable("delivery_attempts").addColumn("channel_id", "text").execute();
  await db.schema.alterTable("delivery_attempts").addColumn("next_at_ms", "bigint").execute();
  await db.schema.createIndex("delivery_attempts_by_delivery").on("delivery_attempts").column("delivery_id").execute();
  await db.schema.dropIndex("deliveries_owed").execute();
  await db.schema
    .createIndex("deliveries_owed")
    .on("deliveries")
    .columns(["created_at_ms", "id"])
    .where(sql.ref("settled_at_ms"), "is", null)
    .where(sql.ref("channel"), "<>", sql.lit("screen"))
    .execute();
}
