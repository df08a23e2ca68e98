import type { Alert } from "../../domain/alert.ts";
import type { Escalation } from "../escalation/escalate.ts";
import type { Route } from "../escalation/route.ts";
import { tellsOf } from "../escalation/tell.ts";
import type { Told } from "../escalation/told.ts";

/** Somebody has arrived, and the alert is not resolved after so long: staff are told again (as DOMAIN §4.3 has it for whoever took it) [M]. */
export const UNRESOLVED_AFTER_MS = { critical: 15 * 60_000, warning: 60 * 60_000 } as const;
const STAFF = ["onDutyCaregiver", "nurse"] as const;

/** When somebody who arrived is asked after; `null`: a mark or a device keeps nobody waiting. */
export function unresolvedDueMs({ severity, class: type }: Pick<Alert, "severity" | "class">, nowMs: number): number | null {
  return type === "technical" || severity === "info" ? null : nowMs + UNRESOLVED_AFTER_MS[severity];
}
/** The reminder when it is due, `null` when it is not. What is over and not latched only waits for its outcome, and asks nobody to come. */
export function remind(alert: Alert, route: Route, told: Told, nowMs: number): Escalation | null {
  const { onSite } = alert;
  if (alert.state === "resolved" || onSite.state !== "done" || onSite.dueAtMs === null || onSite.dueAtMs > nowMs) return null;
  const next: Alert = { ...alert, onSite: { ...onSite, step: onSite.step + 1, dueAtMs: unresolvedDueMs(alert, nowMs) } };
  if (!alert.conditionActive && !alert.latched) return { alert: next, timeline: [], tells: [], routed: null };
  const rung = { step: onSite.step, targets: STAFF, next: [], before: new Set(STAFF), why: "arrived, not resolved" };
  const { tells, timeline } = tellsOf({ track: "onSite", alert, route, told, nowMs, rung });
  return {
    alert: next,
    tells,
    routed: null,
    timeline: timeline.map((line) => (line.code === "repaged" ? { ...line, detail: "notResolved" } : line)),
  };
}
