import type { Alert, TimelineEntry } from "../../domain/alert.ts";
import { held, masked, release } from "./hold.ts";
import { addEvidence, isAnew, isWorse, raise, upgrade } from "./lifecycle.ts";
import type { Evidence } from "../ports.ts";
import type { Signal } from "../signal.ts";
import { breaksSnooze, endSnooze } from "./snooze.ts";
import { andThen, type Step } from "./step.ts";

/** What a signal adds to an alert, for the records. */
export function evidenceOf(signal: Signal): readonly Evidence[] {
  const { identity, observedAtMs: atMs, deviceId, sign, value, devices = [], residents = [] } = signal;
  return [
    { identity, atMs, deviceId, sign, value },
    ...devices.map((id) => ({ identity: `${identity}/${id}`, atMs, deviceId: id, sign, value })),
    ...residents.map((id) => ({ identity: `${identity}/${id}`, atMs, deviceId: null, sign, value })),
  ];
}
/** Which devices or residents an alert of many is about. */
function listed(ids: readonly string[], at: number): readonly TimelineEntry[] {
  return ids.length === 0 ? [] : [{ at, code: "evidence", track: null, who: null, detail: `${ids.length}: ${ids.join(" ")}` }];
}
/** A new alert with its list; held from the first moment when `hold` says so. */
export function raised(signal: Signal, staffed: boolean, hold: Alert["hold"], nowMs: number): Step {
  const { devices = [], residents = [] } = signal;
  const { alert, timeline } = raise(signal, staffed, nowMs);
  const first: Step = {
    alert: { ...alert, evidenceCount: alert.evidenceCount + devices.length + residents.length },
    timeline: [...timeline, ...listed([...devices, ...residents], signal.atMs)],
  };
  return hold === null || hold.type === "snooze" ? first : { ...andThen(first, (made) => held(made, hold, signal.atMs)) };
}
/**
 * More of an open alert. `isMore`: its ladders start again, in so far as nothing holds it. A silence is broken by what is critical, a snooze by
 * what is worse; of a group see `grouping.ts`.
 */
export function heard(alert: Alert, signal: Signal, staffed: boolean, nowMs: number): { readonly step: Step; readonly isMore: boolean } {
  const { hold } = alert;
  const isMore = isWorse(alert, signal) || isAnew(alert, signal);
  const list = listed(signal.residents ?? [], signal.atMs);
  const more = isMore ? upgrade(alert, signal, staffed, nowMs) : addEvidence(alert, signal, nowMs);
  const step = isMore || list.length === 0 ? more : { ...more, timeline: list };
  if (hold === null) return { step, isMore };
  if (hold.type === "snooze") {
    const isBroken = breaksSnooze(alert, signal);
    return { step: isBroken ? andThen(step, (next) => endSnooze(next, "worse", null, nowMs)) : step, isMore };
  }
  if (hold.type === "silence" && signal.severity === "critical")
    return { step: andThen(step, (next) => release(next, staffed, "worse", null, nowMs)), isMore: true };
  // A doctor whom a person called for it is called until one answers.
  const isCalled = alert.medical.owed;
  const kept = (next: Alert): Step => {
    const rest = masked(next, hold);
    return isCalled ? { ...rest, alert: { ...rest.alert, medical: next.medical } } : rest;
  };
  return { step: andThen(step, kept), isMore: false };
}
