import type { Kysely } from "kysely";

/** Phones that carers share, and what people switch on them with: only hashes are kept. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("handsets")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("facility_id", "text", (c) => c.notNull().references("facilities.id"))
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("token_hash", "text", (c) => c.notNull().unique())
    .addColumn("by_user_id", "text", (c) => c.notNull())
    .addColumn("by_name", "text", (c) => c.notNull())
    .addColumn("created_at_ms", "bigint", (c) => c.notNull())
    .addColumn("last_seen_at_ms", "bigint")
    .addColumn("revoked_at_ms", "bigint")
    .execute();
  await db.schema.createIndex("handsets_by_facility").on("handsets").column("facility_id").execute();
  await db.schema
    .createTable("carer_pins")
    .addColumn("user_id", "text", (c) => c.primaryKey().references("users.id"))
    .addColumn("pin_hash", "text", (c) => c.notNull())
    .addColumn("set_at_ms", "bigint", (c) => c.notNull())
    .execute();
  await db.schema
    .createTable("carer_badges")
    .addColumn("user_id", "text", (c) => c.primaryKey().references("users.id"))
    .addColumn("badge_hash", "text", (c) => c.notNull().unique())
    .addColumn("made_at_ms", "bigint", (c) => c.notNull())
    .execute();
  await db.schema
    .createTable("handset_tries")
    .addColumn("user_id", "text", (c) => c.notNull())
    .addColumn("handset_id", "text", (c) => c.notNull())
    .addColumn("tries", "integer", (c) => c.notNull())
    .addColumn("since_ms", "bigint", (c) => c.notNull())
    .addPrimaryKeyConstraint("handset_tries_key", ["user_id", "handset_id"])
    .execute();
}
