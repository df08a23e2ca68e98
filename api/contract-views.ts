import type { ContractVersionView, ContractView, CopyView } from "../domain/contract-view.ts";
import { statusAt, type ContractCopy, type ContractRecord, type ContractVersion } from "../domain/contract-record.ts";
import type { Clock } from "../domain/time.ts";
import type { LocalDirectory } from "./ports.ts";

/** A contract for those who may read it. @param all of the facility, to find the one that follows */
export function contractView(
  { directory, clock }: { readonly directory: Pick<LocalDirectory, "clinic" | "resident">; readonly clock: Clock },
  contract: ContractRecord,
  all: readonly ContractRecord[],
): ContractView {
  const { id, clinicId, residentId } = contract;
  return {
    ...content(contract, clock.now()),
    clinicName: directory.clinic(clinicId)?.name ?? null,
    residentName: residentId === null ? null : (directory.resident(residentId)?.name ?? null),
    renewedById: all.find(({ renewsId }) => renewsId === id)?.id ?? null,
  };
}
function content({ paper, isDraft, isEnded, ...contract }: ContractRecord, nowMs: number): ContractVersionView["contract"] {
  const { hours, services, modes, posted, tell } = contract;
  return {
    ...contract,
    tell: { ...tell },
    services: [...services],
    modes: [...modes],
    hours: [...hours],
    posted: posted === null ? null : { ...posted, hours: [...posted.hours] },
    ...{ documentNumber: paper.documentNumber, signed: paper.signed, fees: [...paper.fees] },
    ...{ cooperationFee: paper.cooperationFee, text: paper.text },
    status: statusAt({ ...contract, isDraft, isEnded }, nowMs),
  };
}
export function versionView({ contract, change, atMs, reason, byName, byRole }: ContractVersion, nowMs: number): ContractVersionView {
  return { version: contract.version, change, at: atMs, reason, by: byName, role: byRole, contract: content(contract, nowMs) };
}
export function copyView({ contractId: _, ...copy }: ContractCopy): CopyView {
  return copy;
}
