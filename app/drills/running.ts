import type { Alert } from "../../domain/alert.ts";
import type { DeliveryAttempt } from "../../domain/delivery.ts";
import { isDrill, missingHop, type Drill, type DrillHop } from "../../domain/drill.ts";

/** How a drill ended. */
export type Verdict = Pick<Drill, "result" | "failedAt" | "why">;
const PASSED: Verdict = { result: "passed", failedAt: null, why: null };
const stopped = (why: "realAlert" | "takenByHome" | "restarted"): Verdict => ({ result: "stopped", failedAt: null, why });

/** The drill with one more hop; the first time counts. */
export function reached(drill: Drill, hop: DrillHop, atMs: number): Drill {
  return drill.hops[hop] === undefined ? { ...drill, hops: { ...drill.hops, [hop]: atMs } } : drill;
}
/** What its own alert says of a drill. Only an answer of a person of the drilled clinic counts. */
export function heardOf(drill: Drill, alert: Alert): { readonly drill: Drill; readonly verdict: Verdict | null } {
  const { medical } = alert;
  const raised = { ...reached(drill, "raised", alert.raisedAtMs), alertId: alert.id };
  if (medical.state === "waiting") return { drill: raised, verdict: null };
  if (medical.by?.clinicId !== drill.clinicId) return { drill: raised, verdict: stopped("takenByHome") };
  return { drill: reached(raised, "acknowledged", medical.acknowledgedAtMs ?? alert.raisedAtMs), verdict: null };
}
/** The whole way was gone. A person may answer a message before the channel has said that it took it: the drill then still waits for that. */
export function verdictOf({ hops }: Drill): Verdict | null {
  return missingHop(hops) === null ? PASSED : null;
}
/** What an attempt to send says of a drill. */
export function attemptedOf(drill: Drill, { state, at, why }: Pick<DeliveryAttempt, "state" | "at" | "why">): Drill {
  switch (state) {
    case "sent":
      return reached(drill, "sent", at);
    case "accepted":
    case "delivered":
    case "opened":
      return reached(reached(drill, "sent", at), "accepted", at);
    case "failed":
      return drill.hops.accepted === undefined ? { ...drill, why } : drill;
    case "queued":
    case "spared":
    case "acknowledged":
      return drill;
  }
}
/** Its time is over: whom a person answered has passed, else the first hop that is missing says where it broke. */
export function overdue(drill: Drill): Verdict {
  if (drill.hops.acknowledged !== undefined) return PASSED;
  const failedAt = missingHop(drill.hops);
  return { result: "failed", failedAt, why: failedAt === "acknowledged" ? null : drill.why };
}
/** A real emergency in the home: the drill steps back at once. */
export function stepsBackFor(alert: Alert): boolean {
  return !isDrill(alert) && alert.severity === "critical" && alert.class === "physiological" && alert.state !== "resolved";
}
export const STEPPED_BACK = stopped("realAlert");
export const RESTARTED = stopped("restarted");
