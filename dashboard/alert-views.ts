import type { AlertView } from "../domain/alert.ts";
import { isUnanswered } from "./alert-order.ts";

/**
 * The lists of /alerts. Every open alert stands in exactly one of the first three; `escalating` is a cut through them, `ended` what was
 * closed in the last day.
 */
export const ALERT_VIEWS = ["active", "acknowledged", "snoozed", "escalating", "ended"] as const;
export type AlertViewName = (typeof ALERT_VIEWS)[number];
export const ENDED_FOR_MS = 24 * 3_600_000;
/** Lines of one step of the ladder are written within this time. */
const ONE_STEP_MS = 5_000;

export function isAlertView(name: unknown): name is AlertViewName {
  return ALERT_VIEWS.some((view) => view === name);
}
/** Where an alert stands: waits for somebody, somebody has it, nobody is paged for now, or over. */
export function placeOf(alert: AlertView): Exclude<AlertViewName, "escalating"> {
  if (alert.state === "resolved") return "ended";
  if (alert.snooze !== null || alert.silenceId !== null) return "snoozed";
  return isUnanswered(alert) || alert.state === "raised" ? "active" : "acknowledged";
}
/**
 * The ladder went on although it should have ended: somebody was told after the first step, after 我去, or after the arrival; or it became
 * worse meanwhile.
 */
export function isEscalating(alert: AlertView): boolean {
  const { onSite, medical } = alert;
  if (alert.state === "resolved" || alert.snooze !== null || alert.silenceId !== null || alert.groupId !== null) return false;
  const isOwed = (onSite.owed && onSite.state !== "done") || (medical.owed && medical.state !== "done");
  const firstToldAt = alert.timeline.find(({ code }) => code === "told")?.at;
  if (!isOwed || firstToldAt === undefined) return false;
  const quietUntil = Math.max(firstToldAt, onSite.acknowledgedAt ?? 0, onSite.doneAt ?? 0, medical.acknowledgedAt ?? 0) + ONE_STEP_MS;
  return alert.timeline.some(
    ({ at, code }) => at > quietUntil && ["told", "repaged", "upgraded", "recurred", "visitOverdue"].includes(code),
  );
}
/** The open alerts of a list, in the order in which they come. */
export function inView(view: Exclude<AlertViewName, "ended">, open: readonly AlertView[]): readonly AlertView[] {
  return open.filter((alert) => (view === "escalating" ? isEscalating(alert) : placeOf(alert) === view));
}
/** Closed within the last day, newest first. */
export function endedLately(all: readonly AlertView[], now: number): readonly AlertView[] {
  return all
    .filter(({ resolvedAt }) => resolvedAt !== null && resolvedAt > now - ENDED_FOR_MS)
    .toSorted((a, b) => (b.resolvedAt ?? 0) - (a.resolvedAt ?? 0));
}
