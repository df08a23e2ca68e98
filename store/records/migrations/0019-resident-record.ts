import type { Kysely } from "kysely";

/** What a handover must know of residents, as dated lines that only end, and what physicians found on their rounds. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("record_entries")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("resident_id", "text", (c) => c.notNull().references("residents.id"))
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("text", "text", (c) => c.notNull())
    .addColumn("detail_json", "text")
    .addColumn("since_ms", "bigint", (c) => c.notNull())
    .addColumn("entered_ms", "bigint", (c) => c.notNull())
    .addColumn("by_user_id", "text", (c) => c.notNull())
    .addColumn("by_name", "text", (c) => c.notNull())
    .addColumn("by_role", "text", (c) => c.notNull())
    .addColumn("ended_json", "text")
    .execute();
  await db.schema.createIndex("record_entries_by_resident").on("record_entries").columns(["resident_id", "entered_ms"]).execute();
  await db.schema
    .createTable("round_results")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("resident_id", "text", (c) => c.notNull().references("residents.id"))
    .addColumn("facility_id", "text", (c) => c.notNull().references("facilities.id"))
    .addColumn("clinic_id", "text", (c) => c.references("clinics.id"))
    .addColumn("at_ms", "bigint", (c) => c.notNull())
    .addColumn("finding", "text", (c) => c.notNull())
    .addColumn("plan", "text", (c) => c.notNull())
    .addColumn("next_visit_ms", "bigint")
    .addColumn("by_user_id", "text", (c) => c.notNull())
    .addColumn("by_name", "text", (c) => c.notNull())
    .addColumn("by_role", "text", (c) => c.notNull())
    .execute();
  await db.schema.createIndex("round_results_by_facility").on("round_results").columns(["facility_id", "at_ms"]).execute();
  await db.schema.createIndex("round_results_by_resident").on("round_results").columns(["resident_id", "at_ms"]).execute();
}
