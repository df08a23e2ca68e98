import type { DatabaseSync, StatementSync } from "node:sqlite";
import { DEVICE_KIND_KEYS, signIntervalMs } from "../../../domain/device-kinds.ts";
import type { SignKey } from "../../../domain/signs.ts";
import { combineRollups, HOUR_MS, rollUpMinutes, type RollupReading } from "../rollups.ts";
import type { DirtyHour } from "./dirty-hours.ts";
import { encodeMinutes } from "./minute-block.ts";
import { columnOf, hasBit, signNumber, type SignBits } from "./schema.ts";

/**
 * Writes the roll-ups of one hour of one device from its raw rows. What was written before is written over: raw rows of a dirty hour only
 * ever become more, so no bucket of it disappears.
 */
export class RollupBuilder {
  readonly #signs: readonly { readonly sign: SignKey; readonly bit: number; readonly number: number }[];
  readonly #rows: StatementSync;
  readonly #kind: StatementSync;
  readonly #minutes: StatementSync;
  readonly #hour: StatementSync;

  constructor(db: DatabaseSync, bits: SignBits) {
    this.#signs = [...bits].map(([sign, bit]) => ({ sign, bit, number: signNumber(bit) }));
    const columns = this.#signs.map(({ sign }) => columnOf(sign)).join(", ");
    this.#rows = db.prepare(`SELECT at, suspect | technical, ${columns} FROM raw WHERE device = ? AND at >= ? AND at < ? ORDER BY at`);
    this.#rows.setReturnArrays(true);
    this.#kind = db.prepare("SELECT kind FROM devices WHERE number = ?");
    this.#minutes = db.prepare("INSERT OR REPLACE INTO minute_blocks (device, sign, hour, block) VALUES (?, ?, ?, ?)");
    this.#hour = db.prepare(
      "INSERT OR REPLACE INTO hours (device, sign, hour, count, min, max, sum, last, covered) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    );
  }

  build({ device, hour }: DirtyHour): void {
    const stored = this.#kind.get(device)?.["kind"];
    const kind = DEVICE_KIND_KEYS.find((key) => key === stored);
    const readings = this.#readings(device, hour);
    for (const [index, { sign, number }] of this.#signs.entries()) {
      const minutes = rollUpMinutes(readings[index] ?? [], kind === undefined ? null : signIntervalMs(kind, sign));
      if (minutes.length > 0) this.#minutes.run(device, number, hour, encodeMinutes(minutes));
      for (const { count, min, max, sum, last, coveredMs } of combineRollups(minutes, HOUR_MS)) {
        this.#hour.run(device, number, hour, count, min, max, sum, last, coveredMs);
      }
    }
  }

  /** By sign, in the order of `#signs`. */
  #readings(device: number, hour: number): RollupReading[][] {
    const readings = this.#signs.map((): RollupReading[] => []);
    for (const row of this.#rows.iterate(device, hour * HOUR_MS, (hour + 1) * HOUR_MS)) {
      const [at, notGood, ...values] = Object.values(row);
      for (const [index, { bit }] of this.#signs.entries()) {
        const value = values[index];
        if (typeof value === "number") readings[index]?.push({ atMs: Number(at), value, isGood: !hasBit(Number(notGood), bit) });
      }
    }
    return readings;
  }
}
