import { SIGNS, SIGN_KEYS, signInfo, type SignKey } from "../../domain/signs.ts";
import type { JsonObject } from "./json.ts";
import type { Problems } from "./problems.ts";

export type SignValues = (readonly [sign: SignKey, value: number])[];

interface Reader {
  readonly sign: SignKey;
  readonly type: "number" | "boolean" | "state";
  readonly states: readonly string[];
}
const READERS: ReadonlyMap<string, Reader> = new Map(
  SIGN_KEYS.map((sign) => [sign, { sign, type: SIGNS[sign].type, states: signInfo(sign).states ?? [] }]),
);

/** How the values of a sign are written in our own messages; `undefined` for a key that is no sign of the catalogue. */
export function readerOf(key: string): Reader | undefined {
  return READERS.get(key);
}
/**
 * The number under which a value travels: booleans 0 / 1, states their index. `null` when it has the wrong shape.
 * Numbers are finite (the parser saw to it) and not judged here.
 */
export function signNumber(reader: Reader, value: unknown): number | null {
  if (typeof value === "number") return reader.type === "number" || isIndex(reader, value) ? value : null;
  if (typeof value === "boolean") return reader.type === "boolean" ? Number(value) : null;
  if (typeof value !== "string") return null;
  const index = reader.states.indexOf(value);
  return index < 0 ? null : index;
}
function isIndex(reader: Reader, value: number): boolean {
  const count = reader.type === "boolean" ? 2 : reader.states.length;
  return Number.isInteger(value) && value >= 0 && value < count;
}
/** A whole number from 0 to 2^53 − 1 under `key`; absent is `null`, and anything else is `null` with a problem. */
export function wholeNumber(item: JsonObject, key: string, where: string, problems: Problems): number | null {
  const value = item[key];
  if (value === undefined) return null;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  problems.add("badShape", `${where}"${key}" is not a whole number from 0`);
  return null;
}
