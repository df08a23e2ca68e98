import type { Alert, PersonRef, TimelineEntry } from "../../domain/alert.ts";
import { AnhuError } from "../../domain/errors.ts";
import { longestSnoozeMs, maySnooze } from "../../domain/hold.ts";
import { pressTime } from "../../domain/pressed.ts";
import { SEVERITY_RANK } from "../rules/types.ts";
import type { Signal } from "../signal.ts";
import { againAt, changed, isMoment, isSame, line, mustBeOpen, type Step } from "./step.ts";

const MINUTE_MS = 60_000;

/**
 * A person puts off the re-pages of this alert on site. The medical track has its own acknowledgement and goes on (DOMAIN §5.1). Asked again by
 * the same person it is made longer or shorter, counted from its first moment. `null`: it is so already.
 * @throws {AnhuError} `MUST_PAGE` for what nobody puts off, `BAD_INPUT` when it is too long or pages nobody, `ALERT_CLOSED`, `CONFLICT`
 */
export function snooze(alert: Alert, by: PersonRef, input: { minutes: number; reason: string }, nowMs: number): Step | null {
  mustBeOpen(alert);
  const { hold, kind, onSite } = alert;
  const doing = `snoozing alert ${alert.id}`;
  if (!maySnooze(kind))
    throw new AnhuError("MUST_PAGE", `${doing}: ${kind} is never put off; go there, or say that somebody is on the way`);
  if (hold?.type === "group")
    throw new AnhuError("BAD_INPUT", `${doing}: it pages nobody itself; look at alert ${hold.alertId}, which it belongs to`);
  if (hold?.type === "silence" || !onSite.owed) throw new AnhuError("BAD_INPUT", `${doing}: it pages nobody; there is nothing to put off`);
  if (hold !== null && !isSame(hold.by, by)) throw new AnhuError("CONFLICT", `${doing}: a ${hold.by.role} was first; read it again`);
  const sinceMs = hold?.sinceMs ?? nowMs;
  const untilMs = nowMs + input.minutes * MINUTE_MS;
  const longestMs = longestSnoozeMs(alert);
  if (untilMs - sinceMs > longestMs) {
    const most = Math.floor((sinceMs + longestMs - nowMs) / MINUTE_MS);
    throw new AnhuError("BAD_INPUT", `${doing}: ${input.minutes} minutes are too long for what is ${alert.severity}; at most ${most} now`);
  }
  if (hold?.untilMs === untilMs) return null;
  const next = changed(alert, {
    hold: { type: "snooze", by, reason: input.reason, sinceMs, untilMs },
    onSite: { ...onSite, dueAtMs: untilMs },
  });
  return {
    alert: next,
    timeline: [line(nowMs, "snoozed", { track: "onSite", who: by.name, detail: `${input.minutes}: ${input.reason}` })],
  };
}
/** The snooze ends, and whoever has not come is told again at once. `why`: `over` its time, `worse`, or `person`. */
export function endSnooze(alert: Alert, why: "over" | "worse" | "person", by: PersonRef | null, nowMs: number): Step {
  if (alert.hold?.type !== "snooze") return { alert, timeline: [] };
  const next = changed(alert, { hold: null, onSite: againAt(alert.onSite, nowMs) });
  return { alert: next, timeline: [line(nowMs, "snoozeEnded", { track: "onSite", who: by?.name ?? null, detail: why })] };
}
/**
 * A person ends it. `null`: it is over.
 * @throws {AnhuError} `ALERT_CLOSED`; `PRESSED_TOO_LONG_AGO` somebody else put it off after the press
 */
export function unsnooze(
  { alert, timeline }: { readonly alert: Alert; readonly timeline: readonly TimelineEntry[] },
  by: PersonRef,
  nowMs: number,
  pressedAt?: number,
): Step | null {
  mustBeOpen(alert);
  const { hold } = alert;
  if (hold?.type !== "snooze") return null;
  const putOffAtMs = timeline.findLast(({ code }) => code === "snoozed")?.at ?? hold.sinceMs;
  if (!isSame(hold.by, by) && putOffAtMs > pressTime(pressedAt, alert.raisedAtMs, nowMs))
    throw new AnhuError(
      "PRESSED_TOO_LONG_AGO",
      `ending the snooze of alert ${alert.id}: a ${hold.by.role} put it off since; read it again`,
    );
  return endSnooze(alert, "person", by, nowMs);
}
/**
 * Worse than what was snoozed: a higher severity, a deeper level (rules say an update of equal severity only then), a critical condition that
 * began anew, or a person who calls again. A further value of the same is not (readings do not break a snooze).
 */
export function breaksSnooze(alert: Alert, signal: Signal): boolean {
  if (alert.hold?.type !== "snooze") return false;
  const rank = SEVERITY_RANK[signal.severity] - SEVERITY_RANK[alert.severity];
  if (rank > 0 || isMoment(signal)) return true;
  return signal.type === "update" ? rank === 0 : signal.severity === "critical";
}
