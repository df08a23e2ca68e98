import type { Kysely } from "kysely";

/** Settings say what they are about, what they hold beside a number, and when they are looked at again. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable("care_settings")
    .addColumn("about", "text", (c) => c.notNull().defaultTo(""))
    .execute();
  await db.schema.alterTable("care_settings").addColumn("detail_json", "text").execute();
  await db.schema.alterTable("care_settings").addColumn("review_ms", "bigint").execute();
}
