import type { Kysely } from "kysely";

/** Plans of floors, their pictures in parts, and where places lie on them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("floor_plans")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("facility_id", "text", (c) => c.notNull().references("facilities.id"))
    .addColumn("building", "text", (c) => c.notNull())
    .addColumn("floor", "text", (c) => c.notNull())
    .addColumn("type", "text", (c) => c.notNull())
    .addColumn("bytes", "bigint", (c) => c.notNull())
    .addColumn("width", "bigint", (c) => c.notNull())
    .addColumn("height", "bigint", (c) => c.notNull())
    .addColumn("sha256", "text", (c) => c.notNull())
    .addColumn("at_ms", "bigint", (c) => c.notNull())
    .addColumn("by_user_id", "text", (c) => c.notNull())
    .addColumn("by_name", "text", (c) => c.notNull())
    .addUniqueConstraint("floor_plans_of_floor", ["facility_id", "building", "floor"])
    .execute();
  await db.schema
    .createTable("floor_plan_parts")
    .addColumn("plan_id", "text", (c) => c.notNull())
    .addColumn("part", "bigint", (c) => c.notNull())
    .addColumn("content", "blob", (c) => c.notNull())
    .addPrimaryKeyConstraint("floor_plan_parts_key", ["plan_id", "part"])
    .execute();
  await db.schema
    .createTable("plan_points")
    .addColumn("place_id", "text", (c) => c.primaryKey().references("places.id"))
    .addColumn("facility_id", "text", (c) => c.notNull().references("facilities.id"))
    .addColumn("x", "double precision", (c) => c.notNull())
    .addColumn("y", "double precision", (c) => c.notNull())
    .execute();
  await db.schema.createIndex("plan_points_by_facility").on("plan_points").column("facility_id").execute();
}
