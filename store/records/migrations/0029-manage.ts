import type { Kysely } from "kysely";

/** What a home calls a device, which devices are out of use, and whose password was given to them by somebody else. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("device_notes")
    .addColumn("device_id", "text", (c) => c.primaryKey().references("devices.id"))
    .addColumn("label", "text")
    .addColumn("retired_at_ms", "bigint")
    .execute();
  await db.schema
    .createTable("temporary_passwords")
    .addColumn("user_id", "text", (c) => c.primaryKey().references("users.id"))
    .addColumn("at_ms", "bigint", (c) => c.notNull())
    .execute();
}
