import type { Alert, Outcome, TrackState } from "../../domain/alert.ts";
import type { Hold } from "../../domain/hold.ts";
import { changed, isMoment, line, type Step } from "./step.ts";
import { owedTracks } from "./tracks.ts";

type PlannedHold = Exclude<Hold, { type: "snooze" }>;

/** Held by a silence or a group: shown, and nobody is owed to come. What somebody has done already stays done. */
export function held(alert: Alert, hold: PlannedHold, nowMs: number, who: string | null = null): Step {
  const { alert: next } = masked(alert, hold);
  const code = hold.type === "silence" ? "silenced" : "grouped";
  return { alert: next, timeline: [line(nowMs, code, { who, detail: hold.type === "silence" ? hold.silenceId : hold.alertId })] };
}
/** The same without a line: what is held stays so after another step. */
export function masked(alert: Alert, hold: PlannedHold): Step {
  const rest = (track: TrackState): TrackState => (track.state === "done" ? track : { ...track, owed: false, dueAtMs: null });
  return { alert: changed(alert, { hold, onSite: rest(alert.onSite), medical: rest(alert.medical) }), timeline: [] };
}
/** A silence or a group ends, and the alert is told on its own. `why`: `over`, `worse`, `person`, or `resolved` (the head of the group). */
export function release(
  alert: Alert,
  staffed: boolean,
  why: "over" | "worse" | "person" | "resolved",
  who: string | null,
  nowMs: number,
): Step {
  const { hold } = alert;
  if (hold === null || hold.type === "snooze") return { alert, timeline: [] };
  const owed = owedTracks(alert, staffed);
  const anew = (track: TrackState, isOwed: boolean): TrackState =>
    track.state === "done" ? track : { ...track, owed: isOwed, dueAtMs: isOwed ? nowMs : null, step: 0 };
  const next = changed(alert, { hold: null, onSite: anew(alert.onSite, owed.onSite), medical: anew(alert.medical, owed.medical) });
  return { alert: next, timeline: [line(nowMs, hold.type === "silence" ? "silenceEnded" : "ungrouped", { who, detail: why })] };
}
/** The head of a group: how it ended, and whether somebody stood at the bed; `null`: nothing is known of it. */
export type GroupHead = Pick<Alert, "id"> & { readonly outcome: Outcome | null; readonly onSite: Pick<TrackState, "state"> | null };
/**
 * The head of the group was resolved: what still holds is told, what is over was seen with it. Where nobody has stood at the bed a call was
 * answered by nobody, and is told too: who closes a fall from afar may not have seen the press.
 */
export function endGroup(alert: Alert, staffed: boolean, { outcome, onSite: there }: GroupHead, nowMs: number): Step {
  const isUnanswered = isMoment(alert) && there?.state !== "done" && alert.onSite.state !== "done";
  if (alert.conditionActive || isUnanswered) return release(alert, staffed, "resolved", null, nowMs);
  const end = (track: TrackState): TrackState => ({ ...track, dueAtMs: null });
  const { onSite, medical } = alert;
  const next = changed(alert, {
    ...{ state: "resolved", outcome: outcome ?? "unknown", resolvedAtMs: nowMs, hold: null },
    ...{ onSite: end(onSite), medical: end(medical) },
  });
  return { alert: next, timeline: [line(nowMs, "resolved", { detail: outcome ?? "unknown" })] };
}
