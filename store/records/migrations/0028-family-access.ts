import { sql, type Kysely } from "kysely";

interface Before {
  users: { id: string; role: string; consents_json: string };
  family_consents: {
    id: string;
    user_id: string;
    resident_id: string;
    scope: string;
    given_at_ms: number;
    given_json: string;
    ended_at_ms: number | null;
  };
}

/** What a relative may see is dated, with whose word it is; links for relatives. Consents without a date are brought in as such. */
export async function up(db: Kysely<Before>): Promise<void> {
  await db.schema
    .createTable("family_consents")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("user_id", "text", (c) => c.notNull().references("users.id"))
    .addColumn("resident_id", "text", (c) => c.notNull())
    .addColumn("scope", "text", (c) => c.notNull())
    .addColumn("given_at_ms", "bigint", (c) => c.notNull())
    .addColumn("given_json", "text", (c) => c.notNull())
    .addColumn("review_ms", "bigint")
    .addColumn("ended_at_ms", "bigint")
    .addColumn("ended_json", "text")
    .execute();
  await db.schema.createIndex("family_consents_by_resident").on("family_consents").columns(["resident_id", "given_at_ms"]).execute();
  await db.schema
    .createIndex("family_consents_hold_once")
    .on("family_consents")
    .columns(["user_id", "resident_id", "scope"])
    .unique()
    .where(sql`ended_at_ms`, "is", null)
    .execute();
  await db.schema
    .createTable("family_invites")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("user_id", "text", (c) => c.notNull().references("users.id"))
    .addColumn("resident_id", "text", (c) => c.notNull())
    .addColumn("code_hash", "text", (c) => c.notNull())
    .addColumn("made_at_ms", "bigint", (c) => c.notNull())
    .addColumn("made_by_name", "text", (c) => c.notNull())
    .addColumn("ends_at_ms", "bigint", (c) => c.notNull())
    .addColumn("tries", "integer", (c) => c.notNull())
    .addColumn("opened_at_ms", "bigint")
    .addColumn("device_hash", "text", (c) => c.unique())
    .addColumn("revoked_at_ms", "bigint")
    .execute();
  await db.schema.createIndex("family_invites_by_user").on("family_invites").columns(["user_id", "made_at_ms"]).execute();
  await db.schema.createIndex("family_invites_by_resident").on("family_invites").column("resident_id").execute();
  const users = await db.selectFrom("users").select(["id", "consents_json"]).where("consents_json", "!=", "[]").execute();
  const given = JSON.stringify({ atMs: 0, saidBy: "unrecorded", how: "word", guardian: null, by: null });
  for (const { id, consents_json } of users) {
    const consents: unknown = JSON.parse(consents_json);
    // One resident may stand there in several pieces.
    const byResident = Map.groupBy(isConsents(consents) ? consents : [], ({ residentId }) => residentId);
    for (const [residentId, pieces] of byResident)
      for (const scope of new Set(pieces.flatMap(({ scopes }) => scopes)))
        await db
          .insertInto("family_consents")
          .values({
            id: `fco_${id}_${residentId}_${scope}`,
            user_id: id,
            resident_id: residentId,
            scope,
            given_at_ms: 0,
            given_json: given,
          })
          .execute();
  }
  await db.schema.alterTable("users").dropColumn("consents_json").execute();
}
interface Consent {
  readonly residentId: string;
  readonly scopes: readonly string[];
}
function isConsents(value: unknown): value is readonly Consent[] {
  const isOne = (one: unknown) =>
    typeof one === "object" && one !== null && "residentId" in one && "scopes" in one && Array.isArray(one.scopes);
  return Array.isArray(value) && value.every(isOne);
}
