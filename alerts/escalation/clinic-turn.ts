import type { Alert } from "../../domain/alert.ts";
import type { ClinicDecision, RouteDecision, TellReason } from "../../domain/tell-reason.ts";
import type { RouteClinic } from "./clinics.ts";
import type { Route } from "./route.ts";
import type { Told } from "./told.ts";

/**
 * However long a contract lets a clinic take, an emergency goes on to the next one after three minutes: 99 % of telecare calls are answered by
 * then, and each that is not is looked into (DOMAIN §2.4, TSA).
 */
export const ANSWER_AT_MOST_MS = 180_000;

export interface Turn {
  /** Told now: those told before, whose turn it is, and who stands beside them. */
  readonly clinics: readonly RouteClinic[];
  /** Outside their hours and nearer than those: staff ring their duty phone. */
  readonly calls: readonly RouteClinic[];
}
/** Those that are told by themselves; where none is, the track is due only because staff asked for a doctor, who reaches them all. */
function wanted(clinics: readonly RouteClinic[], told: Told): readonly RouteClinic[] {
  const found = clinics.filter(({ tell, clinicId }) => tell !== "never" || told.clinics.has(clinicId));
  return found.length === 0 ? clinics : found;
}
/** Who of the clinics is told in this step. Whoever took it alone hears of it again, while there is a contract by which to tell them. */
export function turnOf(alert: Alert, route: Route, told: Told, nowMs: number): Turn {
  const order = wanted(route.clinics, told);
  const known = order.filter(({ clinicId }) => told.clinics.has(clinicId));
  if (alert.medical.state === "acknowledged" && known.length > 0) return { clinics: known, calls: [] };
  const fresh = order.filter(({ clinicId }) => !told.clinics.has(clinicId));
  const waitsUntilMs = answerDueMs(alert, known, told) ?? nowMs;
  const next = waitsUntilMs > nowMs ? undefined : (fresh.find(({ beside }) => !beside) ?? fresh[0]);
  const clinics = order.filter((clinic) => known.includes(clinic) || clinic === next || clinic.beside);
  // While a clinic still has time to answer, nobody behind it is rung.
  const lastRank = next?.rank ?? (waitsUntilMs > nowMs ? Math.max(...known.map(({ rank }) => rank)) : Infinity);
  return { clinics, calls: uncalled(route, told).filter(({ rank }) => rank < lastRank) };
}
/** Closed, and staff were not asked yet to ring them. */
function uncalled(route: Route, told: Told): readonly RouteClinic[] {
  return wanted(route.closed, told).filter(({ clinicId, dutyPhone }) => dutyPhone !== null && !told.called.has(clinicId));
}
/** When the time is over that the contract of the clinic told last gives it; `null`: it says nothing, the ladder's own pace holds. */
function answerDueMs({ severity }: Pick<Alert, "severity">, known: readonly RouteClinic[], told: Told): number | null {
  const newest = known.reduce<{ atMs: number; withinMs: number | null } | null>((last, { clinicId, answerWithinMs, beside }) => {
    const atMs = told.clinics.get(clinicId) ?? 0;
    return beside || (last !== null && last.atMs > atMs) ? last : { atMs, withinMs: answerWithinMs };
  }, null);
  if (newest === null || newest.withinMs === null) return null;
  return newest.atMs + (severity === "critical" ? Math.min(newest.withinMs, ANSWER_AT_MOST_MS) : newest.withinMs);
}
/** When the next clinic has its turn by the contract of the one told last; `null`: there is none, or the ladder decides. */
export function nextTurnMs(alert: Alert, route: Route, told: Told, nowMs: number): number | null {
  const order = wanted(route.clinics, told);
  if (order.every(({ clinicId }) => told.clinics.has(clinicId)) && uncalled(route, told).length === 0) return null;
  const dueMs = answerDueMs(
    alert,
    order.filter(({ clinicId }) => told.clinics.has(clinicId)),
    told,
  );
  return dueMs !== null && dueMs > nowMs ? dueMs : null;
}
/** Nobody can be told now, and somebody could be later: closed, or under a contract that begins. */
export function mayComeLater({ closed, others }: Route): boolean {
  return closed.length > 0 || others.some(({ reasons }) => reasons.some(({ code }) => code === "notBegun"));
}
/** What the routing decided, for whoever asks why. `told`: this step included. */
export function decisionOf(route: Route, told: Told, prompted120: boolean, nowMs: number): RouteDecision {
  const isTold = ({ clinicId }: RouteClinic) => told.clinics.has(clinicId);
  const [first] = route.clinics.filter((clinic) => !isTold(clinic) && clinic.tell !== "never");
  const open = route.clinics.map((clinic): ClinicDecision => {
    const { clinicId, name, tell, priority, reasons } = clinic;
    if (isTold(clinic)) return { clinicId, name, state: "told", reasons: [...reasons] };
    if (tell === "never") return { clinicId, name, state: "notTold", reasons: [...reasons] };
    const isBehind = !clinic.beside && (clinic !== first || told.clinics.size > 0);
    const turn: readonly TellReason[] = isBehind ? [{ code: "lowerPriority", priority }] : [];
    return { clinicId, name, state: "waiting", reasons: [...reasons, ...turn] };
  });
  const closed = route.closed.map(({ clinicId, name, dutyPhone, tell, reasons }): ClinicDecision => {
    const state = dutyPhone === null || tell === "never" ? "notTold" : "dutyPhone";
    return { clinicId, name, state, reasons: [...reasons] };
  });
  return { atMs: nowMs, prompted120, clinics: [...open, ...closed, ...route.others] };
}
