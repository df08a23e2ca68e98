import type { Alert, Track } from "../../domain/alert.ts";
import type { Hold } from "../../domain/hold.ts";
import { furthestMs } from "../escalation/escalate.ts";
import type { Route } from "../escalation/route.ts";
import { unresolvedDueMs } from "../life/unresolved.ts";

/**
 * A stored step further ahead than its ladder plans was written before the clock was set back: it is due now. So is the end of a hold that would
 * begin in the future.
 */
export function withinReach(alert: Alert, route: Route, nowMs: number): Alert {
  const hold = nearHold(alert.hold, nowMs);
  const furthest = (name: Track) => {
    if (name === "onSite" && hold?.type === "snooze") return hold.untilMs;
    const isReminder = name === "onSite" && alert.onSite.state === "done";
    return isReminder ? (unresolvedDueMs(alert, nowMs) ?? nowMs) : nowMs + furthestMs(route, name);
  };
  const near = (name: Track) => {
    const track = alert[name];
    return track.dueAtMs !== null && track.dueAtMs > furthest(name) ? { ...track, dueAtMs: nowMs } : track;
  };
  return { ...alert, hold, onSite: near("onSite"), medical: near("medical") };
}
function nearHold(hold: Hold | null, nowMs: number): Hold | null {
  return hold !== null && hold.type !== "group" && hold.sinceMs > nowMs ? { ...hold, sinceMs: nowMs, untilMs: nowMs } : hold;
}
/** Somebody set the wall clock: stored due times move with it, the waiting itself does not. */
export function shifted(alert: Alert, stepMs: number): Alert {
  const move = (dueAtMs: number | null) => (dueAtMs === null ? null : dueAtMs + stepMs);
  const { hold } = alert;
  return {
    ...alert,
    hold: hold === null || hold.type === "group" ? hold : { ...hold, sinceMs: hold.sinceMs + stepMs, untilMs: hold.untilMs + stepMs },
    onSite: { ...alert.onSite, dueAtMs: move(alert.onSite.dueAtMs) },
    medical: { ...alert.medical, dueAtMs: move(alert.medical.dueAtMs) },
  };
}
