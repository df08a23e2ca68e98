import type { ContractCoverage, ContractFinding } from "../domain/contract-findings.ts";
import { holdsAt, type Contract } from "../domain/contract.ts";

const DAY_MS = 86_400_000;
/** Issue 5: told a month before the end, time to negotiate the next one. */
export const EXPIRES_WITHIN_MS = 30 * DAY_MS;
/** A contract that ran out is news for as long as it was before [M]; a home that owes one then still misses one. */
export const EXPIRED_FOR_MS = EXPIRES_WITHIN_MS;
/** A home that was just added has a day to enter its contract [M]. */
export const NEW_HOME_MS = DAY_MS;
/** What is still missing after somebody closed the alert is told again every week [M]. */
export const ASKED_AGAIN_MS = 7 * DAY_MS;

/** What the contract rules know of one home; contracts without drafts. */
export interface HomeContracts {
  readonly facilityId: string;
  readonly addedAtMs: number | null;
  /** By the escalation policy that holds now (DOMAIN §5.6). */
  readonly hasInHouse: boolean;
  /** Version of that policy; 0: the default. */
  readonly policyVersion: number;
  readonly contracts: readonly Contract[];
  readonly residentIds: readonly string[];
}
/** Renewals, and other contracts with the same clinic for the same people. */
function beside(contract: Contract, all: readonly Contract[]): readonly Contract[] {
  return all.filter(
    (one) =>
      one.id !== contract.id &&
      one.residentId === contract.residentId &&
      (one.renewsId === contract.id || one.clinicId === contract.clinicId),
  );
}
/** Something goes on where this contract stops. */
function isFollowed(contract: Contract, all: readonly Contract[], nowMs: number): boolean {
  const { toMs } = contract;
  return beside(contract, all).some((one) => toMs !== null && (holdsAt(one, toMs) || (toMs <= nowMs && holdsAt(one, nowMs))));
}
/** Residents for whom neither a contract of the home nor a family doctor's holds. */
function uncoveredOf({ contracts, residentIds }: HomeContracts, nowMs: number): readonly string[] {
  const holding = contracts.filter((contract) => holdsAt(contract, nowMs));
  if (holding.some(({ residentId }) => residentId === null)) return [];
  const covered = new Set(holding.map(({ residentId }) => residentId));
  return residentIds.filter((id) => !covered.has(id));
}
function missingOf(home: HomeContracts, nowMs: number): ContractFinding | null {
  const uncovered = home.hasInHouse ? [] : uncoveredOf(home, nowMs);
  if (uncovered.length === 0) return null;
  const ends = home.contracts.flatMap(({ residentId, toMs }) => (residentId === null && toMs !== null && toMs <= nowMs ? [toMs] : []));
  const sinceMs = ends.length > 0 ? Math.max(...ends) : (home.addedAtMs ?? 0) + NEW_HOME_MS;
  if (nowMs < sinceMs) return null;
  const { facilityId } = home;
  const lastEnd = ends.length > 0 ? sinceMs : null;
  return {
    rule: "contract.missing",
    facilityId,
    contractId: null,
    residentId: null,
    sinceMs,
    endsMs: lastEnd,
    uncovered: uncovered.length,
  };
}
/**
 * What a manager must know of the contracts of a home at `nowMs`: those that end within 30 days or ended and are not followed, and a missing one
 * where one is owed, which is where no in-house institution is (贵州 000 (十一), DOMAIN §5.6). A home's missing contract says all that its ended one
 * would. Pure.
 */
export function contractFindings(home: HomeContracts, nowMs: number): readonly ContractFinding[] {
  const missing = missingOf(home, nowMs);
  const ending = home.contracts.flatMap((contract): ContractFinding[] => {
    const { id, facilityId, residentId, fromMs, toMs, isEnded } = contract;
    if (toMs === null || isEnded || fromMs >= toMs || isFollowed(contract, home.contracts, nowMs)) return [];
    const isOver = toMs <= nowMs;
    if (isOver ? nowMs - toMs >= EXPIRED_FOR_MS : toMs - nowMs > EXPIRES_WITHIN_MS) return [];
    if (isOver && residentId === null && missing !== null) return [];
    const rule = isOver ? "contract.expired" : "contract.expiring";
    const sinceMs = isOver ? toMs : toMs - EXPIRES_WITHIN_MS;
    return [{ rule, facilityId, contractId: id, residentId, sinceMs, endsMs: toMs, uncovered: 0 }];
  });
  return missing === null ? ending : [missing, ...ending];
}
/** When `contractFindings` may next say something else while nothing is changed; `null`: never. */
export function nextLookMs(home: HomeContracts, nowMs: number): number | null {
  const missing = missingOf(home, nowMs);
  const again = missing === null ? (home.addedAtMs ?? 0) + NEW_HOME_MS : missing.sinceMs + (weekOf(missing, nowMs) + 1) * ASKED_AGAIN_MS;
  const times = home.contracts.flatMap(({ fromMs, toMs }) =>
    toMs === null ? [fromMs] : [fromMs, toMs - EXPIRES_WITHIN_MS, toMs, toMs + EXPIRED_FOR_MS],
  );
  const ahead = [again, ...times].filter((ms) => ms > nowMs);
  return ahead.length === 0 ? null : Math.min(...ahead);
}
function weekOf({ sinceMs }: ContractFinding, nowMs: number): number {
  return Math.floor((nowMs - sinceMs) / ASKED_AGAIN_MS);
}
/**
 * What an alert of the finding is raised by. The same one raises once, also against an alert that a person closed: another contract that was added or
 * ended since makes it another one, and so does a week in which a contract is missing.
 */
export function identityOf(finding: ContractFinding, { contracts, policyVersion }: HomeContracts, nowMs: number): string {
  const { contractId, sinceMs } = finding;
  const own = contracts.find(({ id }) => id === contractId);
  if (own === undefined) return ["missing", sinceMs, weekOf(finding, nowMs), policyVersion, contracts.length].join("/");
  return [finding.rule, own.toMs, ...beside(own, contracts).map(({ id, toMs }) => `${id}-${toMs ?? ""}`)].join("/");
}
/** 签约覆盖率 over homes. A home is covered when nobody in it is left without a contract; one with an in-house institution owes none. */
export function contractCoverage(homes: readonly HomeContracts[], nowMs: number): ContractCoverage {
  const count = {
    homes: { all: 0, inHouse: 0, owed: 0, covered: 0, missing: 0 },
    residents: { all: 0, inHouse: 0, owed: 0, covered: 0, missing: 0 },
  };
  let [familyDoctor, expiring] = [0, 0];
  for (const home of homes) {
    const residents = home.residentIds.length;
    count.homes.all += 1;
    count.residents.all += residents;
    const signed = home.contracts.filter((one) => one.residentId !== null && holdsAt(one, nowMs)).map(({ residentId }) => residentId);
    familyDoctor += home.residentIds.filter((id) => signed.includes(id)).length;
    expiring += contractFindings(home, nowMs).filter(({ rule }) => rule === "contract.expiring").length;
    if (home.hasInHouse) {
      count.homes.inHouse += 1;
      count.residents.inHouse += residents;
      continue;
    }
    const left = uncoveredOf(home, nowMs).length;
    const isCovered = residents === 0 ? home.contracts.some((one) => one.residentId === null && holdsAt(one, nowMs)) : left === 0;
    count.homes.owed += 1;
    count.homes[isCovered ? "covered" : "missing"] += 1;
    count.residents.owed += residents;
    count.residents.covered += residents - left;
    count.residents.missing += left;
  }
  const share = ({ covered, owed }: { covered: number; owed: number }) => (owed === 0 ? null : covered / owed);
  return {
    at: nowMs,
    homes: count.homes,
    residents: { ...count.residents, familyDoctor },
    homeShare: share(count.homes),
    residentShare: share(count.residents),
    expiring,
  };
}
