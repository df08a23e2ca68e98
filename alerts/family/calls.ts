import type { TimelineEntry } from "../../domain/alert.ts";
import type { Contact } from "../../domain/directory.ts";
import { CALL_LINES, type CallWhy, type TriedCall } from "../../domain/family-notice.ts";

/** Staff who were asked to ring somebody and have not said what became of it are asked again, as for arrival (DOMAIN §5.1). */
export const ASK_AGAIN_MS = 180_000;
/** Why the emergency contacts must be rung, each reason once, in the order in which it happened. */
export function reasonsToRing(timeline: readonly TimelineEntry[]): readonly CallWhy[] {
  return [...new Set(timeline.flatMap(({ code }) => CALL_LINES[code] ?? []))];
}
export function hasGraveNews(timeline: readonly TimelineEntry[]): boolean {
  return timeline.some(({ code }) => CALL_LINES[code] !== undefined);
}
/** Whom staff ring: 紧急联系人 of the resident; where a home named none, the next of kin or neighbour (fail open). */
export function contactsToRing(contacts: readonly Contact[], residentId: string): readonly Contact[] {
  const own = contacts.filter((contact) => contact.residentId === residentId);
  const emergency = own.filter(({ role }) => role === "emergencyContact");
  return emergency.length > 0 ? emergency : own.filter(({ role }) => role === "nextContact");
}
/** Are staff asked (again) now? `askedAtMs`: when they were asked last; `null`: not since the start. */
export function isAskDue({ doneAtMs, tries }: Pick<TriedCall, "doneAtMs" | "tries">, askedAtMs: number | null, nowMs: number): boolean {
  if (doneAtMs !== null) return false;
  const lastMs = Math.max(askedAtMs ?? -Infinity, tries.at(-1)?.atMs ?? -Infinity);
  // A clock that was set back delays nothing.
  return nowMs - lastMs >= ASK_AGAIN_MS || nowMs < lastMs;
}
