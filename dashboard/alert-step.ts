import type { AlertView } from "../domain/alert.ts";
import { maySnooze } from "../domain/hold.ts";
import { relationsFor, type Action } from "../domain/rights.ts";
import type { Role } from "../domain/people.ts";
import { isUnanswered, isWaiting } from "./alert-order.ts";

export type AlertForm = "resolve" | "snooze";

/** What comes next on site: somebody must go, arrive, or say how it ended. */
export function onSiteStep(alert: AlertView): "go" | "arrive" | "outcome" {
  if (isUnanswered(alert) || isWaiting(alert, "onSite")) return "go";
  return alert.onSite.owed && alert.onSite.state !== "done" ? "arrive" : "outcome";
}
export interface Can {
  readonly go: boolean;
  readonly arrive: boolean;
  readonly needDoctor: boolean;
  readonly takeMedical: boolean;
  readonly snooze: boolean;
  readonly unsnooze: boolean;
  readonly resolve: boolean;
}
/** What somebody of this role can do about an alert as it stands, for buttons and keys alike. */
export function mayDoNow(alert: AlertView, role: Role | null): Can {
  const may = (action: Action): boolean => role !== null && relationsFor(role, action).length > 0;
  const isOpen = alert.state !== "resolved";
  const isPaper = alert.kind === "contract";
  return {
    go: isOpen && may("takeOnSite") && isWaiting(alert, "onSite"),
    arrive: isOpen && may("takeOnSite") && !isPaper && alert.onSite.owed && alert.onSite.state !== "done",
    needDoctor: isOpen && may("needDoctor") && alert.class === "physiological",
    takeMedical: isOpen && may("takeMedical") && isWaiting(alert, "medical"),
    snooze: isOpen && may("snoozeAlert") && alert.onSite.owed && alert.snooze === null && maySnooze(alert.kind),
    unsnooze: isOpen && may("snoozeAlert") && alert.snooze !== null,
    resolve: isOpen && may("resolveAlert"),
  };
}
