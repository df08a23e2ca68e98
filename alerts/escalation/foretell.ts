import type { Alert, Severity, TimelineEntry } from "../../domain/alert.ts";
import type { Foretold } from "../../domain/foretold.ts";
import type { RouteDecision } from "../../domain/tell-reason.ts";
import { decisionOf } from "./clinic-turn.ts";
import { escalate, withStarts } from "./escalate.ts";
import { raise } from "../life/lifecycle.ts";
import type { CareDirectory } from "../ports.ts";
import { routeOf } from "./route.ts";
import { SEVERITY_RANK, type Rule } from "../rules/types.ts";
import type { Signal } from "../signal.ts";
import type { Tell } from "./tell.ts";
import { CLINIC_DUTY, ToldLog } from "./told.ts";

/** A ladder repeats without end: nobody reads more than this many lines. */
const MOST = 500;

/** What an alert would be about. */
export type ForetellAbout = Pick<
  Signal,
  "facilityId" | "residentId" | "placeId" | "subjectId" | "rule" | "kind" | "class" | "severity" | "medicalGrade" | "prompts120"
>;
/**
 * Who would be told, and when, if this alert were raised at `atMs` and nobody acted: the same pure steps that the desk takes, on the
 * directory as it is now (what is laid down for a later time included), up to `forMs` after.
 */
export function foretell(care: CareDirectory, about: ForetellAbout, atMs: number, forMs: number): readonly Foretold[] {
  const staffed = care.facility(about.facilityId)?.staffed ?? false;
  const raised = raise(foretoldSignal(about, atMs), staffed, atMs).alert;
  let alert = withStarts(raised, routeOf(care, raised, atMs), about.medicalGrade, atMs);
  const told = new ToldLog([]);
  const found: Foretold[] = [];
  for (let nowMs = atMs; nowMs <= atMs + forMs && found.length < MOST;) {
    const step = escalate(alert, routeOf(care, alert, nowMs), told, nowMs);
    ({ alert } = step);
    told.add(step.timeline);
    for (const tell of step.tells) found.push({ afterMs: nowMs - atMs, ...spoken(tell) });
    const dues = [alert.onSite, alert.medical].flatMap(({ owed, dueAtMs }) => (owed && dueAtMs !== null ? [dueAtMs] : []));
    if (dues.length === 0) break;
    nowMs = Math.max(nowMs + 1, Math.min(...dues));
  }
  return found;
}
/** The alert that it would be. */
function foretoldSignal(about: ForetellAbout, atMs: number): Signal {
  return {
    ...about,
    ...{ type: "raise", deviceId: null, latched: true, identity: "foretold", sign: null, value: null },
    ...{ observedAtMs: atMs, atMs, late: false, measureWith: null, why: null },
  };
}
/** What the routing thinks of every clinic for such an alert at that time, before anybody was told. */
export function decideAhead(care: CareDirectory, about: ForetellAbout, atMs: number): RouteDecision {
  const staffed = care.facility(about.facilityId)?.staffed ?? false;
  return decideNow(care, raise(foretoldSignal(about, atMs), staffed, atMs).alert, [], atMs);
}
/** The same for an alert that is open now. */
export function decideNow(care: CareDirectory, alert: Alert, timeline: readonly TimelineEntry[], nowMs: number): RouteDecision {
  const told = new ToldLog(timeline);
  return decisionOf(routeOf(care, alert, nowMs), told, told.isPrompted, nowMs);
}
/** A tell in the words of what is foretold. */
export function spoken(tell: Tell): Omit<Foretold, "afterMs"> {
  const { track, why, reasons } = tell;
  const nobody = { userIds: [], clinicId: null, isGap: false, reasons };
  switch (tell.to) {
    case "staff": {
      const userIds = tell.people.map(({ userId }) => userId);
      const duty = tell.people.map((person) => person.why);
      return { track, target: tell.role, how: "screen", ...nobody, userIds, isGap: tell.isGap, why: [why, ...duty].join("; ") };
    }
    case "clinic":
      return { track, target: "clinics", how: "webhook", ...nobody, clinicId: tell.clinicId, why };
    case "call":
      if (tell.whom === CLINIC_DUTY) return { track, target: "clinics", how: "callByStaff", ...nobody, clinicId: tell.clinicId, why };
      return { track, target: tell.whom, how: "callByStaff", ...nobody, why };
    case "call120":
      return { track, target: "call120", how: "prompt", ...nobody, why };
  }
}
/** The worst severity that a rule raises. */
export function worstOf(rule: Rule): Severity {
  if (rule.kind === "news2" || rule.type === "absence") return "critical";
  const severities: readonly Severity[] = "levels" in rule ? rule.levels.map(({ severity }) => severity) : [rule.severity];
  return severities.reduce((worst, one) => (SEVERITY_RANK[one] > SEVERITY_RANK[worst] ? one : worst), "info");
}
