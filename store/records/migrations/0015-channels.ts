import type { Kysely } from "kysely";

/** Ways to reach somebody outside the screens. `owner_id` without a reference: it is a clinic, a facility or a user. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("channels")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("owner_type", "text", (c) => c.notNull())
    .addColumn("owner_id", "text", (c) => c.notNull())
    .addColumn("type", "text", (c) => c.notNull())
    .addColumn("label", "text", (c) => c.notNull())
    .addColumn("rank", "integer", (c) => c.notNull())
    .addColumn("trusted", "integer", (c) => c.notNull())
    .addColumn("enabled", "integer", (c) => c.notNull())
    .addColumn("config_json", "text", (c) => c.notNull())
    .addColumn("last_test_json", "text")
    .execute();
  await db.schema.createIndex("channels_by_owner").on("channels").columns(["owner_type", "owner_id", "rank"]).execute();
}
