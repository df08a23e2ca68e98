import { CURSOR_START, type Cursor } from "../../domain/publish.ts";
import { statement, statementForEach, type RecordsDatabase } from "./records-database.ts";

const EVALUATED = "evaluated";

/** How far the journal was evaluated, with the rule states at that point. `before` is stored first (quarantine of the same entries). */
export function makeEvaluationStore({ db, write }: RecordsDatabase, before: () => Promise<void>) {
  const upsertState = db
    .insertInto("ruleStates")
    .values({ key: "", state: "" })
    .onConflict((on) => on.column("key").doUpdateSet((row) => ({ state: row.ref("excluded.state") })));
  const removeState = db.deleteFrom("ruleStates").where("key", "=", "");
  return {
    async load(): Promise<{ readonly cursor: Cursor; readonly states: ReadonlyMap<string, string> }> {
      const [cursor, states] = await Promise.all([
        db.selectFrom("cursors").selectAll().where("name", "=", EVALUATED).executeTakeFirst(),
        db.selectFrom("ruleStates").selectAll().execute(),
      ]);
      return {
        cursor: cursor === undefined ? CURSOR_START : { row: cursor.journalRow, index: cursor.journalIndex },
        states: new Map(states.map(({ key, state }) => [key, state])),
      };
    },
    /** One transaction. A `null` state is removed. */
    async save(cursor: Cursor, changed: ReadonlyMap<string, string | null>): Promise<void> {
      await before();
      const kept: [string, string][] = [];
      const removed: [string][] = [];
      for (const [key, state] of changed) {
        if (state === null) removed.push([key]);
        else kept.push([key, state]);
      }
      const position = { journalRow: cursor.row, journalIndex: cursor.index };
      const moveCursor = db
        .insertInto("cursors")
        .values({ name: EVALUATED, ...position })
        .onConflict((on) => on.column("name").doUpdateSet(position));
      await write([statementForEach(upsertState, kept), statementForEach(removeState, removed), statement(moveCursor)]);
    },
  };
}
