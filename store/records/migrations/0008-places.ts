import type { Kysely } from "kysely";

/** What a place is for, geofences that are only added and ended, and what people note while they look for somebody. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable("places")
    .addColumn("use", "text", (c) => c.notNull().defaultTo("bedroom"))
    .execute();
  // Without a reference: a table that refers to itself could not be copied in the order of its rows.
  await db.schema.alterTable("places").addColumn("serves_place_id", "text").execute();
  await db.schema.alterTable("places").addColumn("beacon", "integer").execute();
  await db.schema.createIndex("places_by_beacon").on("places").columns(["facility_id", "beacon"]).unique().execute();
  await db.schema
    .createTable("fences")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("facility_id", "text", (c) => c.notNull().references("facilities.id"))
    .addColumn("resident_id", "text", (c) => c.references("residents.id"))
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("shape_json", "text", (c) => c.notNull())
    .addColumn("from_ms", "bigint", (c) => c.notNull())
    .addColumn("to_ms", "bigint")
    .addColumn("by_user_id", "text", (c) => c.notNull())
    .execute();
  await db.schema.createIndex("fences_by_facility").on("fences").columns(["facility_id", "from_ms"]).execute();
  await db.schema
    .createTable("search_notes")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("alert_id", "text", (c) => c.notNull())
    .addColumn("item", "text", (c) => c.notNull())
    .addColumn("text", "text")
    .addColumn("at_ms", "bigint", (c) => c.notNull())
    .addColumn("by_user_id", "text")
    .addColumn("by_name", "text", (c) => c.notNull())
    .addColumn("by_role", "text", (c) => c.notNull())
    .execute();
  await db.schema.createIndex("search_notes_by_alert").on("search_notes").columns(["alert_id", "at_ms"]).execute();
}
