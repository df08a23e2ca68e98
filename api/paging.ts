import { AnhuError } from "../domain/errors.ts";
import { LATEST_TIME_MS } from "../domain/time.ts";

/** A page of a list that is in memory as a whole. The cursor is the place of the next item. */
export function pageOfAll<T>(all: readonly T[], { cursor, limit }: { readonly cursor?: string; readonly limit: number }) {
  const start = cursor === undefined ? 0 : Number(cursor);
  if (!Number.isSafeInteger(start) || start < 0) throw badCursor();
  const end = start + limit;
  return { items: all.slice(start, end), next: end < all.length ? String(end) : null };
}
export function badCursor(): AnhuError {
  return new AnhuError("BAD_INPUT", "reading a page: ?cursor= is not one that this list gave; start without it");
}
/** Milliseconds of `?from=` and `?to=`. @throws {AnhuError} `BAD_INPUT` */
export function instant(name: string, text: string): number {
  const ms = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
  if (!(ms >= 0 && ms <= LATEST_TIME_MS))
    throw new AnhuError("BAD_INPUT", `reading ?${name}=: give milliseconds since 1970 or ISO 8601 with a zone`);
  return ms;
}
