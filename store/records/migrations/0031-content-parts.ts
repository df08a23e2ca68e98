import { sql, type Kysely } from "kysely";

/** The parts of all that is uploaded stand in one table; what is being uploaded stands in another until it is finished. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("contract_copy_parts").renameTo("content_parts").execute();
  await db.schema.alterTable("content_parts").renameColumn("copy_id", "content_id").execute();
  // Parts of what was never finished go.
  await sql`DELETE FROM content_parts WHERE content_id NOT IN (SELECT id FROM contract_copies)`.execute(db);
  await sql`INSERT INTO content_parts (content_id, part, content)
    SELECT plan_id, part, content FROM floor_plan_parts WHERE plan_id IN (SELECT id FROM floor_plans)`.execute(db);
  await db.schema.dropTable("floor_plan_parts").execute();
  await db.schema
    .createTable("unfinished_contents")
    .addColumn("content_id", "text", (c) => c.primaryKey())
    .addColumn("begun_at_ms", "bigint", (c) => c.notNull())
    .execute();
}
