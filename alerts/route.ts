import type { Alert } from "../domain/alert.ts";
import { holdsAt, tellClinic, type Contract, type TellClinic } from "../domain/contract.ts";
import type { CareDirectory } from "./ports.ts";

/** Who may be told of an alert, in order. */
export interface Route {
  readonly staffed: boolean;
  /** Clinics under a contract that holds now and tells them of this kind, in the order of the contracts. */
  readonly clinics: readonly {
    readonly clinicId: string;
    readonly name: string;
    readonly tell: TellClinic;
    readonly namesAllowed: boolean;
  }[];
  /** Names of the next contacts: shown and read out, never pushed. */
  readonly hasNextContact: boolean;
}
/** Reads the route from the local snapshot; a facility that is not known is treated as unstaffed: fail open. */
export function routeOf(care: CareDirectory, alert: Pick<Alert, "facilityId" | "residentId" | "kind" | "class">, nowMs: number): Route {
  const staffed = care.facility(alert.facilityId)?.staffed ?? false;
  const holding = care.contracts(alert.facilityId).filter((contract: Contract) => holdsAt(contract, nowMs));
  const clinics = holding.flatMap((contract) => {
    const tell = alert.class === "technical" ? "never" : tellClinic(contract, alert.kind, staffed);
    const clinic = care.clinic(contract.clinicId);
    if (clinic === undefined) return [];
    return [{ clinicId: clinic.id, name: clinic.name, tell, namesAllowed: contract.namesAllowed }];
  });
  const contacts = care.contacts(alert.facilityId, alert.residentId);
  return { staffed, clinics, hasNextContact: contacts.some(({ role }) => role === "nextContact" || role === "emergencyContact") };
}
