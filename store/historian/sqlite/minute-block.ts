import { HOUR_MS, MINUTE_MS, type Rollup } from "../rollups.ts";

/**
 * The minutes of an hour of one sign as bytes, a third of what rows of their own would take, without any loss.
 * First byte: decimals of all values, which then stand as whole numbers of that unit; `AS_THEY_ARE`: values stand as float64.
 * Then for each minute: minutes since the one before; 2 × count, + 1 where the sum stands as float64; minimum, as the difference to the one
 * before; maximum, last and sum, as the difference to what they would be were all values the minimum; ms of the minute that are not covered.
 * Numbers are as in LEB128 (seven bits a byte, lowest first), signed ones zigzagged.
 */
const MOST_DECIMALS = 6;
const AS_THEY_ARE = 255;
/** Whole numbers beyond it stand as float64; it leaves room for a sum. */
const LARGEST = 2 ** 45;
/** More than the longest entry takes. */
const ENTRY_BYTES = 64;

/** @param minutes of one hour, in order of time */
export function encodeMinutes(minutes: readonly Rollup[]): Uint8Array {
  const out = new Writer(1 + ENTRY_BYTES * minutes.length);
  const decimals = decimalsOf(minutes);
  const unit = 10 ** decimals;
  out.byte(decimals);
  let beforeMinute = -1;
  let beforeMin = 0;
  for (const { atMs, count, min, max, sum, last, coveredMs } of minutes) {
    const minute = (atMs % HOUR_MS) / MINUTE_MS;
    out.natural(minute - beforeMinute - 1);
    beforeMinute = minute;
    if (decimals === AS_THEY_ARE) {
      out.natural(2 * count + 1);
      for (const value of [min, max, last, sum]) out.float(value);
    } else {
      const low = Math.round(min * unit);
      const isWhole = isWholeIn(sum, unit);
      out.natural(2 * count + (isWhole ? 0 : 1));
      out.integer(low - beforeMin);
      out.natural(Math.round(max * unit) - low);
      out.natural(Math.round(last * unit) - low);
      if (isWhole) out.integer(Math.round(sum * unit) - count * low);
      else out.float(sum);
      beforeMin = low;
    }
    out.natural(MINUTE_MS - coveredMs);
  }
  return out.taken();
}

/** The minutes of a block, in order of time. @param hourMs start of its hour */
export function decodeMinutes(block: Uint8Array, hourMs: number): Rollup[] {
  const from = new Reader(block);
  const decimals = from.byte();
  const unit = 10 ** decimals;
  const minutes: Rollup[] = [];
  let minute = -1;
  let low = 0;
  while (!from.isAtEnd) {
    minute += from.natural() + 1;
    const code = from.natural();
    const count = Math.floor(code / 2);
    const atMs = hourMs + minute * MINUTE_MS;
    if (decimals === AS_THEY_ARE) {
      const [min, max, last, sum] = [from.float(), from.float(), from.float(), from.float()];
      minutes.push({ atMs, count, min, max, sum, last, coveredMs: MINUTE_MS - from.natural() });
    } else {
      low += from.integer();
      const [max, last] = [(low + from.natural()) / unit, (low + from.natural()) / unit];
      const sum = code % 2 === 1 ? from.float() : (from.integer() + count * low) / unit;
      minutes.push({ atMs, count, min: low / unit, max, sum, last, coveredMs: MINUTE_MS - from.natural() });
    }
  }
  return minutes;
}

/** The fewest decimals that hold all values. */
function decimalsOf(minutes: readonly Rollup[]): number {
  for (let decimals = 0; decimals <= MOST_DECIMALS; decimals++) {
    const unit = 10 ** decimals;
    if (minutes.every(({ min, max, last }) => isWholeIn(min, unit) && isWholeIn(max, unit) && isWholeIn(last, unit))) return decimals;
  }
  return AS_THEY_ARE;
}
function isWholeIn(value: number, unit: number): boolean {
  const whole = Math.round(value * unit);
  return Math.abs(whole) <= LARGEST && !Object.is(whole, -0) && whole / unit === value;
}

class Writer {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(room: number) {
    this.#bytes = new Uint8Array(room);
    this.#view = new DataView(this.#bytes.buffer);
  }
  byte(value: number): void {
    this.#bytes[this.#at++] = value;
  }
  natural(value: number): void {
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.byte((rest % 128) + 128);
    this.byte(rest);
  }
  integer(value: number): void {
    this.natural(value >= 0 ? 2 * value : -2 * value - 1);
  }
  float(value: number): void {
    this.#view.setFloat64(this.#at, value);
    this.#at += 8;
  }
  taken(): Uint8Array {
    return this.#bytes.slice(0, this.#at);
  }
}

class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }
  /** @throws {RangeError} behind the end */
  byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new RangeError("a block of minutes ends in the middle of a number");
    return byte;
  }
  natural(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.byte();
      if (byte < 128) return value + byte * factor;
      value += (byte - 128) * factor;
    }
  }
  integer(): number {
    const code = this.natural();
    return code % 2 === 0 ? code / 2 : -(code + 1) / 2;
  }
  float(): number {
    const value = this.#view.getFloat64(this.#at);
    this.#at += 8;
    return value;
  }
}
