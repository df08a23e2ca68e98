import type { DatabaseSync, StatementSync } from "node:sqlite";
import { SIGN_KEYS, type SignKey } from "../../../domain/signs.ts";
import type { SqlValue } from "../../sql-values.ts";
import { columnOf, hasBit, type SignBits } from "./schema.ts";

/** One sample of a row: quality 0 good, 1 suspect, 2 technical. */
export interface RowSample {
  sign: SignKey;
  bit: number;
  value: number;
  quality: number;
}
const MOST_STATEMENTS = 1_000;
const ROW_HEAD = "device, at, received, suspect, technical, override, override_signs";

/**
 * Writes rows of `raw`. A statement is prepared for every set of signs that devices send together. Where the row exists the
 * first value of a sign stays; signs that it lacks are added.
 */
export class RowWriter {
  readonly #db: DatabaseSync;
  readonly #bits: SignBits;
  /** By the signs that come together, and all by their text. */
  readonly #inserts = new Map<string, StatementSync>();
  readonly #prepared = new Map<string, StatementSync>();
  readonly #select: StatementSync;

  constructor(db: DatabaseSync, bits: SignBits) {
    this.#db = db;
    this.#bits = bits;
    this.#select = db.prepare(`SELECT * FROM raw WHERE device = ? AND at = ?`);
  }

  /** Returns the signs for which another value was there first. `samples` may be in any order; a sign given twice counts as a second message. */
  write(device: number, atMs: number, receivedAtMs: number, override: number, samples: readonly RowSample[]): SignKey[] {
    let suspect = 0;
    let technical = 0;
    let all = 0;
    let key = "";
    for (const { sign, bit, quality } of samples) {
      if (hasBit(all, bit)) return this.#writeOneByOne(device, atMs, receivedAtMs, override, samples);
      all += bit;
      key += `${sign},`;
      if (quality === 1) suspect += bit;
      else if (quality === 2) technical += bit;
    }
    let insert = this.#inserts.get(key);
    if (insert === undefined) {
      const columns = [ROW_HEAD, ...samples.map(({ sign }) => columnOf(sign))].join(", ");
      insert = this.#prepare(`INSERT OR IGNORE INTO raw (${columns}) VALUES (${"?, ".repeat(6 + samples.length)}?)`);
      if (this.#inserts.size > MOST_STATEMENTS) this.#inserts.clear();
      this.#inserts.set(key, insert);
    }
    const values: SqlValue[] = [device, atMs, receivedAtMs, suspect, technical, override, override === 0 ? 0 : all];
    for (const { value } of samples) values.push(value);
    if (insert.run(...values).changes === 1) return [];
    return this.#addTo(device, atMs, override, samples);
  }

  #writeOneByOne(device: number, atMs: number, receivedAtMs: number, override: number, samples: readonly RowSample[]): SignKey[] {
    return samples.flatMap((sample) => this.write(device, atMs, receivedAtMs, override, [sample]));
  }

  #addTo(device: number, atMs: number, override: number, samples: readonly RowSample[]): SignKey[] {
    const row = this.#select.get(device, atMs);
    if (row === undefined) throw new Error("a row that exists could not be read");
    const conflicts: SignKey[] = [];
    const added: RowSample[] = [];
    for (const sample of samples) {
      const stored = row[columnOf(sample.sign)];
      if (stored === null) added.push(sample);
      else if (stored !== sample.value) conflicts.push(sample.sign);
    }
    if (added.length === 0) return conflicts;
    const bitsOf = (quality: number) => added.reduce((sum, sample) => sum + (sample.quality === quality ? sample.bit : 0), 0);
    // A row holds one override; a second, different one for the same millisecond falls back to the device kind.
    const isSame = override !== 0 && (row["override"] === 0 || row["override"] === override);
    const overridden = isSame ? added.reduce((sum, sample) => sum + sample.bit, 0) : 0;
    const columns = added.map(({ sign }) => columnOf(sign));
    const update = this.#prepare(
      `UPDATE raw SET suspect = suspect | ?, technical = technical | ?, override = ?, override_signs = override_signs | ?,
       ${columns.map((column) => `${column} = ?`).join(", ")} WHERE device = ? AND at = ?`,
    );
    const stays = isSame ? override : (row["override"] ?? 0);
    update.run(bitsOf(1), bitsOf(2), stays, overridden, ...added.map(({ value }) => value), device, atMs);
    return conflicts;
  }

  #prepare(sql: string): StatementSync {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    const statement = this.#db.prepare(sql);
    if (this.#prepared.size > MOST_STATEMENTS) this.#prepared.clear();
    this.#prepared.set(sql, statement);
    return statement;
  }

  /** Bit of the sign that a compact number names; `undefined` for one that this version does not know. */
  signOf(index: number): { sign: SignKey; bit: number } | undefined {
    const sign = SIGN_KEYS[index];
    const bit = sign === undefined ? undefined : this.#bits.get(sign);
    return sign === undefined || bit === undefined ? undefined : { sign, bit };
  }
}
