import { sql, type Kysely } from "kysely";

/** Alerts with evidence, timeline and outbox; evaluation states. No foreign keys to the home: an alert is never refused for its sake. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("alerts")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("facility_id", "text", (c) => c.notNull())
    .addColumn("subject_id", "text", (c) => c.notNull())
    .addColumn("resident_id", "text")
    .addColumn("place_id", "text")
    .addColumn("device_id", "text")
    .addColumn("rule", "text", (c) => c.notNull())
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("class", "text", (c) => c.notNull())
    .addColumn("severity", "text", (c) => c.notNull())
    .addColumn("state", "text", (c) => c.notNull())
    .addColumn("latched", "integer", (c) => c.notNull())
    .addColumn("condition_active", "integer", (c) => c.notNull())
    .addColumn("late", "integer", (c) => c.notNull())
    .addColumn("sign", "text")
    .addColumn("value", "double precision")
    .addColumn("observed_at_ms", "bigint", (c) => c.notNull())
    .addColumn("raised_at_ms", "bigint", (c) => c.notNull())
    .addColumn("resolved_at_ms", "bigint")
    .addColumn("outcome", "text")
    .addColumn("prompt120", "integer", (c) => c.notNull())
    .addColumn("on_site_json", "text", (c) => c.notNull())
    .addColumn("medical_json", "text", (c) => c.notNull())
    .addColumn("evidence_count", "integer", (c) => c.notNull())
    .addColumn("version", "integer", (c) => c.notNull())
    .execute();
  await db.schema.createIndex("alerts_by_time").on("alerts").columns(["raised_at_ms", "id"]).execute();
  await db.schema.createIndex("alerts_by_resident").on("alerts").columns(["resident_id", "raised_at_ms"]).execute();
  await db.schema.createIndex("alerts_open").on("alerts").column("facility_id").where(sql.ref("resolved_at_ms"), "is", null).execute();
  await db.schema.createIndex("alerts_by_resolution").on("alerts").column("resolved_at_ms").execute();
  await db.schema
    .createTable("evidence")
    .addColumn("alert_id", "text", (c) => c.notNull())
    .addColumn("identity", "text", (c) => c.notNull())
    .addColumn("at_ms", "bigint", (c) => c.notNull())
    .addColumn("device_id", "text")
    .addColumn("sign", "text")
    .addColumn("value", "double precision")
    .addPrimaryKeyConstraint("evidence_key", ["alert_id", "identity"])
    .execute();
  await db.schema
    .createTable("timeline")
    .addColumn("alert_id", "text", (c) => c.notNull())
    .addColumn("version", "integer", (c) => c.notNull())
    .addColumn("position", "integer", (c) => c.notNull())
    .addColumn("at_ms", "bigint", (c) => c.notNull())
    .addColumn("code", "text", (c) => c.notNull())
    .addColumn("track", "text")
    .addColumn("who", "text")
    .addColumn("detail", "text")
    .addPrimaryKeyConstraint("timeline_key", ["alert_id", "version", "position"])
    .execute();
  await db.schema
    .createTable("deliveries")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("alert_id", "text", (c) => c.notNull())
    .addColumn("facility_id", "text", (c) => c.notNull())
    .addColumn("channel", "text", (c) => c.notNull())
    .addColumn("recipient_id", "text", (c) => c.notNull())
    .addColumn("event_type", "text", (c) => c.notNull())
    .addColumn("step", "integer", (c) => c.notNull())
    .addColumn("urgent", "integer", (c) => c.notNull())
    .addColumn("body", "text", (c) => c.notNull())
    .addColumn("created_at_ms", "bigint", (c) => c.notNull())
    .addColumn("settled_at_ms", "bigint")
    .execute();
  await db.schema
    .createIndex("deliveries_pending")
    .on("deliveries")
    .column("created_at_ms")
    .where(sql.ref("settled_at_ms"), "is", null)
    .execute();
  await db.schema
    .createTable("delivery_attempts")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("delivery_id", "text", (c) => c.notNull())
    .addColumn("alert_id", "text", (c) => c.notNull())
    .addColumn("channel", "text", (c) => c.notNull())
    .addColumn("recipient_id", "text", (c) => c.notNull())
    .addColumn("attempt", "integer", (c) => c.notNull())
    .addColumn("at_ms", "bigint", (c) => c.notNull())
    .addColumn("state", "text", (c) => c.notNull())
    .addColumn("why", "text")
    .execute();
  await db.schema.createIndex("delivery_attempts_by_alert").on("delivery_attempts").columns(["alert_id", "at_ms"]).execute();
  await db.schema
    .createTable("rule_states")
    .addColumn("key", "text", (c) => c.primaryKey())
    .addColumn("state", "text", (c) => c.notNull())
    .execute();
  await db.schema
    .createTable("cursors")
    .addColumn("name", "text", (c) => c.primaryKey())
    .addColumn("journal_row", "bigint", (c) => c.notNull())
    .addColumn("journal_index", "integer", (c) => c.notNull())
    .execute();
}
