import type { DatabaseSync } from "node:sqlite";
import { SIGN_KEYS, type SignKey } from "../../../domain/signs.ts";

/**
 * A row per (device, at) with a column per sign. `suspect`, `technical`: bits of the signs whose value is not good.
 * `override`: method and grade that the message gave, for the signs in `override_signs`; 0 = as the device kind says.
 * Numbers of devices and bits of signs are given once and kept, so both catalogues may grow.
 * `hours`, `minute_blocks`: roll-ups (../rollups.ts, minute-block.ts); `sign` is the sign's `signs.bit`, `hour` counts from the epoch,
 * `covered` is ms.
 * `dirty`: hours whose roll-ups are not up to date. `rollup_state`: raw and minutes are whole from these hours on; devices numbered
 * `unmarked_from` to `unmarked_to` have raw rows from before there were roll-ups, whose hours are not in `dirty` yet.
 */
const TABLES = `
  CREATE TABLE IF NOT EXISTS devices (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS signs (bit INTEGER PRIMARY KEY, sign TEXT NOT NULL UNIQUE);
  CREATE TABLE IF NOT EXISTS cursor (id INTEGER PRIMARY KEY CHECK (id = 1), journal_row INTEGER NOT NULL, journal_index INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS raw (device INTEGER NOT NULL, at INTEGER NOT NULL, received INTEGER NOT NULL,
    suspect INTEGER NOT NULL, technical INTEGER NOT NULL, override INTEGER NOT NULL, override_signs INTEGER NOT NULL,
    PRIMARY KEY (device, at)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS dirty (device INTEGER NOT NULL, hour INTEGER NOT NULL, PRIMARY KEY (device, hour)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS dirty_by_hour ON dirty (hour);
  CREATE TABLE IF NOT EXISTS minute_blocks (device INTEGER NOT NULL, sign INTEGER NOT NULL, hour INTEGER NOT NULL, block BLOB NOT NULL,
    PRIMARY KEY (device, sign, hour)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS hours (device INTEGER NOT NULL, sign INTEGER NOT NULL, hour INTEGER NOT NULL, count INTEGER NOT NULL,
    min REAL NOT NULL, max REAL NOT NULL, sum REAL NOT NULL, last REAL NOT NULL, covered INTEGER NOT NULL,
    PRIMARY KEY (device, sign, hour)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS rollup_state (id INTEGER PRIMARY KEY CHECK (id = 1), raw_from_hour INTEGER NOT NULL,
    minutes_from_hour INTEGER NOT NULL, unmarked_from INTEGER NOT NULL, unmarked_to INTEGER NOT NULL);
  INSERT OR IGNORE INTO rollup_state SELECT 1, 0, 0, 1, coalesce(max(number), 0) FROM devices;`;
/** Signs fit into the 53 bits that a JavaScript number holds exactly. */
const MOST_SIGNS = 53;

/** Value of the bit of each sign. */
export type SignBits = ReadonlyMap<SignKey, number>;

/** Name of the column that holds a sign. */
export function columnOf(sign: SignKey): string {
  return `s_${sign.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;
}
/** Makes what is missing; a sign that is new in the catalogue gets a column and a bit. */
export function prepareSchema(db: DatabaseSync): SignBits {
  db.exec("BEGIN IMMEDIATE");
  db.exec(TABLES);
  const known = readSignBits(db);
  for (const sign of SIGN_KEYS) {
    if (known.has(sign)) continue;
    const { changes } = db.prepare("INSERT INTO signs (bit, sign) SELECT coalesce(max(bit) + 1, 0), ? FROM signs").run(sign);
    if (changes !== 1) throw new Error(`the sign ${sign} got no bit`);
    db.exec(`ALTER TABLE raw ADD COLUMN ${columnOf(sign)} REAL`);
  }
  db.exec("COMMIT");
  return readSignBits(db);
}
export function readSignBits(db: DatabaseSync): SignBits {
  const bits = new Map<SignKey, number>();
  const rows = db.prepare("SELECT bit, sign FROM signs").all();
  if (rows.length > MOST_SIGNS) throw new Error(`${rows.length} signs do not fit into ${MOST_SIGNS} bits`);
  for (const { bit, sign } of rows) {
    const key = SIGN_KEYS.find((candidate) => candidate === sign);
    if (key !== undefined) bits.set(key, 2 ** Number(bit));
  }
  return bits;
}
/** Number under which the roll-ups of a sign stand: which bit it is. */
export function signNumber(bit: number): number {
  return Math.log2(bit);
}
/** Whether a mask holds a bit; masks may be wider than the 32 bits of `&`. */
export function hasBit(mask: number, bit: number): boolean {
  return Math.floor(mask / bit) % 2 === 1;
}
