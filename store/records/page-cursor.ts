import { AnhuError } from "../../domain/errors.ts";

/** Largest page of any list. */
const LARGEST_PAGE = 1_000;

export function pageLimit(limit: number): number {
  return Math.max(1, Math.min(LARGEST_PAGE, Math.trunc(limit)));
}
/** `items` holds one more than the page when there is a next one; `keyOf` is what the list is ordered by. */
export function toPage<T>(
  items: readonly T[],
  limit: number,
  keyOf: (item: T) => readonly [string | number, string],
): { items: T[]; next: string | null } {
  const page = items.slice(0, limit);
  const last = page.at(-1);
  const next = items.length > limit && last !== undefined ? Buffer.from(JSON.stringify(keyOf(last))).toString("base64url") : null;
  return { items: page, next };
}
/** The key behind which the page starts. @throws {AnhuError} `BAD_INPUT` when it is not a cursor of such a list */
export function cursorKey<T extends "string" | "number">(cursor: string, first: T): readonly [T extends "string" ? string : number, string];
export function cursorKey(cursor: string, first: "string" | "number"): readonly [unknown, string] {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (Array.isArray(key) && key.length === 2 && typeof key[0] === first && typeof key[1] === "string") return [key[0], key[1]];
  } catch (error) {
    throw badCursor(error);
  }
  throw badCursor(undefined);
}
function badCursor(cause: unknown): AnhuError {
  return new AnhuError("BAD_INPUT", "reading a page: the cursor is not one that this list gave; start without a cursor", { cause });
}
