import { AnhuError } from "../../domain/errors.ts";
import { statement, type RecordsDatabase } from "./records-database.ts";
import type { Tables } from "./tables.ts";

interface Change {
  readonly userId: string;
  readonly doing: string;
  /** Whoever it is can let people in no more: somebody else must be left who can. */
  readonly leavesAdministrator: boolean;
}
/** @throws {AnhuError} `NOT_FOUND`; `CONFLICT` for the last administrator who may sign in */
export async function changeUser(
  { db, write }: RecordsDatabase,
  { userId, doing, leavesAdministrator }: Change,
  values: Partial<Pick<Tables["users"], "disabled" | "role">>,
): Promise<void> {
  const change = db.updateTable("users").set(values).where("id", "=", userId);
  const other = db
    .selectFrom("users as other")
    .select("other.id")
    .where("other.role", "=", "administrator")
    .where("other.disabled", "=", 0)
    .where("other.id", "!=", userId);
  const allowed = leavesAdministrator
    ? change.where(({ eb, or, exists }) => or([eb("role", "!=", "administrator"), eb("disabled", "=", 1), exists(other)]))
    : change;
  // One such change after the other: the row of the set-up is the lock, and what is asked behind it sees whoever was first.
  const row = db.insertInto("setup").values({ id: "home", codeHash: null, progressJson: null, version: 0 });
  const lock = [
    statement(row.onConflict((on) => on.column("id").doNothing())),
    statement(db.updateTable("setup").set({ id: "home" }).where("id", "=", "home"), 1),
  ];
  const { written } = await write([...(leavesAdministrator ? lock : []), statement(allowed, 1)]);
  if (written) return;
  const found = await db.selectFrom("users").select("id").where("id", "=", userId).executeTakeFirst();
  throw found === undefined
    ? new AnhuError("NOT_FOUND", `${doing}: there is no person ${userId}; read the list again`)
    : new AnhuError("CONFLICT", `${doing}: ${userId} is the last administrator; make another administrator first`);
}
