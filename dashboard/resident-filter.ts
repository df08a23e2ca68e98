import type { LocationQuery } from "vue-router";
import type { Tile } from "../domain/live-events.ts";

/** What a list of residents is cut to; it stands in the address, the words that were typed do not: they may be a name. */
export interface ResidentFilter {
  readonly floor: string | null;
  readonly level: number | null;
  readonly hasAlert: boolean;
  readonly hasGap: boolean;
}
const text = (value: LocationQuery[string] | undefined): string | null => (typeof value === "string" && value !== "" ? value : null);
export function filterOf(query: LocationQuery): ResidentFilter {
  const level = text(query["level"]);
  return {
    floor: text(query["floor"]),
    level: level !== null && /^[0-4]$/.test(level) ? Number(level) : null,
    hasAlert: query["alert"] === "1",
    hasGap: query["gaps"] === "1",
  };
}
export function queryOf({ floor, level, hasAlert, hasGap }: ResidentFilter): LocationQuery {
  return {
    ...(floor === null ? {} : { floor }),
    ...(level === null ? {} : { level: String(level) }),
    ...(hasAlert ? { alert: "1" } : {}),
    ...(hasGap ? { gaps: "1" } : {}),
  };
}
/** As the wall counts it: a device that was never given is no blind spot of today. */
export function hasGap({ coverage }: Tile): boolean {
  return coverage.some(({ why }) => why !== "noDevice");
}
/** Every word that was typed is part of name or room, or the beginning of the initials. Both are in lower case. */
export function isFound({ words, initials }: { readonly words: string; readonly initials: string }, typed: string): boolean {
  return typed
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .every((word) => words.includes(word) || initials.startsWith(word));
}
