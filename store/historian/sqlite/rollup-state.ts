import type { DatabaseSync } from "node:sqlite";
import { HOUR_MS } from "../rollups.ts";

/** How far roll-ups and retention have come, as the file says. */
export interface RollupState {
  /** Raw rows are whole from this hour on, counted from the epoch. */
  readonly rawFromHour: number;
  readonly minutesFromHour: number;
  /** Devices from this number to that one have raw rows whose hours are not marked dirty yet; none where the first is the larger. */
  readonly unmarkedFrom: number;
  readonly unmarkedTo: number;
}
export const SELECT_STATE = "SELECT raw_from_hour, minutes_from_hour, unmarked_from, unmarked_to FROM rollup_state";

export function stateOf(row: Readonly<Record<string, unknown>> | undefined): RollupState {
  if (row === undefined) throw new Error("the historian's file has no state of its roll-ups");
  return {
    rawFromHour: Number(row["raw_from_hour"]),
    minutesFromHour: Number(row["minutes_from_hour"]),
    unmarkedFrom: Number(row["unmarked_from"]),
    unmarkedTo: Number(row["unmarked_to"]),
  };
}
export function saveState(db: DatabaseSync, state: RollupState): void {
  db.prepare("UPDATE rollup_state SET raw_from_hour = ?, minutes_from_hour = ?, unmarked_from = ?, unmarked_to = ?").run(
    state.rawFromHour,
    state.minutesFromHour,
    state.unmarkedFrom,
    state.unmarkedTo,
  );
}
export function hourOf(atMs: number): number {
  return Math.floor(atMs / HOUR_MS);
}
