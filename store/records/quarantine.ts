import { derivedId, newId, sha256 } from "../../domain/ids.ts";
import type { QuarantineEntry, SecurityEntry } from "../../domain/publish.ts";
import { GatheredRows } from "./gathered-rows.ts";
import { cursorKey, pageLimit, toPage } from "./page-cursor.ts";
import { statementForEach, type RecordsDatabase } from "./records-database.ts";

const QUARANTINE_LIMIT_BYTES = 64 * 1024 * 1024;
const SECURITY_LIMIT_BYTES = 4 * 1024 * 1024;

/** Publishes that could not be read: gathered on the way in, listed and removed by people. */
export function makeQuarantineRecords({ db, write }: RecordsDatabase) {
  const insert = db
    .insertInto("quarantine")
    .values({
      id: "",
      facilityId: "",
      principalId: "",
      topic: "",
      reason: "badJson",
      detail: "",
      payload: new Uint8Array(),
      receivedAtMs: 0,
    })
    .onConflict((on) => on.column("id").doNothing());
  const gathered = new GatheredRows((rows) => write([statementForEach(insert, rows)]), QUARANTINE_LIMIT_BYTES);
  return {
    /** Not awaited: the entry is in the journal until the evaluated cursor is stored, and that waits for `flush`. */
    add(entry: QuarantineEntry): void {
      const { facilityId, principalId, topic, reason, detail, payload, receivedAtMs } = entry;
      // Derived, so that a replay of the journal adds nothing twice.
      const id = derivedId("quarantine", principalId, topic, reason, detail, receivedAtMs, sha256(payload).toString("hex"));
      gathered.add([id, facilityId, principalId, topic, reason, detail, payload, receivedAtMs]);
    },
    gathered,
    async quarantine(input: { facilityId: string | null; cursor: string | null; limit: number }) {
      const limit = pageLimit(input.limit);
      let list = db.selectFrom("quarantine").selectAll();
      if (input.facilityId !== null) list = list.where("facilityId", "=", input.facilityId);
      if (input.cursor !== null) {
        const [atMs, id] = cursorKey(input.cursor, "number");
        list = list.where(({ eb, or, and }) =>
          or([eb("receivedAtMs", "<", atMs), and([eb("receivedAtMs", "=", atMs), eb("id", "<", id)])]),
        );
      }
      const rows = await list
        .orderBy("receivedAtMs", "desc")
        .orderBy("id", "desc")
        .limit(limit + 1)
        .execute();
      return toPage(rows, limit, (entry) => [entry.receivedAtMs, entry.id]);
    },
    async removeQuarantine(ids: readonly string[]): Promise<void> {
      const remove = db.deleteFrom("quarantine").where("id", "=", "");
      await write([
        statementForEach(
          remove,
          ids.map((id) => [id]),
        ),
      ]);
    },
  };
}

/** Refused connections, publishes and subscriptions. */
export function makeSecurityRecords({ db, write }: RecordsDatabase) {
  const insert = db
    .insertInto("security")
    .values({ id: "", atMs: 0, principalId: "", address: "", action: "connect", topic: "", detail: "" })
    .onConflict((on) => on.column("id").doNothing());
  const gathered = new GatheredRows((rows) => write([statementForEach(insert, rows)]), SECURITY_LIMIT_BYTES);
  return {
    addSecurity({ atMs, principalId, address, action, topic, detail }: SecurityEntry): void {
      gathered.add([newId("sec"), atMs, principalId, address, action, topic, detail]);
    },
    gathered,
    async security(limit: number): Promise<readonly SecurityEntry[]> {
      return db
        .selectFrom("security")
        .select(["atMs", "principalId", "address", "action", "topic", "detail"])
        .orderBy("atMs", "desc")
        .limit(pageLimit(limit))
        .execute();
    },
  };
}
