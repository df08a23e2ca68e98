import type { Kysely } from "kysely";

/** What a contract says about routing beside its period, and the resident of a family doctor's contract. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable("contracts")
    .addColumn("resident_id", "text", (c) => c.references("residents.id"))
    .execute();
  await db.schema
    .alterTable("contracts")
    .addColumn("terms_json", "text", (c) => c.notNull().defaultTo("{}"))
    .execute();
}
