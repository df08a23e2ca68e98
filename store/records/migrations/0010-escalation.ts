import type { Kysely } from "kysely";

/** Who is told when, as homes lay it down, and who is on duty; rows are only added, but that a shift is given an end. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("escalation_policies")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("facility_id", "text", (c) => c.notNull().references("facilities.id"))
    .addColumn("version", "bigint", (c) => c.notNull())
    .addColumn("policy_json", "text", (c) => c.notNull())
    .addColumn("from_ms", "bigint", (c) => c.notNull())
    .addColumn("reason", "text", (c) => c.notNull())
    .addColumn("created_at_ms", "bigint", (c) => c.notNull())
    .addColumn("by_user_id", "text", (c) => c.notNull())
    .addColumn("by_name", "text", (c) => c.notNull())
    .addColumn("by_role", "text", (c) => c.notNull())
    .addUniqueConstraint("escalation_policies_version", ["facility_id", "version"])
    .execute();
  await db.schema
    .createTable("rota_shifts")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("facility_id", "text", (c) => c.notNull().references("facilities.id"))
    .addColumn("role", "text", (c) => c.notNull())
    .addColumn("user_id", "text", (c) => c.notNull().references("users.id"))
    .addColumn("window_json", "text", (c) => c.notNull())
    .addColumn("from_ms", "bigint", (c) => c.notNull())
    .addColumn("to_ms", "bigint")
    .addColumn("by_user_id", "text", (c) => c.notNull())
    .execute();
  await db.schema.createIndex("rota_shifts_by_facility").on("rota_shifts").column("facility_id").execute();
  await db.schema
    .createTable("rota_overrides")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("facility_id", "text", (c) => c.notNull().references("facilities.id"))
    .addColumn("role", "text", (c) => c.notNull())
    .addColumn("away_user_id", "text", (c) => c.references("users.id"))
    .addColumn("stand_in_user_id", "text", (c) => c.references("users.id"))
    .addColumn("from_ms", "bigint", (c) => c.notNull())
    .addColumn("to_ms", "bigint", (c) => c.notNull())
    .addColumn("reason", "text", (c) => c.notNull())
    .addColumn("created_at_ms", "bigint", (c) => c.notNull())
    .addColumn("by_user_id", "text", (c) => c.notNull())
    .execute();
  await db.schema.createIndex("rota_overrides_by_facility").on("rota_overrides").columns(["facility_id", "created_at_ms"]).execute();
}
