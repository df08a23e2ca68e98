import type { ClinicWhyView } from "../domain/foretold.ts";
import { reasonsText, type RouteDecision } from "../domain/tell-reason.ts";
import type { ApiPorts } from "./ports.ts";

/** Clinics with the reasons in words; duty phones only for whoever may read contacts. */
export function clinicWhyViews(ports: ApiPorts, facilityId: string, decision: RouteDecision, hasPhones: boolean): ClinicWhyView[] {
  return decision.clinics.map((clinic) => ({
    ...clinic,
    explained: reasonsText(clinic.reasons),
    phone: hasPhones && clinic.state === "dutyPhone" ? dutyPhoneOf(ports, facilityId, clinic) : null,
  }));
}
function dutyPhoneOf({ directory }: ApiPorts, facilityId: string, { reasons }: Pick<ClinicWhyView, "reasons">): string | null {
  const id = reasons.find(({ code }) => code === "contract")?.contractId;
  return directory.contracts(facilityId).find((contract) => contract.id === id)?.dutyPhone ?? null;
}
