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
} from "../../domain/disposition.ts";
import { AnhuError } from "../../domain/errors.ts";
import type { Route } from "../escalation/route.ts";
import { changed, line, mustBeOpen, waiting, type Step } from "./step.ts";

export interface DispositionBy {
  readonly by: PersonRef;
  /** Name of the person's clinic as of now; empty: a physician of the home. */
  readonly clinicName: string;
  /** How many dispositions the person has seen. */
  readonly seen: number;
}
/** The same words again so soon are the same press, of which the answer was lost. */
const SENT_TWICE_MS = 60_000;
/** Only words: what became of somebody after the alert was closed. */
const AFTERWARDS: ReadonlySet<Disposition["type"]> = new Set(["advise", "ambulance", "admit"]);

/**
 * A doctor decides. The medical track follows; the one on site never does (DOMAIN §5.1). Advice, an ambulance and an admission end the medical
 * track, a visit keeps it until somebody is there, a refusal opens it again so that the next clinic is told at once.
 * `null`: the same person said so before.
 * @throws {AnhuError} `CONFLICT` another clinic has it, or somebody else decided meanwhile; `ALERT_CLOSED`; `BAD_INPUT` refusing what one was not told
 */
export function dispose(
  { alert, timeline }: { readonly alert: Alert; readonly timeline: readonly TimelineEntry[] },
  disposition: Disposition,
  { by, clinicName, seen }: DispositionBy,
  nowMs: number,
): Step | null {
  const { type } = disposition;
  if (!AFTERWARDS.has(type) || !isWithinGrace(alert, nowMs)) mustBeOpen(alert);
  const detail = dispositionDetail(disposition, by.clinicId, clinicName);
  const before = dispositionsOf(timeline);
  const last = before.at(-1);
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
      ? { ...taken, owed: true, state: "acknowledged", doneAtMs: null, dueAtMs: nowMs + disposition.etaMinutes * 60_000 }
      : { ...taken, state: "done", doneAtMs: nowMs, dueAtMs: null };
  const next = changed(alert, {
    medical: track,
    state: alert.state === "raised" ? "acknowledged" : alert.state,
    prompt120: alert.prompt120 || (disposition.type === "ambulance" && disposition.calledBy === "home"),
  });
  return { alert: next, timeline: said };
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
/** Somebody of the clinic stands at the bed: the medical track ends. @throws {AnhuError} `ALERT_CLOSED`; `BAD_INPUT` when no visit is awaited */
export function visitArrived(
  { alert, timeline }: { readonly alert: Alert; readonly timeline: readonly TimelineEntry[] },
  by: PersonRef,
  nowMs: number,
): Step | null {
  mustBeOpen(alert);
  const visit = dispositionsOf(timeline).findLast(({ type }) => type === "visit");
  if (visit === undefined) throw new AnhuError("BAD_INPUT", `noting an arrival for alert ${alert.id}: no clinic said that it would come`);
  if (visit.arrivedAtMs !== null) return null;
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
