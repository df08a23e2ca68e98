import { isAscii } from "node:buffer";
import type { QuarantineReason } from "../../domain/publish.ts";

/** Objects and arrays inside each other; deeper is refused before it is parsed (RELIABILITY S9). */
export const MAX_DEPTH = 8;

export type ParsedJson =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly reason: QuarantineReason; readonly detail: string };

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

const UTF8 = new TextDecoder("utf-8", { fatal: true });

function failed(reason: QuarantineReason, detail: string): ParsedJson {
  return { ok: false, reason, detail };
}

/**
 * Strict JSON from payload bytes: fatal UTF-8, at most `MAX_DEPTH` levels, no key twice in one object, only finite numbers.
 * One pass over the bytes counts the colons outside strings; in valid JSON that is the number of keys, so a parsed value with
 * fewer keys had a duplicate. Never throws; `detail` holds no part of the payload.
 */
export function parseJson(payload: Uint8Array): ParsedJson {
  let keys = 0;
  let depth = 0;
  let inString = false;
  const length = payload.length;
  for (let index = 0; index < length; index++) {
    const byte = payload[index];
    if (inString) {
      if (byte === QUOTE) inString = false;
      else if (byte === BACKSLASH) index++;
    } else if (byte === QUOTE) {
      inString = true;
    } else if (byte === COLON) {
      keys++;
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      if (++depth > MAX_DEPTH) return failed("tooDeep", `more than ${MAX_DEPTH} levels at byte ${index}`);
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      depth--;
    }
  }
  const text = textOf(payload);
  if (text === null) return failed("badUtf8", "the payload is not UTF-8");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return failed("badJson", `${length} bytes are not JSON`);
  }
  const counted = countKeys(value);
  if (counted < 0) return failed("notFinite", "a number is too large to be represented");
  if (counted !== keys) return failed("duplicateKey", `${keys - counted} keys stand twice in their object`);
  return { ok: true, value };
}

/** The bytes as text, or `null` when they are not UTF-8. A byte order mark is skipped. */
export function textOf(payload: Uint8Array): string | null {
  if (isAscii(payload)) return asBuffer(payload).toString("latin1");
  try {
    return UTF8.decode(payload);
  } catch {
    return null;
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Keys in a parsed value at all levels; −1 when a number is not finite. The depth was bounded before parsing. */
function countKeys(value: unknown): number {
  if (typeof value === "number") return Number.isFinite(value) ? 0 : -1;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) {
      const inside = countKeys(item);
      if (inside < 0) return -1;
      count += inside;
    }
  } else if (isObject(value)) {
    for (const key in value) {
      const inside = countKeys(value[key]);
      if (inside < 0) return -1;
      count += inside + 1;
    }
  }
  return count;
}
