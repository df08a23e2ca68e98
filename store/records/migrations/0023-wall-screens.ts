import type { Kysely } from "kysely";

/** Televisions that show a wall: only the hash of what they hold is kept. `floors_json`: empty list = all floors. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("wall_screens")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("facility_id", "text", (c) => c.notNull().references("facilities.id"))
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("floors_json", "text", (c) => c.notNull())
    .addColumn("has_names", "integer", (c) => c.notNull())
    .addColumn("token_hash", "text", (c) => c.notNull().unique())
    .addColumn("by_user_id", "text", (c) => c.notNull())
    .addColumn("by_name", "text", (c) => c.notNull())
    .addColumn("created_at_ms", "bigint", (c) => c.notNull())
    .addColumn("last_seen_at_ms", "bigint")
    .addColumn("revoked_at_ms", "bigint")
    .execute();
  await db.schema.createIndex("wall_screens_by_facility").on("wall_screens").column("facility_id").execute();
  await db.schema
    .createTable("wall_pairings")
    .addColumn("code", "text", (c) => c.primaryKey())
    .addColumn("token_hash", "text", (c) => c.notNull().unique())
    .addColumn("address", "text", (c) => c.notNull())
    .addColumn("created_at_ms", "bigint", (c) => c.notNull())
    .addColumn("expires_at_ms", "bigint", (c) => c.notNull())
    .execute();
}
