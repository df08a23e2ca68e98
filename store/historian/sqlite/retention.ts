import type { DatabaseSync } from "node:sqlite";
import type { Removed, RemovalRequest } from "../historian-protocol.ts";
import { HOUR_MS } from "../rollups.ts";
import type { DirtyHours } from "./dirty-hours.ts";
import { hourOf } from "./rollup-state.ts";

/** Rows removed in one transaction: a batch waits for no more than this. */
const REMOVE_ROWS = 5_000;
/** Devices looked at in one transaction. */
const LOOK_AT_DEVICES = 1_000;

/**
 * Removes old rows a piece at a time. Remembers which device it had come to; a restart begins again with the first. Never more than is asked
 * for now, though more was asked for before: a clock may have been set back.
 */
export class Retention {
  #nextDevice = { raw: 1, "1m": 1 };

  /** One piece, inside a transaction. */
  remove(db: DatabaseSync, dirty: DirtyHours, { resolution, beforeMs }: RemovalRequest): Removed {
    const remove = resolution === "raw" ? this.#rawRemoval(db, dirty, hourOf(beforeMs)) : this.#minuteRemoval(db, dirty, hourOf(beforeMs));
    const devices = db
      .prepare("SELECT number FROM devices WHERE number >= ? ORDER BY number LIMIT ?")
      .all(this.#nextDevice[resolution], LOOK_AT_DEVICES);
    let removed = 0;
    for (const row of devices) {
      const device = Number(row["number"]);
      removed += remove(device, REMOVE_ROWS - removed);
      this.#nextDevice[resolution] = device;
      if (removed >= REMOVE_ROWS) return { removed, more: true };
    }
    if (devices.length === LOOK_AT_DEVICES) {
      this.#nextDevice[resolution] += 1;
      return { removed, more: true };
    }
    this.#nextDevice[resolution] = 1;
    return { removed, more: false };
  }

  /** What is about to go is no longer read from the moment that the first of it goes. */
  #rawRemoval(db: DatabaseSync, dirty: DirtyHours, beforeHour: number): (device: number, limit: number) => number {
    const { state } = dirty;
    const isMarked = state.unmarkedFrom > state.unmarkedTo;
    const oldestDirty = dirty.oldest(Number.MAX_SAFE_INTEGER, 1)[0]?.hour ?? Number.POSITIVE_INFINITY;
    const fromHour = isMarked ? Math.max(state.rawFromHour, Math.min(beforeHour, oldestDirty)) : state.rawFromHour;
    if (fromHour > state.rawFromHour) dirty.setState({ rawFromHour: fromHour });
    const remove = db.prepare(
      "DELETE FROM raw WHERE (device, at) IN (SELECT device, at FROM raw WHERE device = ? AND at < ? ORDER BY at LIMIT ?)",
    );
    const goesMs = Math.min(fromHour, beforeHour) * HOUR_MS;
    return (device, limit) => Number(remove.run(device, goesMs, limit).changes);
  }

  #minuteRemoval(db: DatabaseSync, dirty: DirtyHours, beforeHour: number): (device: number, limit: number) => number {
    const fromHour = Math.max(dirty.state.minutesFromHour, beforeHour);
    if (fromHour > dirty.state.minutesFromHour) dirty.setState({ minutesFromHour: fromHour });
    const remove = db.prepare(
      `DELETE FROM minute_blocks WHERE (device, sign, hour) IN
       (SELECT device, sign, hour FROM minute_blocks WHERE device = ? AND sign = ? AND hour < ? ORDER BY hour LIMIT ?)`,
    );
    const signs = db.prepare("SELECT bit FROM signs").all();
    const goes = Math.min(fromHour, beforeHour);
    return (device, limit) => {
      let removed = 0;
      for (const { bit } of signs) {
        if (removed < limit) removed += Number(remove.run(device, bit ?? null, goes, limit - removed).changes);
      }
      return removed;
    };
  }
}
