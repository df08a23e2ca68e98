import type { Kysely } from "kysely";

/** When a note was heard of first: sent again, it is that one observation. `NULL`: kept before this column was, at about `at_ms`. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("soft_signs").addColumn("heard_at_ms", "bigint").execute();
}
