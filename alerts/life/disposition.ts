import type { Alert, PersonRef, TimelineEntry, TrackState } from "../../domain/alert.ts";
import {
  awaitedVisit,
  DISPOSITION_CODES,
  dispositionDetail,
  dispositionsOf,
  isOfSame,
  isWithinGrace,
  toldClinics,
  type Disposition,
  type NotedDisposition,
} from "../../domain/disposition.ts";
import { AnhuError } from "../../domain/errors.ts";
import { pressTime } from "../../domain/pressed.ts";
import type { Route } from "../escalation/route.ts";
import { changed, line, mustBeOpen, waiting, type Step } from "./step.ts";

export interface DispositionBy {
  readonly by: PersonRef;
  /** Name of the person's clinic as of now; empty: a physician of the home. */
  readonly clinicName: string;
  /** How many dispositions the person has seen. */
  readonly seen: number;
  /** When it was pressed, ms, where it says so. */
  readonly pressedAt?: number | undefined;
}
const MINUTE_MS = 60_000;
/** The same words again so soon are the same press, of which the answer was lost. */
const SENT_TWICE_MS = 60_000;
/** Only words: what became of somebody after the alert was closed. */
const AFTERWARDS: ReadonlySet<Disposition["type"]> = new Set(["advise", "ambulance", "admit"]);

/**
 * A doctor decides. The medical track follows; the one on site never does (DOMAIN §5.1). Advice, an ambulance and an admission end the medical
 * track, a visit keeps it until somebody is there, a refusal opens it again so that the next clinic is told at once.
 * `null`: the same person said so before.
 * @throws {AnhuError} `CONFLICT` another clinic has it, or somebody else decided meanwhile; `ALERT_CLOSED`; `BAD_INPUT` refusing what one was not
 * told; `PRESSED_TOO_LONG_AGO` a visit of which the time is over
 */
export function dispose(
  { alert, timeline }: { readonly alert: Alert; readonly timeline: readonly TimelineEntry[] },
  pressed: Disposition,
  { by, clinicName, seen, pressedAt }: DispositionBy,
  nowMs: number,
): Step | null {
  const { type } = pressed;
  if (!AFTERWARDS.has(type) || !isWithinGrace(alert, nowMs)) mustBeOpen(alert);
  const before = dispositionsOf(timeline);
  const last = before.at(-1);
  const pressedMs = pressTime(pressedAt, alert.raisedAtMs, nowMs);
  if (isPromised(last, pressed, by, pressedMs)) return null;
  const disposition = countedFrom(pressedMs, pressed, alert.id, nowMs);
  const detail = dispositionDetail(disposition, by.clinicId, clinicName);
  const code = DISPOSITION_CODES[type];
  const isAgain = timeline.some(
    (one) => one.code === code && one.who === by.name && one.detail === detail && nowMs - one.at < SENT_TWICE_MS,
  );
  if (isAgain && last?.type === type) return null;
  const said: Step["timeline"] = [line(nowMs, code, { track: "medical", who: by.name, detail })];
  if (type === "refuse") return { alert: refused(alert, timeline, by, nowMs), timeline: said };
  const { medical } = alert;
  const isTaken = medical.state !== "waiting" && medical.by !== null && !isOfSame(medical.by, by);
  const isBeaten = before.slice(seen).some((one) => one.type !== "refuse" && (one.who !== by.name || one.clinicId !== by.clinicId));
  if (isTaken || isBeaten) {
    const who = medical.by?.role ?? "person";
    throw new AnhuError("CONFLICT", `noting a disposition of alert ${alert.id}: a ${who} was first; read it again`);
  }
  if (alert.state === "resolved") return { alert: changed(alert, {}), timeline: said };
  const taken: TrackState = { ...medical, by, acknowledgedAtMs: medical.acknowledgedAtMs ?? nowMs };
  const track: TrackState =
    disposition.type === "visit"
      ? { ...taken, owed: true, state: "acknowledged", doneAtMs: null, dueAtMs: nowMs + disposition.etaMinutes * MINUTE_MS }
      : { ...taken, state: "done", doneAtMs: nowMs, dueAtMs: null };
  const next = changed(alert, {
    medical: track,
    state: alert.state === "raised" ? "acknowledged" : alert.state,
    prompt120: alert.prompt120 || (disposition.type === "ambulance" && disposition.calledBy === "home"),
  });
  return { alert: next, timeline: said };
}
/** Did they promise the same visit before, for the same time? The same press, of which the answer was lost. */
function isPromised(last: NotedDisposition | undefined, pressed: Disposition, by: PersonRef, pressedMs: number): boolean {
  if (pressed.type !== "visit" || last?.type !== "visit" || last.etaMs === null) return false;
  const isTheirs = last.who === by.name && last.clinicId === by.clinicId && last.text === pressed.text;
  return isTheirs && Math.abs(last.etaMs - (pressedMs + pressed.etaMinutes * MINUTE_MS)) < MINUTE_MS;
}
/** A visit that was heard of later than it was pressed: in how many minutes from now. @throws {AnhuError} `PRESSED_TOO_LONG_AGO` */
function countedFrom(pressedMs: number, pressed: Disposition, alertId: string, nowMs: number): Disposition {
  if (pressed.type !== "visit") return pressed;
  const etaMinutes = Math.ceil(pressed.etaMinutes - (nowMs - pressedMs) / MINUTE_MS);
  if (etaMinutes >= 1) return { ...pressed, etaMinutes };
  throw new AnhuError(
    "PRESSED_TOO_LONG_AGO",
    `noting a visit for alert ${alertId}: its time is over already; say anew when somebody is there`,
  );
}
function refused(alert: Alert, timeline: readonly TimelineEntry[], by: PersonRef, nowMs: number): Alert {
  const { medical, onSite } = alert;
  if (by.clinicId === null || !toldClinics(timeline).has(by.clinicId))
    throw new AnhuError("BAD_INPUT", `refusing alert ${alert.id}: your clinic was not told of it; there is nothing to refuse`);
  // Somebody else has it: the refusal is noted, and changes nothing.
  const isFree = medical.state === "waiting" ? medical.owed : isOfSame(medical.by, by);
  if (!isFree) return changed(alert, {});
  const isUntaken = alert.state === "acknowledged" && onSite.state === "waiting";
  return changed(alert, { medical: opened(medical, nowMs), state: isUntaken ? "raised" : alert.state });
}
/** Open again, and due now: whoever was told hears of it, and the next clinic. */
function opened(medical: TrackState, nowMs: number): TrackState {
  return { ...waiting(true, nowMs), step: medical.step };
}
/**
 * Somebody of the clinic stands at the bed: the medical track ends.
 * @throws {AnhuError} `ALERT_CLOSED`; `BAD_INPUT` when no visit is awaited; `PRESSED_TOO_LONG_AGO` a visit promised anew since is another one
 */
export function visitArrived(
  { alert, timeline }: { readonly alert: Alert; readonly timeline: readonly TimelineEntry[] },
  by: PersonRef,
  nowMs: number,
  pressedAt?: number,
): Step | null {
  mustBeOpen(alert);
  const visits = dispositionsOf(timeline).filter(({ type }) => type === "visit");
  const visit = visits.at(-1);
  if (visit === undefined) throw new AnhuError("BAD_INPUT", `noting an arrival for alert ${alert.id}: no clinic said that it would come`);
  if (visit.arrivedAtMs !== null) return null;
  const isAnother = visits.length > 1 && visit.who !== by.name && visit.at > pressTime(pressedAt, alert.raisedAtMs, nowMs);
  if (isAnother)
    throw new AnhuError("PRESSED_TOO_LONG_AGO", `noting an arrival for alert ${alert.id}: another visit was promised since; read it again`);
  const { medical } = alert;
  const track: TrackState = {
    ...medical,
    state: "done",
    by: medical.by ?? by,
    acknowledgedAtMs: medical.acknowledgedAtMs ?? nowMs,
    doneAtMs: nowMs,
    dueAtMs: null,
  };
  const detail = `${visit.clinicId ?? "-"}: ${visit.clinicName}`;
  return {
    alert: changed(alert, { medical: track }),
    timeline: [line(nowMs, "visitArrived", { track: "medical", who: by.name, detail })],
  };
}
/** The time that a visitor had given is over, and nobody is there: the clinics are called again, the next one too. `null`: it is not so. */
export function overdueVisit(
  { alert, timeline }: { readonly alert: Alert; readonly timeline: readonly TimelineEntry[] },
  nowMs: number,
): Step | null {
  const { medical } = alert;
  if (alert.state === "resolved" || medical.state !== "acknowledged" || medical.dueAtMs === null || medical.dueAtMs > nowMs) return null;
  const visit = awaitedVisit(timeline);
  if (visit === null || visit.etaMs === null || visit.etaMs > nowMs) return null;
  return {
    alert: changed(alert, { medical: opened(medical, nowMs) }),
    timeline: [line(nowMs, "visitOverdue", { track: "medical", who: visit.clinicName, detail: visit.clinicId })],
  };
}
/** Whatever else was due meanwhile, a promised visit is asked after when its time is over. */
export function keepVisit(alert: Alert, timeline: readonly TimelineEntry[], nowMs: number): Alert {
  if (alert.state === "resolved" || alert.medical.state !== "acknowledged") return alert;
  const visit = awaitedVisit(timeline);
  if (visit === null || visit.etaMs === null || visit.etaMs <= nowMs) return alert;
  const dueAtMs = Math.min(alert.medical.dueAtMs ?? visit.etaMs, visit.etaMs);
  return dueAtMs === alert.medical.dueAtMs ? alert : { ...alert, medical: { ...alert.medical, dueAtMs } };
}
/** The route without those who refused, whom nobody tells again of this alert. */
export function willing(route: Route, refusing: ReadonlySet<string>): Route {
  if (refusing.size === 0) return route;
  const isWilling = ({ clinicId }: { readonly clinicId: string }) => !refusing.has(clinicId);
  return { ...route, clinics: route.clinics.filter(isWilling), closed: route.closed.filter(isWilling) };
}
