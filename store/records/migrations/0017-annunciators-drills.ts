import type { Kysely } from "kysely";

/** What shows and sounds alerts in the house; standing orders to drill clinics, and the drills that were held. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("annunciators")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("facility_id", "text", (c) => c.notNull().references("facilities.id"))
    .addColumn("device_id", "text", (c) => c.notNull().unique().references("devices.id"))
    .addColumn("settings_json", "text", (c) => c.notNull())
    .execute();
  await db.schema
    .createTable("drill_plans")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("facility_id", "text", (c) => c.notNull().references("facilities.id"))
    .addColumn("clinic_id", "text", (c) => c.notNull().references("clinics.id"))
    .addColumn("device_id", "text", (c) => c.notNull().references("devices.id"))
    .addColumn("settings_json", "text", (c) => c.notNull())
    .addColumn("created_at_ms", "bigint", (c) => c.notNull())
    .addUniqueConstraint("drill_plans_one_each", ["facility_id", "clinic_id"])
    .execute();
  await db.schema
    .createTable("drills")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("plan_id", "text", (c) => c.notNull().references("drill_plans.id"))
    .addColumn("facility_id", "text", (c) => c.notNull())
    .addColumn("clinic_id", "text", (c) => c.notNull())
    .addColumn("started_at_ms", "bigint", (c) => c.notNull())
    .addColumn("answer_within_ms", "bigint", (c) => c.notNull())
    .addColumn("by_user_id", "text")
    .addColumn("alert_id", "text")
    .addColumn("hops_json", "text", (c) => c.notNull())
    .addColumn("ended_at_ms", "bigint")
    .addColumn("result", "text", (c) => c.notNull())
    .addColumn("failed_at", "text")
    .addColumn("why", "text")
    .execute();
  await db.schema.createIndex("drills_by_facility").on("drills").columns(["facility_id", "started_at_ms"]).execute();
}
