import type { AlertView, Severity, Track } from "../domain/alert.ts";

export const SEVERITY_RANK: Readonly<Record<Severity, number>> = { critical: 0, warning: 1, info: 2 };

/** Somebody still has to say 我去: nobody took the on-site track of an open alert that owes one, or put it off. */
export function isUnanswered(alert: AlertView): boolean {
  return alert.state !== "resolved" && alert.onSite.owed && alert.onSite.state === "waiting" && alert.snooze === null;
}
/** A track that somebody owes and nobody has taken. */
export function isWaiting(alert: AlertView, track: Track): boolean {
  const view = alert[track];
  return alert.state !== "resolved" && view.owed && view.state === "waiting";
}
/** Loudest first: people before technical trouble, unanswered before answered, then severity, then the one that has waited longest. */
export function byUrgency(a: AlertView, b: AlertView): number {
  return (
    Number(a.class === "technical") - Number(b.class === "technical") ||
    Number(isUnanswered(b)) - Number(isUnanswered(a)) ||
    SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity] ||
    a.raisedAt - b.raisedAt
  );
}
/** Worst first, whoever answered. */
export function bySeverity(a: AlertView, b: AlertView): number {
  return SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity] || a.raisedAt - b.raisedAt;
}
/** Somebody was told on this track before; until then its due time is the first call, not a repeat. */
export function wasTold(alert: AlertView, track: Track): boolean {
  return alert.timeline.some((entry) => (entry.code === "told" || entry.code === "repaged") && entry.track === track);
}
/** Staff have asked for a doctor. A medical track that is merely owed may still be waiting for its time. */
export function isDoctorCalled(alert: AlertView): boolean {
  return alert.medical.owed && alert.timeline.some((entry) => entry.code === "doctorNeeded");
}
/** The system saw the end of the condition. SOS and falls are moments: of those it never does. */
export function hasCleared(alert: AlertView): boolean {
  return !alert.conditionActive && alert.timeline.some((entry) => entry.code === "cleared");
}
/** Names that were told of the alert, in order, without repeats. */
export function toldTo(alert: AlertView): readonly string[] {
  return [...new Set(alert.timeline.filter((entry) => entry.code === "told" || entry.code === "repaged").flatMap((e) => e.who ?? []))];
}
/** A line of a timeline, of one alert or of several. */
interface Line {
  readonly code: string;
  readonly who: string | null;
  readonly alertId?: string | null;
}
/**
 * Lines, oldest first, without repeated receipts: that somebody received it is said once for each time that they were called. Receipts
 * of later news about the same alert say nothing to a person.
 */
export function withoutEchoes<T extends Line>(lines: readonly T[]): readonly T[] {
  const received = new Set<string>();
  return lines.filter(({ code, who, alertId }) => {
    const key = `${alertId ?? ""} ${who ?? ""}`;
    if (code === "told" || code === "repaged") received.delete(key);
    if (code !== "delivered") return true;
    const isEcho = received.has(key);
    received.add(key);
    return !isEcho;
  });
}
