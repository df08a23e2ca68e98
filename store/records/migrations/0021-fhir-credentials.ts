import type { Kysely } from "kysely";

/** What a clinic's machine signs in with to read FHIR: only the hash of its token is kept. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("fhir_credentials")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("clinic_id", "text", (c) => c.notNull().references("clinics.id"))
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("token_hash", "text", (c) => c.notNull().unique())
    .addColumn("created_at_ms", "bigint", (c) => c.notNull())
    .addColumn("revoked_at_ms", "bigint")
    .execute();
  await db.schema.createIndex("fhir_credentials_by_clinic").on("fhir_credentials").column("clinic_id").execute();
}
