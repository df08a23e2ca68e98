import type { Alert, AlertKind, PersonRef, TimelineEntry, TrackState } from "../../domain/alert.ts";
import { AnhuError } from "../../domain/errors.ts";

/** The alert after a step, and what the step adds to its timeline. */
export interface Step {
  readonly alert: Alert;
  readonly timeline: readonly TimelineEntry[];
}
export const line = (at: number, code: TimelineEntry["code"], more: Partial<TimelineEntry> = {}): TimelineEntry => ({
  at,
  code,
  track: null,
  who: null,
  detail: null,
  ...more,
});
export const changed = (alert: Alert, change: Partial<Alert>): Alert => ({ ...alert, ...change, version: alert.version + 1 });
/** A track that nobody has taken; due at `dueAtMs` when it is owed. */
export const waiting = (owed: boolean, dueAtMs: number | null): TrackState => ({
  owed,
  state: "waiting",
  by: null,
  acknowledgedAtMs: null,
  doneAtMs: null,
  dueAtMs: owed ? dueAtMs : null,
  step: 0,
});
/** Told again at `nowMs`: whoever said to be on the way too, with whom a later step of the ladder might spare the others. */
export const againAt = (track: TrackState, nowMs: number): TrackState => ({
  ...track,
  dueAtMs: nowMs,
  step: track.state === "acknowledged" ? 0 : track.step,
});
/** One step after another, as one change of the alert. */
export function andThen(first: Step, next: (alert: Alert) => Step): Step {
  const { alert, timeline } = next(first.alert);
  return { alert: { ...alert, version: first.alert.version }, timeline: [...first.timeline, ...timeline] };
}
const MOMENTS: Readonly<Partial<Record<AlertKind, true>>> = { sos: true, fall: true, help: true, leak: true, smoke: true, gas: true };
/** An event is a moment, not a condition of which the system sees the end. */
export function isMoment({ kind }: { readonly kind: AlertKind }): boolean {
  return kind in MOMENTS;
}
export function isSame(a: PersonRef, b: PersonRef): boolean {
  return a.role === b.role && a.userId === b.userId && a.clinicId === b.clinicId && a.name === b.name;
}
/** @throws {AnhuError} `ALERT_CLOSED` */
export function mustBeOpen(alert: Alert): void {
  if (alert.state === "resolved") throw new AnhuError("ALERT_CLOSED", `changing alert ${alert.id}: it was resolved; read it again`);
}
