import { holdsAt, type Contract } from "../../domain/contract.ts";
import type { Facility, Resident } from "../../domain/directory.ts";
import type { ApiPorts } from "../ports.ts";
import type { Viewer } from "../viewer.ts";

/** A home on somebody's sheet: its residents who are theirs, and the contracts that say so. */
export interface RoundHome {
  readonly facility: Facility;
  readonly residents: readonly Resident[];
  readonly contracts: readonly Contract[];
}
/** Homes of the viewer: the own one, or those of active contracts; a family doctor's contract brings its resident alone. */
export function roundHomes({ directory, clock }: ApiPorts, { user }: Viewer, facilityId: string | null): readonly RoundHome[] {
  const nowMs = clock.now();
  return directory
    .facilities()
    .filter(({ id }) => facilityId === null || id === facilityId)
    .flatMap((facility): RoundHome[] => {
      const holding = directory.contracts(facility.id).filter((contract) => holdsAt(contract, nowMs));
      const residents = directory.residents(facility.id);
      if (user?.clinicId == null) return user?.facilityId === facility.id ? [{ facility, residents, contracts: holding }] : [];
      const contracts = holding.filter(({ clinicId }) => clinicId === user.clinicId);
      if (contracts.length === 0) return [];
      const isWhole = contracts.some(({ residentId }) => residentId === null);
      const mine = residents.filter(({ id }) => isWhole || contracts.some(({ residentId }) => residentId === id));
      return [{ facility, residents: mine, contracts }];
    });
}
