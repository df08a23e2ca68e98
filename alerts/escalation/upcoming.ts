import { TRACKS, type Alert, type TimelineEntry, type Track } from "../../domain/alert.ts";
import { refusedAfter } from "../../domain/disposition.ts";
import type { Foretold } from "../../domain/foretold.ts";
import { overdueVisit, willing } from "../life/disposition.ts";
import { endSnooze } from "../life/snooze.ts";
import { remind } from "../life/unresolved.ts";
import type { CareDirectory } from "../ports.ts";
import { escalate } from "./escalate.ts";
import { spoken } from "./foretell.ts";
import { routeOf } from "./route.ts";
import { ToldLog } from "./told.ts";

/** A step that tells somebody, with the time at which it is due. */
export interface Upcoming {
  readonly track: Track;
  readonly atMs: number;
  readonly items: readonly Omit<Foretold, "afterMs">[];
}
/** Steps without anybody (somebody is on the way) that are passed over in search of one. */
const MOST_STEPS = 8;

/**
 * The next step of each track of an open alert that tells somebody if nobody acts: the same pure steps that the desk takes, on the
 * directory as it is now.
 */
export function upcoming(care: CareDirectory, alert: Alert, timeline: readonly TimelineEntry[], nowMs: number): readonly Upcoming[] {
  if (alert.state === "resolved" || alert.hold?.type === "silence" || alert.hold?.type === "group") return [];
  return TRACKS.flatMap((track) => nextOf(track, care, alert, timeline, nowMs) ?? []);
}
function nextOf(track: Track, care: CareDirectory, open: Alert, timeline: readonly TimelineEntry[], nowMs: number): Upcoming | null {
  const refused = refusedAfter(new Set(), timeline);
  const told = new ToldLog(timeline).after([], refused);
  const other: Track = track === "onSite" ? "medical" : "onSite";
  // One track at a time: what the other one is due for is its own line.
  let alert: Alert = { ...open, [other]: { ...open[other], dueAtMs: null } };
  for (let steps = 0; steps < MOST_STEPS; steps += 1) {
    const { owed, dueAtMs } = alert[track];
    if (!owed || dueAtMs === null) return null;
    const atMs = Math.max(nowMs, dueAtMs);
    const isOver = alert.hold?.type === "snooze" && alert.hold.untilMs <= atMs;
    const due = isOver ? endSnooze(alert, "over", null, atMs).alert : (overdueVisit({ alert, timeline }, atMs)?.alert ?? alert);
    const route = willing(routeOf(care, due, atMs), refused);
    const step = remind(due, route, told, atMs) ?? escalate(due, route, told, atMs);
    if (step.tells.length > 0) return { track, atMs: dueAtMs, items: step.tells.map(spoken) };
    told.add(step.timeline);
    alert = step.alert;
  }
  return null;
}
