import type { Alert, Outcome, PersonRef, Track, TrackState } from "../../domain/alert.ts";
import { isDrill } from "../../domain/drill.ts";
import { AnhuError } from "../../domain/errors.ts";
import { alertIdOf } from "../../domain/ids.ts";
import { takenDueMs } from "../escalation/escalate.ts";
import { unresolvedDueMs } from "./unresolved.ts";
import { SEVERITY_RANK } from "../rules/types.ts";
import type { Signal, Usual } from "../signal.ts";
import { againAt, changed, isMoment, isSame, line, mustBeOpen, waiting, type Step } from "./step.ts";
import { owedTracks } from "./tracks.ts";

/** A new alert; both ladders are due at `nowMs`. */
export function raise(signal: Signal, staffed: boolean, nowMs: number): Step {
  const owed = owedTracks(signal, staffed);
  const lateMinutes = Math.round((signal.atMs - signal.observedAtMs) / 60_000);
  const alert: Alert = {
    id: alertIdOf(signal.subjectId, signal.rule, signal.identity),
    facilityId: signal.facilityId,
    subjectId: signal.subjectId,
    residentId: signal.residentId,
    placeId: signal.placeId,
    deviceId: signal.deviceId,
    rule: signal.rule,
    kind: signal.kind,
    class: signal.class,
    severity: signal.severity,
    state: "raised",
    latched: signal.latched,
    conditionActive: signal.type !== "clear" && !isMoment(signal),
    late: signal.late,
    sign: signal.sign,
    value: signal.value,
    observedAtMs: signal.observedAtMs,
    raisedAtMs: signal.atMs,
    resolvedAtMs: null,
    outcome: null,
    prompt120: promptsCall(signal),
    onSite: waiting(owed.onSite, nowMs),
    medical: waiting(owed.medical, nowMs),
    evidenceCount: 1,
    hold: null,
    version: 1,
  };
  const detail = signal.late ? `late ${lateMinutes} min` : signal.usual === undefined ? signal.measureWith : usualText(signal.usual);
  return { alert, timeline: [line(signal.atMs, "raised", { detail })] };
}
/** As a screen reads it: "usual: low-high: minutes", in the unit of the sign. */
function usualText({ low, high, forMs }: Usual): string {
  return `usual: ${low.toFixed(1)}-${high.toFixed(1)}: ${Math.round(forMs / 60_000)}`;
}
/** DOMAIN §5.4: on every critical alert about a person; a silent device is nothing to call an ambulance for. */
function promptsCall(signal: Pick<Signal, "rule" | "severity" | "class" | "prompts120">): boolean {
  return !isDrill(signal) && signal.severity === "critical" && signal.class === "physiological" && signal.prompts120 !== false;
}
/** More of the same. A second press re-opens an on-site track that had ended before it. */
export function addEvidence(alert: Alert, signal: Signal, nowMs: number): Step {
  const isAgain = isMoment(signal);
  const isReopened = isAgain && alert.onSite.doneAtMs !== null && signal.observedAtMs > alert.onSite.doneAtMs;
  const onSite = isReopened
    ? waiting(true, nowMs)
    : isAgain && alert.onSite.owed
      ? { ...alert.onSite, dueAtMs: nowMs, step: 0 }
      : alert.onSite;
  const next = changed(alert, {
    evidenceCount: alert.evidenceCount + 1,
    conditionActive: alert.conditionActive || !isAgain,
    late: alert.late && signal.late,
    onSite: alert.onSite.state === "done" && !isReopened ? alert.onSite : onSite,
  });
  return { alert: next, timeline: [line(signal.atMs, "evidence", { detail: signal.deviceId })] };
}
export function isWorse(alert: Alert, signal: Signal): boolean {
  return SEVERITY_RANK[signal.severity] > SEVERITY_RANK[alert.severity] || (alert.late && !signal.late);
}
/**
 * Critical again, or more deeply so, after somebody had come for it: who came saw something else. Rules say so when it begins anew, gets deeper,
 * or is confirmed.
 */
export function isAnew(alert: Alert, signal: Signal): boolean {
  return !isMoment(signal) && signal.severity === "critical" && alert.onSite.state === "done" && !signal.late;
}
/**
 * Worse than before: the ladders start again, and what was not owed may be owed now. Who came, or took the medical track, did so for something
 * milder: a track that ended is open again, and whoever is on the way or was told hears of it at once.
 */
export function upgrade(alert: Alert, signal: Signal, staffed: boolean, nowMs: number): Step {
  const owed = owedTracks(signal, staffed);
  const { onSite, medical } = alert;
  const open = (track: TrackState, isOwed: boolean, step: number): TrackState =>
    track.state === "done" && !isOwed ? track : { ...waiting(track.owed || isOwed, nowMs), step };
  const code = isWorse(alert, signal) ? "upgraded" : "recurred";
  const isToldAndTaken = medical.state === "acknowledged" && medical.step > 0;
  const next = changed(alert, {
    severity: signal.severity,
    conditionActive: true,
    late: signal.late,
    // What it was raised with stays when it only began anew: a replay of the journal, which knows nobody's arrival, tells the same.
    ...(isWorse(alert, signal) ? { value: signal.value, sign: signal.sign } : {}),
    prompt120: alert.prompt120 || promptsCall(signal),
    onSite:
      onSite.state === "acknowledged" ? { ...againAt(onSite, nowMs), owed: onSite.owed || owed.onSite } : open(onSite, owed.onSite, 0),
    medical: isToldAndTaken
      ? { ...medical, owed: medical.owed || owed.medical, dueAtMs: nowMs }
      : open(medical, owed.medical, medical.step),
    evidenceCount: alert.evidenceCount + 1,
  });
  return { alert: next, timeline: [line(signal.atMs, code, { detail: signal.severity })] };
}
/**
 * The condition ended. ISA-18.2 / IEC 60601-1-8: latched and critical alerts wait for a person, so does one that somebody is at work on;
 * the others go by themselves. A value of which nothing more is known (`expired`) has not ended while it was critical.
 */
export function cleared(alert: Alert, signal: Signal): Step {
  if (signal.why === "expired" && alert.severity === "critical") return { alert, timeline: [] };
  const over = line(signal.atMs, "cleared", { detail: signal.why });
  const isPersonal = alert.class === "physiological" && (alert.latched || alert.severity === "critical" || alert.state !== "raised");
  const isAnswered = alert.kind === "measureNow" && signal.why !== "expired";
  if (isPersonal && !isAnswered) return { alert: changed(alert, { conditionActive: false }), timeline: [over] };
  const outcome: Outcome = signal.why === "confirmed" ? "true" : "unknown";
  const ended = closed(changed(alert, { conditionActive: false }), outcome, signal.atMs);
  return { alert: ended, timeline: [over, line(signal.atMs, "resolved", { detail: outcome })] };
}
function closed(alert: Alert, outcome: Outcome, atMs: number): Alert {
  const end = (track: TrackState): TrackState => ({ ...track, dueAtMs: null });
  return { ...alert, state: "resolved", outcome, resolvedAtMs: atMs, hold: null, onSite: end(alert.onSite), medical: end(alert.medical) };
}
/** Somebody takes a track on. `null`: the same person said so before. @throws {AnhuError} `ALERT_CLOSED`, `CONFLICT` */
export function acknowledge(alert: Alert, track: Track, by: PersonRef, nowMs: number): Step | null {
  mustBeOpen(alert);
  const now = alert[track];
  if (now.state !== "waiting") {
    if (now.by !== null && isSame(now.by, by)) return null;
    const who = now.by?.role ?? "staff";
    throw new AnhuError("CONFLICT", `acknowledging alert ${alert.id}: a ${who} was first on this track; read it again`);
  }
  const taken: TrackState = {
    ...now,
    state: "acknowledged",
    by,
    acknowledgedAtMs: nowMs,
    // A medical track that nothing was planned for (no clinic is told of this kind) gets no second timer either.
    dueAtMs: track === "medical" && now.dueAtMs !== null ? takenDueMs(alert, nowMs) : now.dueAtMs,
  };
  const next = changed(alert, { [track]: taken, state: alert.state === "raised" ? "acknowledged" : alert.state });
  const code = track === "onSite" ? "onTheWay" : "acknowledged";
  return { alert: next, timeline: [line(nowMs, code, { track, who: by.name, detail: by.role })] };
}
/** Somebody stands at the bed, by a tap or by the room's code: the on-site track ends. 非紧急 ends the medical track too. @throws {AnhuError} `ALERT_CLOSED`, `CONFLICT` */
export function arrive(alert: Alert, by: PersonRef, notUrgent: boolean, nowMs: number, byRoomCode = false): Step | null {
  mustBeOpen(alert);
  const { onSite, medical } = alert;
  if (onSite.state === "done") {
    if (onSite.by !== null && isSame(onSite.by, by)) return null;
    throw new AnhuError("CONFLICT", `arriving at alert ${alert.id}: a ${onSite.by?.role ?? "person"} has arrived already; read it again`);
  }
  const acknowledgedAtMs = onSite.acknowledgedAtMs ?? nowMs;
  const endsMedical = notUrgent && medical.state !== "done";
  const next = changed(alert, {
    state: "inProgress",
    hold: alert.hold?.type === "snooze" ? null : alert.hold,
    onSite: { ...onSite, state: "done", by, acknowledgedAtMs, doneAtMs: nowMs, dueAtMs: unresolvedDueMs(alert, nowMs) },
    medical: endsMedical ? { ...medical, state: "done", by: medical.by ?? by, doneAtMs: nowMs, dueAtMs: null } : medical,
  });
  const how = byRoomCode ? ["roomCode"] : [];
  const detail = [notUrgent ? "notUrgent" : by.role, ...how].join(": ");
  return { alert: next, timeline: [line(nowMs, "arrived", { track: "onSite", who: by.name, detail })] };
}
/** 需要医生: the medical track is owed and due now, whatever was said before. @throws {AnhuError} `ALERT_CLOSED` */
export function needDoctor(alert: Alert, by: PersonRef, nowMs: number): Step {
  mustBeOpen(alert);
  const isTaken = alert.medical.state === "acknowledged";
  const medical: TrackState = isTaken ? { ...alert.medical, dueAtMs: nowMs } : { ...waiting(true, nowMs), step: alert.medical.step };
  const called = line(nowMs, "doctorNeeded", { track: "medical", who: by.name, detail: by.role });
  return { alert: changed(alert, { medical }), timeline: [called] };
}
/** A person says how it ended (DOMAIN §5.12). @throws {AnhuError} `ALERT_CLOSED`; `REASON_REQUIRED` while the condition holds */
export function resolve(alert: Alert, by: PersonRef, input: { outcome: Outcome; reason: string | null }, nowMs: number): Step {
  mustBeOpen(alert);
  const reason = input.reason?.trim() ?? "";
  if (alert.conditionActive && reason === "")
    throw new AnhuError("REASON_REQUIRED", `resolving alert ${alert.id}: its condition still holds; say why it may be closed`);
  const detail = reason === "" ? input.outcome : `${input.outcome}: ${reason}`;
  return {
    alert: closed(changed(alert, {}), input.outcome, nowMs),
    timeline: [line(nowMs, "resolved", { who: by.name, detail })],
  };
}
