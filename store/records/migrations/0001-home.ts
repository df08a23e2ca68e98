import { sql, type Kysely } from "kysely";

/** Facilities, places, residents, devices and who holds them, clinics and contracts, people. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("facilities")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("staffed", "integer", (c) => c.notNull())
    .execute();
  await db.schema
    .createTable("places")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("facility_id", "text", (c) => c.notNull().references("facilities.id"))
    .addColumn("building", "text", (c) => c.notNull())
    .addColumn("floor", "text", (c) => c.notNull())
    .addColumn("name", "text", (c) => c.notNull())
    .addUniqueConstraint("places_unique", ["facility_id", "building", "floor", "name"])
    .execute();
  await db.schema
    .createTable("residents")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("facility_id", "text", (c) => c.notNull().references("facilities.id"))
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("place_id", "text", (c) => c.notNull().references("places.id"))
    .addColumn("level", "integer", (c) => c.notNull())
    .addColumn("birth_year", "integer")
    .execute();
  await db.schema.createIndex("residents_by_name").on("residents").columns(["facility_id", "name", "id"]).execute();
  await db.schema
    .createTable("gateways")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("facility_id", "text", (c) => c.notNull().references("facilities.id"))
    .addColumn("dialect", "text", (c) => c.notNull())
    .addColumn("place_id", "text", (c) => c.references("places.id"))
    .execute();
  await db.schema
    .createTable("devices")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("facility_id", "text", (c) => c.notNull().references("facilities.id"))
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("gateway_id", "text", (c) => c.references("gateways.id"))
    .addColumn("address", "text")
    .addUniqueConstraint("devices_address_unique", ["gateway_id", "address"])
    .execute();
  await db.schema.createIndex("devices_by_facility").on("devices").column("facility_id").execute();
  await db.schema
    .createTable("assignments")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("device_id", "text", (c) => c.notNull().references("devices.id"))
    .addColumn("resident_id", "text", (c) => c.references("residents.id"))
    .addColumn("place_id", "text", (c) => c.references("places.id"))
    .addColumn("from_ms", "bigint", (c) => c.notNull())
    .addColumn("to_ms", "bigint")
    .execute();
  await db.schema.createIndex("assignments_by_device").on("assignments").columns(["device_id", "from_ms"]).execute();
  await db.schema
    .createIndex("assignments_running")
    .unique()
    .on("assignments")
    .column("device_id")
    .where(sql.ref("to_ms"), "is", null)
    .execute();
  await db.schema
    .createTable("credentials")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("facility_id", "text", (c) => c.notNull().references("facilities.id"))
    .addColumn("type", "text", (c) => c.notNull())
    .addColumn("dialect", "text")
    .addColumn("secret_hash", "blob", (c) => c.notNull())
    .addColumn("revoked", "integer", (c) => c.notNull())
    .execute();
  await db.schema
    .createTable("clinics")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("webhook_url", "text", (c) => c.notNull())
    .addColumn("webhook_secret", "text", (c) => c.notNull())
    .addColumn("loopback_allowed", "integer", (c) => c.notNull())
    .execute();
  await db.schema
    .createTable("contracts")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("facility_id", "text", (c) => c.notNull().references("facilities.id"))
    .addColumn("clinic_id", "text", (c) => c.notNull().references("clinics.id"))
    .addColumn("from_ms", "bigint", (c) => c.notNull())
    .addColumn("to_ms", "bigint")
    .addColumn("tell_json", "text", (c) => c.notNull())
    .addColumn("names_allowed", "integer", (c) => c.notNull())
    .execute();
  await db.schema
    .createTable("contacts")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("facility_id", "text", (c) => c.notNull().references("facilities.id"))
    .addColumn("resident_id", "text", (c) => c.references("residents.id"))
    .addColumn("role", "text", (c) => c.notNull())
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("phone", "text", (c) => c.notNull())
    .execute();
}
