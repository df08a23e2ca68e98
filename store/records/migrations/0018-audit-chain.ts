import { PostgresAdapter, sql, type Kysely, type QueryExecutorProvider } from "kysely";
import { chained, CHAIN_START, completeNote, type ChainEnd } from "../../../domain/audit.ts";

const ROWS_AT_ONCE = 200;

/** Columns of `audit` before and after. */
interface Unchained {
  readonly id: string;
  readonly at_ms: number;
  readonly actor: string;
  readonly role: string;
  readonly action: string;
  readonly target: string | null;
  readonly result: "ok" | "refused" | "failed";
  readonly detail: string | null;
}
interface Chained extends Unchained {
  readonly seq: number;
  readonly facility_id: string | null;
  readonly resident_id: string | null;
  readonly alert_id: string | null;
  readonly prev_hash: string;
  readonly hash: string;
}

/** The audit log becomes a chain that is only added to; what stood in it before is brought in, in the order of time. */
export async function up(db: Kysely<{ audit: Unchained; audit_chain: Chained }>): Promise<void> {
  await db.schema
    .createTable("audit_chain")
    .addColumn("seq", "bigint", (c) => c.primaryKey())
    .addColumn("id", "text", (c) => c.notNull().unique())
    .addColumn("at_ms", "bigint", (c) => c.notNull())
    .addColumn("actor", "text", (c) => c.notNull())
    .addColumn("role", "text", (c) => c.notNull())
    .addColumn("action", "text", (c) => c.notNull())
    .addColumn("facility_id", "text")
    .addColumn("resident_id", "text")
    .addColumn("alert_id", "text")
    .addColumn("target", "text")
    .addColumn("result", "text", (c) => c.notNull())
    .addColumn("detail", "text")
    .addColumn("prev_hash", "text", (c) => c.notNull().unique())
    .addColumn("hash", "text", (c) => c.notNull().unique())
    .execute();
  const isPostgres = db.getExecutor().adapter instanceof PostgresAdapter;
  await bringIn(db);
  await db.schema.dropTable("audit").execute();
  await db.schema.alterTable("audit_chain").renameTo("audit").execute();
  for (const column of ["resident_id", "alert_id", "actor"])
    await db.schema.createIndex(`audit_by_${column}`).on("audit").columns([column, "seq"]).execute();
  await (isPostgres ? refuseOnPostgres(db) : refuseOnSqlite(db));
}
async function bringIn(db: Kysely<{ audit: Unchained; audit_chain: Chained }>): Promise<void> {
  let end: ChainEnd = CHAIN_START;
  let last: Pick<Unchained, "at_ms" | "id"> | null = null;
  for (;;) {
    let next = db.selectFrom("audit").selectAll().orderBy("at_ms").orderBy("id").limit(ROWS_AT_ONCE);
    const after: Pick<Unchained, "at_ms" | "id"> | null = last;
    if (after !== null)
      next = next.where(({ eb, or, and }) =>
        or([eb("at_ms", ">", after.at_ms), and([eb("at_ms", "=", after.at_ms), eb("id", ">", after.id)])]),
      );
    const rows = await next.execute();
    const newest = rows.at(-1);
    if (newest === undefined) return;
    const entries = chained(
      end,
      rows.map(({ at_ms, ...row }) => completeNote({ ...row, atMs: at_ms })),
    );
    await db
      .insertInto("audit_chain")
      .values(
        entries.map((entry, index) => ({
          ...{ seq: entry.seq, id: entry.id, at_ms: entry.atMs, actor: entry.actor, role: entry.role, action: entry.action },
          ...{ facility_id: entry.facilityId, resident_id: entry.residentId, alert_id: entry.alertId, target: entry.target },
          ...{ result: rows[index]?.result ?? "ok", detail: entry.detail, prev_hash: entry.prevHash, hash: entry.hash },
        })),
      )
      .execute();
    end = entries.at(-1) ?? end;
    last = newest;
  }
}
async function refuseOnSqlite(db: QueryExecutorProvider): Promise<void> {
  for (const what of ["UPDATE", "DELETE"])
    await sql
      .raw(
        `CREATE TRIGGER audit_refuses_${what.toLowerCase()} BEFORE ${what} ON audit
      BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END`,
      )
      .execute(db);
}
async function refuseOnPostgres(db: QueryExecutorProvider): Promise<void> {
  await sql
    .raw(
      `CREATE FUNCTION audit_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the audit log is only added to'; END $$`,
    )
    .execute(db);
  await sql
    .raw(
      `CREATE TRIGGER audit_refuses_change BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION audit_is_only_added_to()`,
    )
    .execute(db);
  await sql
    .raw(
      `CREATE TRIGGER audit_refuses_truncate BEFORE TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_only_added_to()`,
    )
    .execute(db);
}
