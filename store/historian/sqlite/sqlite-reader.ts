import type { DatabaseSync, StatementSync } from "node:sqlite";
import { DEVICE_KIND_KEYS, deviceKindInfo, methodOf, type DeviceKind } from "../../../domain/device-kinds.ts";
import { GRADES, METHODS, type Grade, type Method } from "../../../domain/observation.ts";
import type { SignKey } from "../../../domain/signs.ts";
import type { SqlValue } from "../../sql-values.ts";
import { openSqlite, sqliteFault } from "../../sqlite-file.ts";
import type { Period } from "../historian-protocol.ts";
import { readSignBits, type SignBits } from "./schema.ts";
import { GRADE_FACTOR } from "../message-writer.ts";

const CACHE_MIB = 16;
const MOST_STATEMENTS = 300;

interface Opened {
  readonly db: DatabaseSync;
  readonly bits: SignBits;
}
/** A device as the historian keeps it. `kind`: null for one that this version does not know. */
export interface StoredDevice {
  readonly number: number;
  readonly kind: DeviceKind | null;
}
export type Row = Readonly<Record<string, SqlValue>>;

/** A read-only connection beside the writer's: what it reads is a consistent moment, and the writer never waits for it. */
export class SqliteReader {
  readonly #file: string;
  readonly #statements = new Map<string, StatementSync>();
  #opened: Opened | null = null;

  constructor(file: string) {
    this.#file = file;
  }

  /** All rows of a query. */
  rows(sql: string, ...values: SqlValue[]): readonly Row[] {
    try {
      return this.#prepare(sql).all(...values);
    } catch (error) {
      if (sqliteFault(error) === "broken") this.close();
      throw error;
    }
  }

  /** Whatever `read` asks sees the file as it is now, also while the writer goes on. */
  atOneMoment<T>(read: () => T): T {
    const { db } = this.#open();
    db.exec("BEGIN");
    try {
      return read();
    } finally {
      if (db.isOpen && db.isTransaction) db.exec("COMMIT");
    }
  }

  /** Value of the sign's bit in `suspect` and `technical`. */
  bitOf(sign: SignKey): number {
    const bit = this.#open().bits.get(sign);
    if (bit === undefined) throw new Error(`the historian has no column for ${sign}`);
    return bit;
  }

  /** `undefined`: nothing was ever stored of it. */
  device(deviceId: string): StoredDevice | undefined {
    const [row] = this.rows("SELECT number, kind FROM devices WHERE id = ?", deviceId);
    if (row === undefined) return undefined;
    return { number: Number(row["number"]), kind: DEVICE_KIND_KEYS.find((kind) => kind === row["kind"]) ?? null };
  }

  close(): void {
    this.#statements.clear();
    this.#opened?.db.close();
    this.#opened = null;
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#open().db.prepare(sql);
    if (this.#statements.size > MOST_STATEMENTS) this.#statements.clear();
    this.#statements.set(sql, statement);
    return statement;
  }

  #open(): Opened {
    if (this.#opened !== null) return this.#opened;
    const db = openSqlite(this.#file, { synchronous: "NORMAL", code: "HISTORIAN_UNAVAILABLE", readOnly: true, cacheMiB: CACHE_MIB });
    this.#opened = { db, bits: readSignBits(db) };
    return this.#opened;
  }
}

/** The part of a period that lies in [fromMs, toMs). */
export function clip(period: Period, fromMs: number, toMs: number): { fromMs: number; toMs: number } {
  return { fromMs: Math.max(period.fromMs, fromMs), toMs: Math.min(period.toMs ?? Number.MAX_SAFE_INTEGER, toMs) };
}
/** How a stored value was taken: what the message said, else as the device kind says. */
export function takenBy(kind: DeviceKind | null, sign: SignKey, override: number): { method: Method; grade: Grade } {
  const method = METHODS[(override % GRADE_FACTOR) - 1];
  const grade = GRADES[Math.floor(override / GRADE_FACTOR) - 1];
  if (kind === null) return { method: method ?? "fixed", grade: grade ?? "consumer" };
  return { method: method ?? methodOf(kind, sign), grade: grade ?? deviceKindInfo(kind).grade };
}
