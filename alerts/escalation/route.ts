import type { Track } from "../../domain/alert.ts";
import { postedAt, type PostedDoctor } from "../../domain/contract.ts";
import type { Contact } from "../../domain/directory.ts";
import { DEFAULT_LADDERS } from "../../domain/escalation-default.ts";
import { ladderFits, policyAt, type InHouse, type Ladder, type LadderCase } from "../../domain/escalation.ts";
import { isDrill } from "../../domain/drill.ts";
import { onDutyAt, type OnDuty, type RotaRole } from "../../domain/rota.ts";
import type { ClinicDecision } from "../../domain/tell-reason.ts";
import { isOpenAt } from "../../domain/time-window.ts";
import type { CareDirectory } from "../ports.ts";
import { drillRoute } from "./drill-route.ts";
import { clinicsAt, type ClinicsAbout, type RouteClinic } from "./clinics.ts";

/** A ladder that holds, and where it comes from. */
export interface RouteLadder extends Pick<Ladder, "steps" | "repeat"> {
  /** `default ladder …`, or `policy <version> ladder …`. */
  readonly why: string;
  readonly id: string;
  /** Of the policy; 0: the default. */
  readonly version: number;
}
/** Who may be told of an alert, in order, as it is at one time. */
export interface Route {
  readonly staffed: boolean;
  readonly ladders: Readonly<Record<Track, RouteLadder>>;
  /** Told by push, in order: the in-house institution while it is open, then clinics under a contract that holds and is open now. */
  readonly clinics: readonly RouteClinic[];
  /** Under a contract that holds, outside their hours: their duty phone is a call for staff, their inbox of the day is left alone. */
  readonly closed: readonly RouteClinic[];
  /** Clinics that are not told, and why. */
  readonly others: readonly ClinicDecision[];
  /** The in-house institution while it is open; its clinic stands in `clinics` when a webhook reaches it. */
  readonly inHouse: InHouse | null;
  /** The in-house institution while it is closed: its phone is rung when no clinic is open. */
  readonly inHouseClosed: InHouse | null;
  /** 派驻: doctors of a contract who are in the house now (DOMAIN §5.6). */
  readonly posted: readonly PostedDoctor[];
  /** Who has a role now by the rota. */
  readonly onDuty: (role: RotaRole) => OnDuty;
  /** Whom staff may have to phone; shown and read out, never pushed. */
  readonly contacts: readonly Contact[];
}

function ladderOf(own: readonly Ladder[], version: number, track: Track, about: LadderCase, nowMs: number): RouteLadder {
  const found = own.find((ladder) => ladderFits(ladder, track, about, nowMs));
  if (found !== undefined) {
    const { steps, repeat, id } = found;
    return { steps, repeat, why: `policy ${version} ladder ${id}`, id, version };
  }
  const byDefault = DEFAULT_LADDERS.find((ladder) => ladderFits(ladder, track, about, nowMs));
  if (byDefault === undefined) return { steps: [], repeat: null, why: "no ladder", id: "", version: 0 };
  const { steps, repeat, id } = byDefault;
  return { steps, repeat, why: `default ladder ${id}`, id, version: 0 };
}
/** What is asked before anything happens has no rule and no device, and is no drill. */
type RouteAbout = ClinicsAbout & { readonly rule?: string; readonly deviceId?: string | null };
/** Reads the route from the local snapshot; a facility that is not known is treated as unstaffed: fail open. */
export function routeOf(care: CareDirectory, alert: RouteAbout, nowMs: number): Route {
  const route = routeInLife(care, alert, nowMs);
  return isDrill({ rule: alert.rule ?? "" }) ? drillRoute(route, care, alert.deviceId ?? null) : route;
}
function routeInLife(care: CareDirectory, alert: ClinicsAbout, nowMs: number): Route {
  const { facilityId, residentId } = alert;
  const staffed = care.facility(facilityId)?.staffed ?? false;
  const held = policyAt(care.escalationPolicies(facilityId), nowMs);
  const own = held?.policy.ladders ?? [];
  const level = residentId === null ? null : (care.resident(residentId)?.level ?? null);
  const about: LadderCase = { kind: alert.kind, class: alert.class, severity: alert.severity, level, staffed };
  const institution = held?.policy.inHouse ?? null;
  const inHouse = institution?.hours.some((window) => isOpenAt(window, nowMs)) === true ? institution : null;
  const { open, closed, others } = clinicsAt(care, alert, staffed, inHouse, nowMs);
  return {
    staffed,
    ladders: {
      onSite: ladderOf(own, held?.version ?? 0, "onSite", about, nowMs),
      medical: ladderOf(own, held?.version ?? 0, "medical", about, nowMs),
    },
    ...{ clinics: open, closed, others },
    inHouse,
    inHouseClosed: inHouse === null ? institution : null,
    posted: postedAt(care.contracts(facilityId), nowMs),
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
