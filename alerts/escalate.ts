import type { Alert, TimelineEntry, TrackState } from "../domain/alert.ts";
import { ARRIVAL_GRACE_MS } from "../domain/contract.ts";
import type { AlertEventType } from "../domain/delivery.ts";
import type { Route } from "./route.ts";

/** Nobody is on the way after a minute: the nurse is told too (RELIABILITY F9, telecare ≤ 60 s of DOMAIN §2.4). */
export const NURSE_AFTER_MS = 60_000;
/** DOMAIN §5.1: nobody arrived after three minutes, staff are paged again, and so on. */
export const ARRIVAL_AFTER_MS = 180_000;
/** RELIABILITY F9: a clinic whose people do not answer is told again every minute. */
export const CLINIC_AGAIN_MS = 60_000;
/** DOMAIN §4.3: taking a critical alert starts a second timer; not resolved by then, it is told again, and so on [M]. */
export const TAKEN_MEDICAL_AGAIN_MS = 15 * 60_000;
/** A warning that somebody has taken is asked after every quarter of an hour [M]. */
const TAKEN_WARNING_AGAIN_MS = 15 * 60_000;

export type Tell =
  | { readonly to: "staff"; readonly role: "onDutyCaregiver" | "nurse"; readonly step: number }
  | {
      readonly to: "clinic";
      readonly clinicId: string;
      readonly namesAllowed: boolean;
      readonly eventType: AlertEventType;
      readonly step: number;
    };
export interface Escalation {
  readonly alert: Alert;
  readonly timeline: readonly TimelineEntry[];
  readonly tells: readonly Tell[];
}
const line = (at: number, code: TimelineEntry["code"], track: TimelineEntry["track"], who: string | null, detail: string | null) => ({
  at,
  code,
  track,
  who,
  detail,
});
interface Due {
  readonly track: TrackState;
  readonly timeline: readonly TimelineEntry[];
  readonly tells: readonly Tell[];
}
/**
 * Takes every step that is due at `nowMs`, at most one per track: what was owed during a stop is due at once, and once.
 * Pure: who was told stands in `told` (clinic ids). The version is not changed; the caller writes it with its own change.
 */
export function escalate(alert: Alert, route: Route, told: ReadonlySet<string>, nowMs: number): Escalation {
  if (alert.state === "resolved") return { alert, timeline: [], tells: [] };
  const onSite = isDue(alert.onSite, nowMs) ? stepOnSite(alert, route, nowMs) : null;
  const medical = isDue(alert.medical, nowMs) ? stepMedical(alert, route, told, nowMs) : null;
  return {
    alert: { ...alert, onSite: onSite?.track ?? alert.onSite, medical: medical?.track ?? alert.medical },
    timeline: [...(onSite?.timeline ?? []), ...(medical?.timeline ?? [])],
    tells: [...(onSite?.tells ?? []), ...(medical?.tells ?? [])],
  };
}
export function isDue(track: TrackState, nowMs: number): boolean {
  return track.owed && track.dueAtMs !== null && track.dueAtMs <= nowMs;
}
function stepOnSite(alert: Alert, route: Route, nowMs: number): Due {
  const { onSite } = alert;
  if (onSite.state === "done") return { track: { ...onSite, dueAtMs: null }, timeline: [], tells: [] };
  const step = onSite.step + 1;
  const caregiver: Tell = { to: "staff", role: "onDutyCaregiver", step: onSite.step };
  const nurse: Tell = { to: "staff", role: "nurse", step: onSite.step };
  const contact = route.hasNextContact ? "nextContact" : null;
  const prompt = alert.prompt120 ? [line(nowMs, "call120", "onSite", contact, null)] : [];
  if (onSite.step === 0) {
    // Where nobody is on site, the track is the named neighbour or relative, or the prompt to call 120 (§5.1).
    const dueAtMs = alert.class === "technical" && alert.severity !== "critical" ? null : nowMs + NURSE_AFTER_MS;
    const told = line(nowMs, "told", "onSite", "onDutyCaregiver", null);
    return { track: { ...onSite, step, dueAtMs }, timeline: route.staffed ? [told] : [told, ...prompt], tells: [caregiver] };
  }
  if (onSite.step === 1) {
    const dueAtMs = alert.class === "technical" ? null : nowMs + ARRIVAL_AFTER_MS - NURSE_AFTER_MS;
    if (onSite.state === "acknowledged") return { track: { ...onSite, step, dueAtMs }, timeline: [], tells: [] };
    const lines = [line(nowMs, "told", "onSite", "nurse", null), line(nowMs, "repaged", "onSite", "onDutyCaregiver", null)];
    return { track: { ...onSite, step, dueAtMs }, timeline: lines, tells: [caregiver, nurse] };
  }
  const isTakenWarning = onSite.state === "acknowledged" && alert.severity !== "critical";
  const dueAtMs = nowMs + (isTakenWarning ? TAKEN_WARNING_AGAIN_MS : ARRIVAL_AFTER_MS);
  const again = line(nowMs, "repaged", "onSite", "onDutyCaregiver", onSite.state === "acknowledged" ? "notArrived" : null);
  const lines = onSite.step === 2 ? [again, ...prompt] : [again];
  return { track: { ...onSite, step, dueAtMs }, timeline: lines, tells: [caregiver, nurse] };
}
function stepMedical(alert: Alert, route: Route, told: ReadonlySet<string>, nowMs: number): Due {
  const { medical } = alert;
  const step = medical.step + 1;
  // Taken, and due again: not resolved in time, worse, or a doctor was called for. Who was told hears it once more.
  const isTaken = medical.state === "acknowledged";
  const wanted = route.clinics.filter(({ tell, clinicId }) => tell !== "never" || told.has(clinicId));
  // Where the contracts never tell of this kind, the track is due only because staff asked for a doctor.
  const atHome = wanted.length === 0 ? route.clinics : wanted;
  // Every further step adds the next clinic under contract.
  const clinics = atHome.slice(0, Math.max(told.size, 0) + 1).filter(({ clinicId }) => !isTaken || told.size === 0 || told.has(clinicId));
  if (clinics.length === 0) {
    const contact = route.hasNextContact ? "nextContact" : null;
    return { track: { ...medical, step, dueAtMs: null }, timeline: [line(nowMs, "call120", "medical", contact, "noClinic")], tells: [] };
  }
  return {
    track: { ...medical, step, dueAtMs: isTaken ? takenDueMs(alert, nowMs) : nowMs + CLINIC_AGAIN_MS },
    timeline: clinics.map(({ clinicId, name }) => line(nowMs, told.has(clinicId) ? "repaged" : "told", "medical", name, clinicId)),
    tells: clinics.map(({ clinicId, namesAllowed }) => ({
      to: "clinic",
      clinicId,
      namesAllowed,
      eventType: told.has(clinicId) ? "alert.updated" : "alert.raised",
      step: medical.step,
    })),
  };
}
/** When a medical track that somebody has taken is due again; `null` below critical. */
export function takenDueMs(alert: Pick<Alert, "severity">, nowMs: number): number | null {
  return alert.severity === "critical" ? nowMs + TAKEN_MEDICAL_AGAIN_MS : null;
}
/**
 * When the medical track of a new or worse alert starts (DOMAIN §5.5): at once for an unstaffed home or a contract that says so, and for a
 * medical-grade critical value; else after the time that staff have to arrive. `null`: no clinic is ever told of this kind.
 */
export function medicalStartMs(alert: Alert, route: Route, medicalGrade: boolean, nowMs: number): number | null {
  if (!alert.medical.owed) return null;
  const tells = route.clinics.map(({ tell }) => tell);
  if (tells.length > 0 && tells.every((tell) => tell === "never")) return null;
  const isConfirmed = medicalGrade && (alert.kind === "vital" || alert.kind === "news2") && alert.severity === "critical";
  if (tells.length === 0 || isConfirmed || tells.includes("at-once")) return nowMs;
  return nowMs + ARRIVAL_GRACE_MS;
}
/** Somebody arrived and no clinic was told: it is told only when staff ask for a doctor. */
export function afterArrival(alert: Alert, told: ReadonlySet<string>): Alert {
  return told.size > 0 ? alert : { ...alert, medical: { ...alert.medical, dueAtMs: null } };
}
