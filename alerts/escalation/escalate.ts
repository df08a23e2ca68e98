import type { Alert, TimelineEntry, Track, TrackState } from "../../domain/alert.ts";
import { ARRIVAL_GRACE_MS } from "../../domain/contract.ts";
import { maySilence } from "../../domain/hold.ts";
import type { RouteDecision } from "../../domain/tell-reason.ts";
import { decisionOf, mayComeLater, nextTurnMs } from "./clinic-turn.ts";
import { dueAfter, firstDelayMs, targetsAt } from "./ladder.ts";
import type { Route } from "./route.ts";
import { tellsOf, type Tell } from "./tell.ts";
import { ToldLog, type Told } from "./told.ts";

/** DOMAIN §4.3: taking a critical alert starts a second timer; not resolved by then, it is told again, and so on [M]. */
export const TAKEN_MEDICAL_AGAIN_MS = 15 * 60_000;

export interface Escalation {
  readonly alert: Alert;
  readonly timeline: readonly TimelineEntry[];
  readonly tells: readonly Tell[];
  /** What the routing decided, when a step of the medical track was taken. */
  readonly routed: RouteDecision | null;
}
interface Due {
  readonly track: TrackState;
  readonly timeline: readonly TimelineEntry[];
  readonly tells: readonly Tell[];
}
/**
 * Takes every step that is due at `nowMs`, at most one per track: what was owed during a stop is due at once, and once. Which step that is
 * follows from how many were taken, by the ladder that holds now.
 * Pure: who was told stands in `told`. The version is not changed; the caller writes it with its own change.
 */
export function escalate(alert: Alert, route: Route, told: Told, nowMs: number): Escalation {
  if (alert.state === "resolved") return { alert, timeline: [], tells: [], routed: null };
  const onSite = isDue(alert.onSite, nowMs) ? stepOnSite(alert, route, told, nowMs) : null;
  const medical = isDue(alert.medical, nowMs) ? stepMedical(alert, route, told, nowMs) : null;
  return {
    alert: { ...alert, onSite: onSite?.track ?? alert.onSite, medical: medical?.track ?? alert.medical },
    timeline: [...(onSite?.timeline ?? []), ...(medical?.timeline ?? [])],
    tells: [...(onSite?.tells ?? []), ...(medical?.tells ?? [])],
    routed: medical?.routed ?? null,
  };
}
export function isDue(track: TrackState, nowMs: number): boolean {
  return track.owed && track.dueAtMs !== null && track.dueAtMs <= nowMs;
}
function stepOnSite(alert: Alert, route: Route, told: Told, nowMs: number): Due {
  const { onSite } = alert;
  if (onSite.state === "done") return { track: { ...onSite, dueAtMs: null }, timeline: [], tells: [] };
  const isTaken = onSite.state === "acknowledged";
  const track = { ...onSite, step: onSite.step + 1, dueAtMs: dueAfter(route.ladders.onSite, onSite.step, isTaken, nowMs) };
  return { track, ...tellsOf({ track: "onSite", alert, route, told, nowMs, rung: targetsAt(route.ladders.onSite, onSite.step, isTaken) }) };
}
function stepMedical(alert: Alert, route: Route, told: Told, nowMs: number): Due & { readonly routed: RouteDecision } {
  const { medical } = alert;
  // Taken, and due again: not resolved in time, worse, or a doctor was called for. Who was told hears it once more.
  const isTaken = medical.state === "acknowledged";
  const ladder = route.ladders.medical;
  const { timeline, tells } = tellsOf({ track: "medical", alert, route, told, nowMs, rung: targetsAt(ladder, medical.step, isTaken) });
  const toldNow = new ToldLog([], told);
  toldNow.add(timeline);
  const routed = decisionOf(route, toldNow, tells.some(({ to }) => to === "call120") || told.isPrompted, nowMs);
  // With nobody to tell the track ends, unless a clinic opens or a contract begins: then it goes on quietly until it does.
  const isOver = !tells.some(({ to }) => to !== "call120") && !mayComeLater(route);
  const againMs = isTaken ? takenDueMs(alert, nowMs) : dueAfter(ladder, medical.step, isTaken, nowMs);
  const turnMs = isTaken || againMs === null ? null : nextTurnMs(alert, route, toldNow, nowMs);
  const dueAtMs = isOver ? null : turnMs === null || againMs === null ? againMs : Math.min(againMs, turnMs);
  return { track: { ...medical, step: medical.step + 1, dueAtMs }, timeline, tells, routed };
}
/** When a medical track that somebody has taken is due again; `null` below critical. */
export function takenDueMs(alert: Pick<Alert, "severity">, nowMs: number): number | null {
  return alert.severity === "critical" ? nowMs + TAKEN_MEDICAL_AGAIN_MS : null;
}
/**
 * When the tracks of a new or worse alert start. On site: at once, unless the ladder of something that may be silenced lets it wait.
 * Medical: as `medicalStartMs` says.
 */
export function withStarts(alert: Alert, route: Route, medicalGrade: boolean, nowMs: number): Alert {
  const { onSite, medical } = alert;
  const delayMs = maySilence(alert.kind) ? firstDelayMs(route.ladders.onSite) : 0;
  const isFirst = onSite.owed && onSite.state === "waiting" && onSite.step === 0 && delayMs > 0;
  return {
    ...alert,
    onSite: isFirst ? { ...onSite, dueAtMs: nowMs + delayMs } : onSite,
    medical: medical.state === "waiting" ? { ...medical, dueAtMs: medicalStartMs(alert, route, medicalGrade, nowMs) } : medical,
  };
}
/**
 * When the medical track of a new or worse alert starts (DOMAIN §5.5): at once for an unstaffed home or a contract that says so, and for a
 * medical-grade critical value; else after the time that staff have to arrive. `null`: no clinic is ever told of this kind.
 */
export function medicalStartMs(alert: Alert, route: Route, medicalGrade: boolean, nowMs: number): number | null {
  if (!alert.medical.owed) return null;
  const tells = [...route.clinics, ...route.closed].map(({ tell }) => tell);
  if (tells.length > 0 && tells.every((tell) => tell === "never")) return null;
  const isConfirmed = medicalGrade && (alert.kind === "vital" || alert.kind === "news2") && alert.severity === "critical";
  if (tells.length === 0 || isConfirmed || tells.includes("at-once")) return nowMs;
  return nowMs + ARRIVAL_GRACE_MS;
}
/** Somebody arrived and no clinic was told: it is told only when staff ask for a doctor. */
export function afterArrival(alert: Alert, told: Told): Alert {
  return told.clinics.size + told.called.size > 0 ? alert : { ...alert, medical: { ...alert.medical, dueAtMs: null } };
}
/** The furthest ahead that a step of this track can be planned, ms. */
export function furthestMs(route: Route, track: Track): number {
  const { steps, repeat } = route.ladders[track];
  const gaps = steps.map(({ afterMs }, index) => afterMs - (steps[index - 1]?.afterMs ?? 0));
  const most = Math.max(0, ...gaps, repeat?.everyMs ?? 0, repeat?.takenEveryMs ?? 0);
  return track === "medical" ? Math.max(most, TAKEN_MEDICAL_AGAIN_MS) : most;
}
