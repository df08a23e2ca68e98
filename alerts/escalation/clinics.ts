import type { Alert } from "../../domain/alert.ts";
import { isEmergency, neededServices } from "../../domain/alert-services.ts";
import { comfortPlanAt, isInPlan } from "../../domain/comfort-plan.ts";
import { holdsAt, tellClinic, TELL_CLINIC, type Contract, type TellClinic } from "../../domain/contract.ts";
import type { InHouse } from "../../domain/escalation.ts";
import type { ServiceItem } from "../../domain/service-items.ts";
import type { ClinicDecision, TellReason } from "../../domain/tell-reason.ts";
import { isOpenAt } from "../../domain/time-window.ts";
import { owedTracks } from "../life/tracks.ts";
import type { CareDirectory } from "../ports.ts";

export interface RouteClinic {
  readonly clinicId: string;
  readonly name: string;
  readonly tell: TellClinic;
  readonly namesAllowed: boolean;
  /** `contract …`, or `in-house institution`. */
  readonly why: string;
  readonly reasons: readonly TellReason[];
  readonly priority: number;
  readonly dutyPhone: string | null;
  readonly answerWithinMs: number | null;
  /** Told with the first clinic, beside it: it takes nobody's turn. */
  readonly beside: boolean;
  /** Place among all clinics of the route, open and closed. */
  readonly rank: number;
}
export interface RouteClinics {
  /** Told by push, in order. */
  readonly open: readonly RouteClinic[];
  /** Outside their hours: their duty phone is a call for staff. */
  readonly closed: readonly RouteClinic[];
  /** Not told, and why. */
  readonly others: readonly ClinicDecision[];
}
export type ClinicsAbout = Pick<Alert, "facilityId" | "residentId" | "kind" | "class" | "severity">;
/** Is the service that the alert needs in the contract; `own`: an in-house institution, which needs no contract. */
type Service = "own" | "listed" | "unlisted" | "missing";
interface Candidate {
  readonly clinicId: string;
  readonly name: string;
  readonly contract: Contract | null;
  readonly isInHouse: boolean;
  readonly isFamilyDoctor: boolean;
  readonly isOpen: boolean;
  readonly service: Service;
  readonly tell: TellClinic;
}
/**
 * Clinics for an alert at one time, in the order in which they are told: the in-house institution while it is open (DOMAIN §5.6), the resident's
 * family doctor for what is no emergency, then by priority and by the start of the contract. Of overlapping contracts with one clinic the better
 * one counts. Fails open: where no open clinic has the service that an emergency needs, those without it are told.
 */
export function clinicsAt(
  care: CareDirectory,
  about: ClinicsAbout,
  staffed: boolean,
  inHouse: InHouse | null,
  nowMs: number,
): RouteClinics {
  const urgent = isEmergency(about);
  const needed = neededServices(about);
  // A comfort plan may keep clinics out of what is only numbers; staff who ask for a doctor reach them all the same.
  const plan = about.residentId === null || !isInPlan(about.kind) ? null : comfortPlanAt(care.careSettings(about.residentId), nowMs);
  const isKeptOut = plan?.tellsClinic === false;
  const isTold = about.class !== "technical" && !isKeptOut;
  const tellOf = (contract: Pick<Contract, "tell">): TellClinic => (isTold ? tellClinic(contract, about.kind, staffed) : "never");
  const mine = care.contracts(about.facilityId).filter(({ residentId }) => residentId === null || residentId === about.residentId);
  const holding = mine.filter((contract) => holdsAt(contract, nowMs));
  const candidates = holding.flatMap((contract): Candidate[] => {
    const clinic = care.clinic(contract.clinicId);
    if (clinic === undefined) return [];
    const isInHouse = inHouse?.clinicId === clinic.id;
    return [
      {
        ...{ clinicId: clinic.id, name: clinic.name, contract, isInHouse, isFamilyDoctor: contract.residentId !== null },
        isOpen: isInHouse || contract.hours.length === 0 || contract.hours.some((window) => isOpenAt(window, nowMs)),
        ...{ service: isInHouse ? "own" : serviceOf(contract, needed), tell: tellOf(contract) },
      },
    ];
  });
  const own = inHouse?.clinicId == null ? undefined : care.clinic(inHouse.clinicId);
  if (own !== undefined && !candidates.some(({ isInHouse }) => isInHouse))
    candidates.push({
      ...{ clinicId: own.id, name: own.name, contract: null, isInHouse: true, isFamilyDoctor: false, isOpen: true },
      ...{ service: "own", tell: tellOf({ tell: {} }) },
    });
  const best = [...Map.groupBy(candidates, ({ clinicId }) => clinicId).values()].flatMap((same) => same.toSorted(better).slice(0, 1));
  const isFit = ({ service }: Candidate) => service !== "missing";
  const hasFit = best.some((one) => one.isOpen && isFit(one));
  /** Where nobody has the service: an emergency asks whoever is there, anything else whoever answers emergencies. */
  const isFallback = ({ contract }: Candidate) => !hasFit && (urgent || contract?.services.includes("emergency") === true);
  const isBeside = (one: Candidate) => urgent && one.isFamilyDoctor && !one.isInHouse;
  const routed = best.filter((one) => isFit(one) || isBeside(one) || isFallback(one)).toSorted(inOrder(urgent));
  const clinics = routed.map((one, rank) => ({ one, clinic: { ...clinicOf(one, needed, isBeside(one), isKeptOut), rank } }));
  const alone = (list: readonly RouteClinic[]) => (isTold ? neverLeftAlone(list, about, staffed) : list);
  const known = new Set(routed.map(({ clinicId }) => clinicId));
  const lacking = best.filter(({ clinicId }) => !known.has(clinicId));
  return {
    open: alone(clinics.flatMap(({ one, clinic }) => (one.isOpen ? [clinic] : []))),
    closed: alone(clinics.flatMap(({ one, clinic }) => (one.isOpen ? [] : [clinic]))),
    others: [
      ...lacking.map(({ clinicId, name }) => notTold(clinicId, name, { code: "serviceMissing", service: [...needed] })),
      ...withoutContract(care, mine, new Set(best.map(({ clinicId }) => clinicId)), nowMs),
    ],
  };
}
function serviceOf({ services }: Contract, needed: readonly ServiceItem[]): Service {
  if (services.length === 0) return "unlisted";
  return needed.some((item) => services.includes(item)) ? "listed" : "missing";
}
const TELL_RANK = Object.fromEntries(TELL_CLINIC.map((tell, rank) => [tell, rank]));
/** The better of two contracts with one clinic: the one by which it is told, sooner, and before others. */
function better(a: Candidate, b: Candidate): number {
  const rank = ({ isOpen, service, tell, isFamilyDoctor }: Candidate) => [
    isOpen ? 0 : 1,
    service === "missing" ? 1 : 0,
    TELL_RANK[tell] ?? 0,
    isFamilyDoctor ? 0 : 1,
  ];
  const [one, other] = [rank(a), rank(b)];
  for (const [index, value] of one.entries()) if (value !== other[index]) return value - (other[index] ?? 0);
  return byContract(a, b);
}
function byContract({ contract: a }: Candidate, { contract: b }: Candidate): number {
  return (a?.priority ?? 0) - (b?.priority ?? 0) || (a?.fromMs ?? 0) - (b?.fromMs ?? 0);
}
function inOrder(urgent: boolean): (a: Candidate, b: Candidate) => number {
  // For an emergency the family doctor stands behind the facility's clinics in the list, and is told beside the first of them.
  const group = ({ isInHouse, isFamilyDoctor }: Candidate) => (isInHouse ? 0 : isFamilyDoctor === urgent ? 2 : 1);
  return (a, b) => group(a) - group(b) || byContract(a, b);
}
function clinicOf(one: Candidate, needed: readonly ServiceItem[], beside: boolean, isKeptOut: boolean): Omit<RouteClinic, "rank"> {
  const { contract, clinicId, name, tell, isOpen } = one;
  const dutyPhone = contract?.dutyPhone ?? null;
  return {
    ...{ clinicId, name, tell, dutyPhone, beside, namesAllowed: contract?.namesAllowed ?? false },
    why: contract === null ? "in-house institution" : `contract ${contract.id}`,
    priority: contract?.priority ?? 0,
    answerWithinMs: contract?.answerWithinMs ?? null,
    reasons: [
      ...(one.isInHouse ? ([{ code: "inHouse" }] as const) : []),
      ...(one.isFamilyDoctor ? ([{ code: beside ? "familyDoctorBeside" : "familyDoctor" }] as const) : []),
      ...(contract === null ? [] : [{ code: "contract" as const, contractId: contract.id, priority: contract.priority }]),
      ...serviceReason(one, needed),
      isOpen ? { code: "openNow" } : { code: dutyPhone === null ? "closed" : "closedDutyPhone" },
      ...(tell === "never" ? [{ code: isKeptOut ? ("comfortPlan" as const) : ("tellNever" as const) }] : []),
      ...(contract?.answerWithinMs == null || beside ? [] : [{ code: "nextAfter" as const, afterMs: contract.answerWithinMs }]),
    ],
  };
}
function serviceReason({ service, contract, isFamilyDoctor }: Candidate, needed: readonly ServiceItem[]): readonly TellReason[] {
  switch (service) {
    case "own":
      return [];
    case "unlisted":
      return [{ code: "nothingListed" }];
    case "listed":
      return [{ code: "service", service: needed.filter((item) => contract?.services.includes(item) === true) }];
    case "missing":
      return isFamilyDoctor ? [] : [{ code: "noneHasService", service: [...needed] }];
  }
}
const notTold = (clinicId: string, name: string, reason: TellReason): ClinicDecision => ({
  ...{ clinicId, name, state: "notTold", reasons: [reason] },
});
/** Clinics of which no contract holds now, each once, by the contract that comes nearest; and those that nobody knows any more. */
function withoutContract(
  care: CareDirectory,
  mine: readonly Contract[],
  routed: ReadonlySet<string>,
  nowMs: number,
): readonly ClinicDecision[] {
  return [...Map.groupBy(mine, ({ clinicId }) => clinicId)].flatMap(([clinicId, contracts]) => {
    if (routed.has(clinicId)) return [];
    const clinic = care.clinic(clinicId);
    if (clinic === undefined) return [notTold(clinicId, clinicId, { code: "clinicGone" })];
    const next = contracts.filter(({ fromMs }) => fromMs > nowMs).toSorted((a, b) => a.fromMs - b.fromMs)[0];
    if (next !== undefined) return [notTold(clinicId, clinic.name, { code: "notBegun", contractId: next.id, atMs: next.fromMs })];
    const last = contracts.toSorted((a, b) => (b.toMs ?? 0) - (a.toMs ?? 0))[0];
    return last === undefined ? [] : [notTold(clinicId, clinic.name, { code: "ended", contractId: last.id, atMs: last.toMs ?? nowMs })];
  });
}
/** Contracts that all say never keep nobody from being told of an emergency where nobody is on site (DOMAIN §5.5, DESIGN promise 3: fail open). */
function neverLeftAlone(clinics: readonly RouteClinic[], about: ClinicsAbout, staffed: boolean): readonly RouteClinic[] {
  const isAlone = !staffed && about.severity === "critical" && owedTracks({ ...about, late: false }, staffed).medical;
  if (!isAlone || clinics.some(({ tell }) => tell !== "never")) return clinics;
  return clinics.map((clinic) => ({
    ...clinic,
    tell: "at-once",
    why: `${clinic.why}, which says never: nobody else is there`,
    reasons: [...clinic.reasons, { code: "nobodyElseOnSite" }],
  }));
}
