import type { Kysely } from "kysely";

/** What the routing decided and why; what 120 must be told of a home; what families are told, and whom staff must ring. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("facilities").addColumn("address", "text").execute();
  await db.schema.alterTable("facilities").addColumn("callback_phone", "text").execute();
  await db.schema.alterTable("facilities").addColumn("family_after_ms", "bigint").execute();
  await db.schema
    .createTable("alert_routes")
    .addColumn("alert_id", "text", (c) => c.notNull().references("alerts.id"))
    .addColumn("version", "bigint", (c) => c.notNull())
    .addColumn("at_ms", "bigint", (c) => c.notNull())
    .addColumn("decision_json", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("alert_routes_key", ["alert_id", "version"])
    .execute();
  await db.schema
    .createTable("family_notices")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("alert_id", "text", (c) => c.notNull().references("alerts.id"))
    .addColumn("facility_id", "text", (c) => c.notNull())
    .addColumn("resident_id", "text", (c) => c.notNull().references("residents.id"))
    .addColumn("type", "text", (c) => c.notNull())
    .addColumn("zh", "text", (c) => c.notNull())
    .addColumn("en", "text", (c) => c.notNull())
    .addColumn("at_ms", "bigint", (c) => c.notNull())
    .addColumn("by_name", "text")
    .addColumn("by_role", "text")
    .addColumn("released_at_ms", "bigint")
    .addColumn("released_by_name", "text")
    .addColumn("released_by_role", "text")
    .execute();
  await db.schema.createIndex("family_notices_by_alert").on("family_notices").columns(["alert_id", "at_ms"]).execute();
  await db.schema.createIndex("family_notices_by_resident").on("family_notices").columns(["resident_id", "at_ms"]).execute();
  await db.schema
    .createTable("contact_calls")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("alert_id", "text", (c) => c.notNull().references("alerts.id"))
    .addColumn("facility_id", "text", (c) => c.notNull())
    .addColumn("resident_id", "text", (c) => c.notNull().references("residents.id"))
    .addColumn("contact_id", "text", (c) => c.notNull())
    .addColumn("why", "text", (c) => c.notNull())
    .addColumn("at_ms", "bigint", (c) => c.notNull())
    .addColumn("done_at_ms", "bigint")
    .execute();
  await db.schema.createIndex("contact_calls_by_alert").on("contact_calls").columns(["alert_id", "at_ms"]).execute();
  await db.schema
    .createTable("contact_call_tries")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("call_id", "text", (c) => c.notNull().references("contact_calls.id"))
    .addColumn("at_ms", "bigint", (c) => c.notNull())
    .addColumn("result", "text", (c) => c.notNull())
    .addColumn("by_name", "text", (c) => c.notNull())
    .addColumn("by_role", "text", (c) => c.notNull())
    .execute();
}
