import type { Alert, TimelineEntry } from "./alert.ts";

type Code = TimelineEntry["code"];
/** Lines that name no person: a role that was told, what is to be phoned, a clinic. */
const NAMES_NOBODY: ReadonlySet<Code> = new Set<Code>(["told", "repaged", "rotaGap", "toCall", "call120", "visitOverdue"]);
/** A push to a clinic names the clinic; on site it went to somebody of the home, or to a group that people named. */
const ARRIVALS: ReadonlySet<Code> = new Set<Code>(["delivered", "deliveryFailed"]);

/**
 * Whom a line of the timeline names, for those who may not see names of staff. `who` of any line may be somebody's name, save of the few that
 * are known to hold a role or a clinic; a name gives way to the role, as far as the alert knows it.
 */
export function whoWithoutNames(
  { onSite, medical, hold }: Pick<Alert, "onSite" | "medical" | "hold">,
  { code, track, who }: Pick<TimelineEntry, "code" | "track" | "who">,
): string | null {
  if (NAMES_NOBODY.has(code) || (ARRIVALS.has(code) && track === "medical")) return who;
  const known = [onSite.by, medical.by, hold?.type === "snooze" ? hold.by : null];
  return known.find((person) => person?.name === who)?.role ?? null;
}
