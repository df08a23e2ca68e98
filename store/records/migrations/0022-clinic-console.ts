import { sql, type Kysely } from "kysely";

/** Alerts by the clinic that was told of them, and referrals that somebody closed. Indexes of parts: no other line of a timeline pays for them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createIndex("timeline_told")
    .on("timeline")
    .columns(["detail", "at_ms"])
    .where(sql.ref("code"), "=", sql.lit("told"))
    .execute();
  await db.schema
    .createIndex("timeline_referred")
    .on("timeline")
    .column("at_ms")
    .where(sql.ref("code"), "in", [sql.lit("ambulance"), sql.lit("admitting")])
    .execute();
  await db.schema
    .createTable("referral_closures")
    .addColumn("alert_id", "text", (c) => c.notNull())
    .addColumn("referred_at_ms", "bigint", (c) => c.notNull())
    .addColumn("closed_at_ms", "bigint", (c) => c.notNull())
    .addColumn("outcome", "text", (c) => c.notNull())
    .addColumn("note", "text", (c) => c.notNull())
    .addColumn("by_user_id", "text", (c) => c.notNull())
    .addColumn("by_name", "text", (c) => c.notNull())
    .addColumn("by_role", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("referral_closures_key", ["alert_id", "referred_at_ms"])
    .execute();
}
