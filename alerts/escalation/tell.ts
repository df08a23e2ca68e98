import type { Alert, TimelineEntry, Track } from "../../domain/alert.ts";
import type { AlertEventType } from "../../domain/delivery.ts";
import type { EscalationTarget } from "../../domain/escalation.ts";
import { ROTA_ROLES, type DutyPerson, type RotaRole } from "../../domain/rota.ts";
import type { Rung } from "./ladder.ts";
import type { Route, RouteClinic } from "./route.ts";

/** Somebody to be told by a step: on a screen, by a webhook, or by staff who are asked to phone. `why` says where it comes from. */
export type Tell = { readonly track: Track; readonly step: number; readonly why: string } & (
  | {
      readonly to: "staff";
      readonly role: RotaRole;
      /** By the rota; empty where none is kept, and in a gap. */
      readonly people: readonly DutyPerson[];
      /** A rota is kept and nobody is on duty: the role's screens are told all the same, and the next target with them. */
      readonly isGap: boolean;
    }
  | { readonly to: "clinic"; readonly clinicId: string; readonly namesAllowed: boolean; readonly eventType: AlertEventType }
  /** A task for staff, never a message: no channel reaches them. */
  | { readonly to: "call"; readonly whom: "inHouse" | "dutyPhone" | "familyContact" }
  | { readonly to: "call120" }
);
export interface Telling {
  readonly track: Track;
  readonly alert: Alert;
  readonly route: Route;
  /** Clinics that were told of this alert. */
  readonly told: ReadonlySet<string>;
  readonly nowMs: number;
  readonly rung: Rung;
}
interface Told {
  readonly tells: readonly Tell[];
  readonly timeline: readonly TimelineEntry[];
}
const isRole = (target: EscalationTarget): target is RotaRole => ROTA_ROLES.some((role) => role === target);

/**
 * Whom a step tells now, and what the timeline says of it. A step that reaches nobody does not cost its time: the next target who is there is
 * told at once, and where there is none, staff are prompted to call 120.
 */
export function tellsOf(telling: Telling): Told {
  const { track, alert, rung } = telling;
  if (rung.targets.length === 0) return { tells: [], timeline: [] };
  const tells = onceEach(rung.targets.flatMap((target) => resolved(telling, target)));
  if (!tells.some(isReached)) tells.push(...bridge(telling));
  const isNobody = !tells.some(isReached);
  if (isNobody && (track === "medical" || alert.prompt120) && !tells.some(({ to }) => to === "call120"))
    tells.push({ to: "call120", track, step: rung.step, why: `${rung.why}: nobody is there` });
  return { tells, timeline: linesOf(telling, tells, track === "medical" && isNobody) };
}
/** Two targets may mean the same clinic or the same call. */
function onceEach(tells: readonly Tell[]): Tell[] {
  const keyOf = (tell: Tell) =>
    tell.to === "clinic" ? tell.clinicId : tell.to === "staff" ? tell.role : tell.to === "call" ? tell.whom : tell.to;
  return [...new Map(tells.map((tell) => [keyOf(tell), tell])).values()];
}
/** On site only hands count: a phone call is a task for somebody who is there. */
function isReached(tell: Tell): boolean {
  if (tell.to === "staff") return !tell.isGap;
  return tell.to === "clinic" || (tell.to === "call" && tell.track === "medical");
}
function bridge(telling: Telling): readonly Tell[] {
  const { rung } = telling;
  for (const target of rung.next) {
    const there = rung.targets.includes(target) ? [] : resolved(telling, target).filter(isReached);
    if (there.length > 0) return there.map((tell) => ({ ...tell, why: `${tell.why}: nobody else is there` }));
  }
  return [];
}
function resolved(telling: Telling, target: EscalationTarget): Tell[] {
  const { track, alert, route, rung } = telling;
  const base = { track, step: rung.step, why: rung.why };
  if (isRole(target)) {
    const { isKept, people } = route.onDuty(target);
    return [{ ...base, to: "staff", role: target, people, isGap: isKept && people.length === 0 }];
  }
  switch (target) {
    case "clinics":
      return [...inHousePhone(telling), ...clinicsNow(telling).map((clinic) => clinicTell(telling, clinic))];
    case "inHouse": {
      if (route.inHouse === null) return [];
      const clinic = route.clinics.find(({ clinicId }) => clinicId === route.inHouse?.clinicId);
      return clinic === undefined ? [{ ...base, to: "call", whom: "inHouse" }] : [clinicTell(telling, clinic)];
    }
    case "dutyPhone":
      return route.contacts.some(({ role }) => role === "onDutyCaregiver" || role === "nurse")
        ? [{ ...base, to: "call", whom: "dutyPhone" }]
        : [];
    case "familyContact":
      return hasFamily(route) ? [{ ...base, to: "call", whom: "familyContact" }] : [];
    case "call120":
      return alert.prompt120 ? [{ ...base, to: "call120" }] : [];
  }
}
/** An in-house institution that only a phone reaches is a task, once, beside the first clinic. */
function inHousePhone({ route, track, rung }: Telling): Tell[] {
  const { inHouse } = route;
  if (inHouse === null || rung.step > 0 || route.clinics.some(({ clinicId }) => clinicId === inHouse.clinicId)) return [];
  return [{ to: "call", whom: "inHouse", track, step: rung.step, why: rung.why }];
}
/** Those told before and the next one. Where the contracts never tell of this kind, the track is due only because staff asked for a doctor. */
function clinicsNow({ alert, route, told }: Telling): readonly RouteClinic[] {
  const isTaken = alert.medical.state === "acknowledged";
  const wanted = route.clinics.filter(({ tell, clinicId }) => tell !== "never" || told.has(clinicId));
  const inOrder = wanted.length === 0 ? route.clinics : wanted;
  return inOrder.slice(0, told.size + 1).filter(({ clinicId }) => !isTaken || told.size === 0 || told.has(clinicId));
}
function clinicTell({ told, track, rung }: Telling, { clinicId, namesAllowed, why }: RouteClinic): Tell {
  const eventType = told.has(clinicId) ? "alert.updated" : "alert.raised";
  return { to: "clinic", track, step: rung.step, clinicId, namesAllowed, eventType, why };
}
function hasFamily({ contacts }: Route): boolean {
  return contacts.some(({ role }) => role === "nextContact" || role === "emergencyContact");
}
function linesOf(telling: Telling, tells: readonly Tell[], isNoClinic: boolean): TimelineEntry[] {
  const { track, alert, route, nowMs, told, rung } = telling;
  const isTaken = track === "onSite" && alert.onSite.state === "acknowledged";
  const lines = tells.flatMap((tell): TimelineEntry[] => {
    switch (tell.to) {
      case "staff": {
        const isAgain = rung.before.has(tell.role);
        const detail = isTaken ? "notArrived" : null;
        const gap: TimelineEntry[] = tell.isGap && !isAgain ? [{ at: nowMs, code: "rotaGap", track, who: tell.role, detail: null }] : [];
        return [...gap, { at: nowMs, code: isAgain ? "repaged" : "told", track, who: tell.role, detail: isAgain ? detail : null }];
      }
      case "clinic": {
        const name = route.clinics.find(({ clinicId }) => clinicId === tell.clinicId)?.name ?? null;
        return [{ at: nowMs, code: told.has(tell.clinicId) ? "repaged" : "told", track, who: name, detail: tell.clinicId }];
      }
      case "call":
        return [{ at: nowMs, code: "toCall", track, who: tell.whom, detail: null }];
      case "call120":
        return [
          { at: nowMs, code: "call120", track, who: hasFamily(route) ? "nextContact" : null, detail: isNoClinic ? "noClinic" : null },
        ];
    }
  });
  // What is new stands before what is said again.
  return [...lines.filter(({ code }) => code !== "repaged"), ...lines.filter(({ code }) => code === "repaged")];
}
