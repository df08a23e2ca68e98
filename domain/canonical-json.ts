/** What canonical JSON may hold. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/**
 * One text for one value, whoever writes it: RFC 8785 (JSON Canonicalization Scheme). Keys in the order of their UTF-16 code units, no white
 * space, numbers and strings as ECMAScript writes them.
 * @throws {RangeError} for a number that JSON cannot hold, and for text with half a surrogate pair (`cleanText` mends that)
 */
export function canonicalJson(value: JsonValue): string {
  if (typeof value === "number" && !Number.isFinite(value)) throw new RangeError("writing canonical JSON: a number is not finite");
  if (typeof value === "string" && !value.isWellFormed()) throw new RangeError("writing canonical JSON: text is not well-formed");
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`).join(",")}}`;
}
/** Text as every database keeps it: PostgreSQL has no U+0000, and half a surrogate pair has no UTF-8. */
export function cleanText(text: string): string {
  return text.replaceAll("\0", "\uFFFD").toWellFormed();
}
function isList(value: object): value is readonly JsonValue[] {
  return Array.isArray(value);
}
