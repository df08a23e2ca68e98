import type { Kysely } from "kysely";

/** Who changed an annunciator last, and which version that made; who made a FHIR credential, and when it was used last. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable("annunciators")
    .addColumn("version", "bigint", (c) => c.notNull().defaultTo(1))
    .execute();
  await db.schema.alterTable("annunciators").addColumn("changed_by_user_id", "text").execute();
  await db.schema.alterTable("fhir_credentials").addColumn("created_by_name", "text").execute();
  await db.schema.alterTable("fhir_credentials").addColumn("last_used_at_ms", "bigint").execute();
}
