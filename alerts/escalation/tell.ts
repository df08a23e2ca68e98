import type { Alert, TimelineEntry, Track } from "../../domain/alert.ts";
import type { AlertEventType } from "../../domain/delivery.ts";
import type { EscalationTarget } from "../../domain/escalation.ts";
import { ROTA_ROLES, type DutyPerson, type RotaRole, type ScreenRole } from "../../domain/rota.ts";
import type { Rung } from "./ladder.ts";
import type { TellReason } from "../../domain/tell-reason.ts";
import { turnOf } from "./clinic-turn.ts";
import type { RouteClinic } from "./clinics.ts";
import type { Route, RouteLadder } from "./route.ts";
import { CLINIC_DUTY, NO_CLINIC, type Told } from "./told.ts";

/** Somebody to be told by a step: on a screen, by a webhook, or by staff who are asked to phone. `why` says where it comes from. */
export type Tell = { readonly track: Track; readonly step: number; readonly why: string; readonly reasons: readonly TellReason[] } & (
  | {
      readonly to: "staff";
      readonly role: ScreenRole;
      /** By the rota; empty where none is kept, and in a gap. */
      readonly people: readonly DutyPerson[];
      /** A rota is kept and nobody is on duty: the role's screens are told all the same, and the next target with them. */
      readonly isGap: boolean;
    }
  | { readonly to: "clinic"; readonly clinicId: string; readonly namesAllowed: boolean; readonly eventType: AlertEventType }
  /** A task for staff, never a message: no channel reaches them. */
  | { readonly to: "call"; readonly whom: "inHouse" | "dutyPhone" | "familyContact" | "postedDoctor" }
  /** A clinic outside its hours: staff ring the duty phone of its contract. */
  | { readonly to: "call"; readonly whom: typeof CLINIC_DUTY; readonly clinicId: string }
  | { readonly to: "call120" }
);
export interface Telling {
  readonly track: Track;
  readonly alert: Alert;
  readonly route: Route;
  /** Who of the clinics knows of this alert. */
  readonly told: Told;
  readonly nowMs: number;
  readonly rung: Rung;
}
interface Said {
  readonly tells: readonly Tell[];
  readonly timeline: readonly TimelineEntry[];
}
const isRole = (target: EscalationTarget): target is RotaRole => ROTA_ROLES.some((role) => role === target);

/**
 * Whom a step tells now, and what the timeline says of it. A step that reaches nobody does not cost its time: the next target who is there is
 * told at once, and where there is none, staff are prompted to call 120.
 */
export function tellsOf(telling: Telling): Said {
  const { track, alert, rung, route, told } = telling;
  if (rung.targets.length === 0) return { tells: [], timeline: [] };
  const tells = onceEach(rung.targets.flatMap((target) => resolved(telling, target)));
  const isThere = (tell: Tell) => isReached(tell, route);
  if (!tells.some(isThere)) tells.push(...bridge(telling));
  const isNobody = !tells.some(isThere);
  const isNoClinic = track === "medical" && isNobody;
  if (isNobody && (isNoClinic ? !told.isPrompted : alert.prompt120) && !tells.some(({ to }) => to === "call120"))
    tells.push({ to: "call120", track, step: rung.step, why: `${rung.why}: nobody is there`, reasons: nobodyReasons(telling, isNoClinic) });
  return { tells, timeline: linesOf(telling, tells, isNoClinic) };
}
/** Two targets may mean the same clinic or the same call. */
function onceEach(tells: readonly Tell[]): Tell[] {
  const keyOf = (tell: Tell) =>
    tell.to === "clinic"
      ? tell.clinicId
      : tell.to === "staff"
        ? tell.role
        : tell.to === "call"
          ? `${tell.whom} ${tell.whom === CLINIC_DUTY ? tell.clinicId : ""}`
          : tell.to;
  return [...new Map(tells.map((tell) => [keyOf(tell), tell])).values()];
}
/** On site only hands count: a phone call is a task for somebody who is there. Whoever is closed may not answer the phone either. */
function isReached(tell: Tell, { inHouse }: Route): boolean {
  if (tell.to === "staff") return !tell.isGap;
  if (tell.to !== "call") return tell.to === "clinic";
  return tell.track === "medical" && tell.whom !== CLINIC_DUTY && (tell.whom !== "inHouse" || inHouse !== null);
}
function nobodyReasons({ route }: Telling, isNoClinic: boolean): readonly TellReason[] {
  if (!isNoClinic) return [{ code: "nobodyElse" }];
  return [{ code: route.closed.length > 0 ? "noClinicOpen" : "noClinic" }];
}
function bridge(telling: Telling): readonly Tell[] {
  const { rung, route } = telling;
  for (const target of rung.next) {
    const there = rung.targets.includes(target) ? [] : resolved(telling, target).filter((tell) => isReached(tell, route));
    if (there.length > 0)
      return there.map((tell) => ({
        ...tell,
        why: `${tell.why}: nobody else is there`,
        reasons: [...tell.reasons, { code: "nobodyElse" as const }],
      }));
  }
  return [];
}
function resolved(telling: Telling, target: EscalationTarget): Tell[] {
  const { track, alert, route, rung } = telling;
  const base = { track, step: rung.step, why: rung.why, reasons: rungReasons(route.ladders[track], rung) };
  const byPhone = { ...base, reasons: [...base.reasons, { code: "staffPhone" as const }] };
  if (isRole(target)) {
    const { isKept, people } = route.onDuty(target);
    const code = !isKept ? "noRota" : people.length === 0 ? "rotaGap" : "onDuty";
    const reasons = [...base.reasons, { code } as const];
    return [{ ...base, reasons, to: "staff", role: target, people, isGap: isKept && people.length === 0 }];
  }
  switch (target) {
    case "manager":
      return [{ ...base, to: "staff", role: target, people: [], isGap: false }];
    case "clinics": {
      const { clinics, calls } = turnOf(alert, route, telling.told, telling.nowMs);
      return [
        ...inHousePhone(telling, clinics.length === 0),
        ...calls.map(({ clinicId, why, reasons }): Tell => ({ ...base, why, reasons, to: "call", whom: CLINIC_DUTY, clinicId })),
        ...clinics.map((clinic) => clinicTell(telling, clinic)),
      ];
    }
    case "inHouse": {
      if (route.inHouse === null) return [];
      const clinic = route.clinics.find(({ clinicId }) => clinicId === route.inHouse?.clinicId);
      return clinic === undefined ? [{ ...byPhone, to: "call", whom: "inHouse" }] : [clinicTell(telling, clinic)];
    }
    case "dutyPhone":
      return route.contacts.some(({ role }) => role === "onDutyCaregiver" || role === "nurse")
        ? [{ ...byPhone, to: "call", whom: "dutyPhone" }]
        : [];
    case "postedDoctor":
      return route.posted.length > 0 ? [{ ...byPhone, to: "call", whom: "postedDoctor" }] : [];
    case "familyContact":
      return hasFamily(route) ? [{ ...byPhone, to: "call", whom: "familyContact" }] : [];
    case "call120":
      return alert.prompt120 ? [{ ...base, to: "call120" }] : [];
  }
}
/** An in-house institution that only a phone reaches is a task, once, beside the first clinic; a closed one, when no clinic is open. */
function inHousePhone({ route, track, rung, told }: Telling, isNoClinic: boolean): Tell[] {
  const { inHouse, inHouseClosed } = route;
  const task: Tell = { to: "call", whom: "inHouse", track, step: rung.step, why: rung.why, reasons: [{ code: "inHouse" }] };
  if (inHouse === null) {
    const isLast = isNoClinic && !told.isPrompted && inHouseClosed !== null && inHouseClosed.dutyPhone !== null;
    return isLast ? [{ ...task, reasons: [{ code: "inHouse" }, { code: "closedDutyPhone" }] }] : [];
  }
  if (rung.step > 0 || route.clinics.some(({ clinicId }) => clinicId === inHouse.clinicId)) return [];
  return [task];
}
function clinicTell({ told, track, rung }: Telling, { clinicId, namesAllowed, why, reasons }: RouteClinic): Tell {
  const eventType = told.clinics.has(clinicId) ? "alert.updated" : "alert.raised";
  return { to: "clinic", track, step: rung.step, clinicId, namesAllowed, eventType, why, reasons };
}
/** Which step of which ladder it is. */
function rungReasons({ id, version, steps }: RouteLadder, { step }: Rung): readonly TellReason[] {
  return [{ code: "ladder", ladder: id, version, ...(step < steps.length ? { step } : {}) }];
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
        return [{ at: nowMs, code: told.clinics.has(tell.clinicId) ? "repaged" : "told", track, who: name, detail: tell.clinicId }];
      }
      case "call":
        return [{ at: nowMs, code: "toCall", track, who: tell.whom, detail: tell.whom === CLINIC_DUTY ? tell.clinicId : null }];
      case "call120":
        return [{ at: nowMs, code: "call120", track, who: hasFamily(route) ? "nextContact" : null, detail: isNoClinic ? NO_CLINIC : null }];
    }
  });
  // What is new stands before what is said again.
  return [...lines.filter(({ code }) => code !== "repaged"), ...lines.filter(({ code }) => code === "repaged")];
}
