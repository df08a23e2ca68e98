import type { DatabaseSync, StatementSync } from "node:sqlite";
import { DEVICE_KIND_KEYS, signIntervalMs } from "../../../domain/device-kinds.ts";
import type { SignKey } from "../../../domain/signs.ts";
import { combineRollups, HOUR_MS, MINUTE_MS, rollUpMinutes, type Rollup, type RollupReading } from "../rollups.ts";
import type { DirtyHour } from "./dirty-hours.ts";
import { columnOf, hasBit, signNumber, type SignBits } from "./schema.ts";

const COLUMNS = "count, min, max, sum, last, covered";

/**
 * Writes the roll-ups of one hour of one device from its raw rows. What was written before is written over: raw rows of a dirty hour only
 * ever become more, so no bucket of it disappears.
 */
export class RollupBuilder {
  readonly #signs: readonly { readonly sign: SignKey; readonly bit: number; readonly number: number }[];
  readonly #rows: StatementSync;
  readonly #kind: StatementSync;
  readonly #minute: StatementSync;
  readonly #hour: StatementSync;

  constructor(db: DatabaseSync, bits: SignBits) {
    this.#signs = [...bits].map(([sign, bit]) => ({ sign, bit, number: signNumber(bit) }));
    const columns = this.#signs.map(({ sign }) => columnOf(sign)).join(", ");
    this.#rows = db.prepare(`SELECT at, suspect | technical, ${columns} FROM raw WHERE device = ? AND at >= ? AND at < ? ORDER BY at`);
    this.#rows.setReturnArrays(true);
    this.#kind = db.prepare("SELECT kind FROM devices WHERE number = ?");
    this.#minute = db.prepare(`INSERT OR REPLACE INTO minutes (device, sign, minute, ${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`);
    this.#hour = db.prepare(`INSERT OR REPLACE INTO hours (device, sign, hour, ${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  }

  build({ device, hour }: DirtyHour): void {
    const stored = this.#kind.get(device)?.["kind"];
    const kind = DEVICE_KIND_KEYS.find((key) => key === stored);
    const readings = this.#readings(device, hour);
    for (const [index, { sign, number }] of this.#signs.entries()) {
      const minutes = rollUpMinutes(readings[index] ?? [], kind === undefined ? null : signIntervalMs(kind, sign));
      for (const minute of minutes) write(this.#minute, device, number, minute.atMs / MINUTE_MS, minute);
      for (const whole of combineRollups(minutes, HOUR_MS)) write(this.#hour, device, number, hour, whole);
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

function write(statement: StatementSync, device: number, sign: number, bucket: number, rollup: Rollup): void {
  const { count, min, max, sum, last, coveredMs } = rollup;
  statement.run(device, sign, bucket, count, min, max, sum, last, coveredMs);
}
