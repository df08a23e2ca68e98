import type { Kysely } from "kysely";

/**
 * How far the set-up of this installation is: one row, `home`. Of the set-up code only the hash is kept. Labels of devices: the maker's serial
 * number, and which of them are simulated until when.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("setup")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("code_hash", "text")
    .addColumn("progress_json", "text")
    .addColumn("version", "integer", (c) => c.notNull())
    .execute();
  await db.schema
    .createTable("device_labels")
    .addColumn("device_id", "text", (c) => c.primaryKey().references("devices.id"))
    .addColumn("facility_id", "text", (c) => c.notNull().references("facilities.id"))
    .addColumn("serial", "text")
    .addColumn("simulated_until_ms", "bigint")
    .addUniqueConstraint("device_labels_serial", ["facility_id", "serial"])
    .execute();
}
