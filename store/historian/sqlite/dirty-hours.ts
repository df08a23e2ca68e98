import type { DatabaseSync, StatementSync } from "node:sqlite";
import { HOUR_MS } from "../rollups.ts";
import { hourOf, saveState, SELECT_STATE, stateOf, type RollupState } from "./rollup-state.ts";

/** A device and an hour in one number: hours since the epoch stay below this for 400 years. */
const HOURS = 2 ** 22;

export interface DirtyHour {
  readonly device: number;
  readonly hour: number;
}
/**
 * The hours whose roll-ups are not up to date, in the same file and transactions as the raw rows, and in memory so that a row of an hour
 * that is known to be dirty costs nothing more. Made anew after a transaction that failed.
 */
export class DirtyHours {
  readonly #db: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #known = new Set<number>();
  #state: RollupState;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#insert = db.prepare("INSERT OR IGNORE INTO dirty (device, hour) VALUES (?, ?)");
    this.#state = stateOf(db.prepare(SELECT_STATE).get());
  }
  get state(): RollupState {
    return this.#state;
  }
  setState(change: Partial<RollupState>): void {
    this.#state = { ...this.#state, ...change };
    saveState(this.#db, this.#state);
  }
  /** The hour that a raw row was written to. Where raw rows may be gone the roll-up stays as it is. */
  mark(device: number, atMs: number): void {
    const hour = hourOf(atMs);
    const key = device * HOURS + hour;
    if (this.#known.has(key) || hour < this.#state.rawFromHour) return;
    this.#insert.run(device, hour);
    this.#known.add(key);
  }
  /** The oldest dirty hours before `endHour`, at most `limit`. */
  oldest(endHour: number, limit: number): DirtyHour[] {
    const rows = this.#db.prepare("SELECT device, hour FROM dirty WHERE hour < ? ORDER BY hour, device LIMIT ?").all(endHour, limit);
    return rows.map((row) => ({ device: Number(row["device"]), hour: Number(row["hour"]) }));
  }
  clean({ device, hour }: DirtyHour): void {
    this.#db.prepare("DELETE FROM dirty WHERE device = ? AND hour = ?").run(device, hour);
    this.#known.delete(device * HOURS + hour);
  }
  count(): number {
    return Number(this.#db.prepare("SELECT count(*) AS count FROM dirty").get()?.["count"]);
  }

  /** Marks every hour of one device that has raw rows from before there were roll-ups. Returns whether there was one to mark. */
  markOneOld(): boolean {
    const { unmarkedFrom: device, unmarkedTo } = this.#state;
    if (device > unmarkedTo) return false;
    const next = this.#db.prepare("SELECT at FROM raw WHERE device = ? AND at >= ? ORDER BY at LIMIT 1");
    for (let fromMs = this.#state.rawFromHour * HOUR_MS; ;) {
      const row = next.get(device, fromMs);
      if (row === undefined) break;
      this.mark(device, Number(row["at"]));
      fromMs = (hourOf(Number(row["at"])) + 1) * HOUR_MS;
    }
    this.setState({ unmarkedFrom: device + 1 });
    return true;
  }
}
