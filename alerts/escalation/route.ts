import type { Alert, Track } from "../../domain/alert.ts";
import { comfortPlanAt, isInPlan } from "../../domain/comfort-plan.ts";
import { holdsAt, tellClinic, type TellClinic } from "../../domain/contract.ts";
import type { Contact } from "../../domain/directory.ts";
import { DEFAULT_LADDERS } from "../../domain/escalation-default.ts";
import { ladderFits, policyAt, type InHouse, type Ladder, type LadderCase } from "../../domain/escalation.ts";
import { onDutyAt, type OnDuty, type RotaRole } from "../../domain/rota.ts";
import { isOpenAt } from "../../domain/time-window.ts";
import type { CareDirectory } from "../ports.ts";
import { owedTracks } from "../life/tracks.ts";

export interface RouteClinic {
  readonly clinicId: string;
  readonly name: string;
  readonly tell: TellClinic;
  readonly namesAllowed: boolean;
  /** `contract …`, or `in-house institution`. */
  readonly why: string;
}
/** A ladder that holds, and where it comes from. */
export interface RouteLadder extends Pick<Ladder, "steps" | "repeat"> {
  /** `default ladder …`, or `policy <version> ladder …`. */
  readonly why: string;
}
/** Who may be told of an alert, in order, as it is at one time. */
export interface Route {
  readonly staffed: boolean;
  readonly ladders: Readonly<Record<Track, RouteLadder>>;
  /** The in-house institution while it is open, then clinics under a contract that holds now, in the order of the contracts. */
  readonly clinics: readonly RouteClinic[];
  /** The in-house institution while it is open; its clinic stands in `clinics` when a webhook reaches it. */
  readonly inHouse: InHouse | null;
  /** Who has a role now by the rota. */
  readonly onDuty: (role: RotaRole) => OnDuty;
  /** Whom staff may have to phone; shown and read out, never pushed. */
  readonly contacts: readonly Contact[];
}
type About = Pick<Alert, "facilityId" | "residentId" | "kind" | "class" | "severity">;

function ladderOf(own: readonly Ladder[], version: number, track: Track, about: LadderCase, nowMs: number): RouteLadder {
  const found = own.find((ladder) => ladderFits(ladder, track, about, nowMs));
  if (found !== undefined) return { steps: found.steps, repeat: found.repeat, why: `policy ${version} ladder ${found.id}` };
  const byDefault = DEFAULT_LADDERS.find((ladder) => ladderFits(ladder, track, about, nowMs));
  if (byDefault === undefined) return { steps: [], repeat: null, why: "no ladder" };
  return { steps: byDefault.steps, repeat: byDefault.repeat, why: `default ladder ${byDefault.id}` };
}
/** Reads the route from the local snapshot; a facility that is not known is treated as unstaffed: fail open. */
export function routeOf(care: CareDirectory, alert: About, nowMs: number): Route {
  const { facilityId, residentId } = alert;
  const staffed = care.facility(facilityId)?.staffed ?? false;
  const held = policyAt(care.escalationPolicies(facilityId), nowMs);
  const own = held?.policy.ladders ?? [];
  const level = residentId === null ? null : (care.resident(residentId)?.level ?? null);
  const about: LadderCase = { kind: alert.kind, class: alert.class, severity: alert.severity, level, staffed };
  const institution = held?.policy.inHouse ?? null;
  const inHouse = institution?.hours.some((window) => isOpenAt(window, nowMs)) === true ? institution : null;
  return {
    staffed,
    ladders: {
      onSite: ladderOf(own, held?.version ?? 0, "onSite", about, nowMs),
      medical: ladderOf(own, held?.version ?? 0, "medical", about, nowMs),
    },
    clinics: clinicsOf(care, alert, staffed, inHouse, nowMs),
    inHouse,
    onDuty(role) {
      const mayServe = (userId: string) => {
        const person = care.staff(userId);
        return person !== undefined && !person.disabled && person.facilityId === facilityId;
      };
      return onDutyAt(care.rota(facilityId), role, nowMs, mayServe);
    },
    contacts: care.contacts(facilityId, residentId),
  };
}
function clinicsOf(care: CareDirectory, alert: About, staffed: boolean, inHouse: InHouse | null, nowMs: number): readonly RouteClinic[] {
  // A comfort plan may keep clinics out of what is only numbers; staff who ask for a doctor reach them all the same.
  const plan = alert.residentId === null || !isInPlan(alert.kind) ? null : comfortPlanAt(care.careSettings(alert.residentId), nowMs);
  const isTold = alert.class !== "technical" && plan?.tellsClinic !== false;
  const tellOf = (contract: Parameters<typeof tellClinic>[0]) => (isTold ? tellClinic(contract, alert.kind, staffed) : "never");
  const holding = care.contracts(alert.facilityId).filter((contract) => holdsAt(contract, nowMs));
  const contracted = holding.flatMap((contract) => {
    const clinic = care.clinic(contract.clinicId);
    if (clinic === undefined) return [];
    return [
      {
        clinicId: clinic.id,
        name: clinic.name,
        tell: tellOf(contract),
        namesAllowed: contract.namesAllowed,
        why: `contract ${contract.id}`,
      },
    ];
  });
  const own = inHouse?.clinicId == null ? undefined : care.clinic(inHouse.clinicId);
  const toldSoon = (clinics: readonly RouteClinic[]) => (isTold ? neverLeftAlone(clinics, alert, staffed) : clinics);
  if (own === undefined) return toldSoon(contracted);
  // DOMAIN §5.6: in-house first. It needs no contract; with one, that says when it is told.
  const under = contracted.find(({ clinicId }) => clinicId === own.id);
  const first = under ?? { clinicId: own.id, name: own.name, tell: tellOf({ tell: {} }), namesAllowed: false, why: "in-house institution" };
  return toldSoon([first, ...contracted.filter(({ clinicId }) => clinicId !== own.id)]);
}
/** Contracts that all say never keep nobody from being told of an emergency where nobody is on site (DOMAIN §5.5, DESIGN promise 3: fail open). */
function neverLeftAlone(clinics: readonly RouteClinic[], alert: About, staffed: boolean): readonly RouteClinic[] {
  const isEmergency = !staffed && alert.severity === "critical" && owedTracks({ ...alert, late: false }, staffed).medical;
  if (!isEmergency || clinics.some(({ tell }) => tell !== "never")) return clinics;
  return clinics.map((clinic) => ({ ...clinic, tell: "at-once", why: `${clinic.why}, which says never: nobody else is there` }));
}
