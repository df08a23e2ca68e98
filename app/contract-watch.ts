import { contractCoverage, contractFindings, identityOf, nextLookMs, type HomeContracts } from "../care/contracts.ts";
import { DEFAULT_CATALOGUE } from "../alerts/rules/catalogue.ts";
import type { Desk } from "../alerts/desk.ts";
import type { Signal } from "../alerts/signal.ts";
import type { ContractSituation } from "../api/contract-ports.ts";
import { CONTRACT_RULES, type ContractFinding } from "../domain/contract-findings.ts";
import { policyAt, type InHouse } from "../domain/escalation.ts";
import type { Clock } from "../domain/time.ts";
import type { HomeDirectory } from "./home-directory.ts";
import type { Lifecycle } from "./lifecycle.ts";

/** How often the watch asks whether anything is due or was changed; a simulated clock may run faster than the machine's. */
const LOOK_EVERY_MS = 1_000;

type Homes = Pick<HomeDirectory, "facility" | "contracts" | "residents" | "escalationPolicies">;
interface WatchParts {
  readonly directory: Homes & Pick<HomeDirectory, "revision" | "facilities">;
  readonly clock: Clock;
  readonly desk: Pick<Desk, "signal" | "open">;
}
/** Contracts, residents and in-house institutions of the directory, as the rules of contracts ask for them. */
export function makeContractSituation({ directory, clock }: { readonly directory: Homes; readonly clock: Clock }) {
  const policyOf = (facilityId: string) => policyAt(directory.escalationPolicies(facilityId), clock.now());
  const inHouse = (facilityId: string): InHouse | null => policyOf(facilityId)?.policy.inHouse ?? null;
  const homeOf = (facilityId: string): HomeContracts => ({
    facilityId,
    addedAtMs: directory.facility(facilityId)?.addedAtMs ?? null,
    hasInHouse: inHouse(facilityId) !== null,
    policyVersion: policyOf(facilityId)?.version ?? 0,
    contracts: directory.contracts(facilityId),
    residentIds: directory.residents(facilityId).map(({ id }) => id),
  });
  return {
    inHouse,
    homeOf,
    findings: (facilityId) => contractFindings(homeOf(facilityId), clock.now()),
    coverage: (facilityIds) => contractCoverage(facilityIds.map(homeOf), clock.now()),
  } satisfies ContractSituation & { homeOf(facilityId: string): HomeContracts };
}
/**
 * An alert for every contract that runs out, ran out or is missing, and its end when that is mended. What is open is asked of the desk, and the same
 * identity raises nothing twice, so that a restart changes nothing.
 */
export function makeContractWatch({ directory, clock, desk }: WatchParts): { look(): void } {
  const situation = makeContractSituation({ directory, clock });
  /** Told by this process: what is not open any more was closed by a person. */
  const told = new Set<string>();
  let [seenRevision, dueMs] = [-1, 0];

  function lookAt(facilityId: string, nowMs: number): number | null {
    const home = situation.homeOf(facilityId);
    const found = new Map(contractFindings(home, nowMs).map((finding) => [keyOf(subjectOf(finding), finding.rule), finding]));
    for (const { alert } of desk.open(facilityId))
      if (isOfWatch(alert.rule) && !found.has(keyOf(alert.subjectId, alert.rule)))
        desk.signal({ ...signalOf(alert, `over/${nowMs}`, nowMs), type: "clear", why: "over" });
    for (const finding of found.values()) {
      const { residentId, rule } = finding;
      const [subjectId, identity] = [subjectOf(finding), identityOf(finding, home, nowMs)];
      const key = [subjectId, rule, identity].join(" ");
      if (told.has(key)) continue;
      told.add(key);
      desk.signal(signalOf({ subjectId, facilityId, residentId, rule }, identity, nowMs));
    }
    return nextPolicyMs(facilityId, nextLookMs(home, nowMs), nowMs);
  }
  /** A policy laid down for later may bring an in-house institution, or end one. */
  function nextPolicyMs(facilityId: string, otherMs: number | null, nowMs: number): number | null {
    const ahead = directory.escalationPolicies(facilityId).flatMap(({ fromMs }) => (fromMs > nowMs ? [fromMs] : []));
    const times = otherMs === null ? ahead : [otherMs, ...ahead];
    return times.length === 0 ? null : Math.min(...times);
  }
  return {
    look() {
      const [nowMs, { revision }] = [clock.now(), directory];
      if (revision === seenRevision && nowMs < dueMs) return;
      seenRevision = revision;
      dueMs = Math.min(...directory.facilities().map(({ id }) => lookAt(id, nowMs) ?? Number.POSITIVE_INFINITY));
    },
  };
}
/** Looks now, and then whenever something is due or was changed. The desk must have been started: it knows what is open. */
export function startContractWatch(parts: WatchParts, lifecycle: Lifecycle): void {
  const watch = makeContractWatch(parts);
  watch.look();
  const timer = setInterval(watch.look, LOOK_EVERY_MS);
  lifecycle.add("contract watch", () => clearInterval(timer));
}
const subjectOf = ({ contractId, facilityId }: ContractFinding): string => contractId ?? facilityId;
/** Other alerts for managers are not the watch's to end. */
const isOfWatch = (rule: string): boolean => CONTRACT_RULES.some((own) => own === rule);
const keyOf = (subjectId: string, rule: string): string => `${subjectId} ${rule}`;

function signalOf(about: Pick<Signal, "subjectId" | "facilityId" | "residentId" | "rule">, identity: string, atMs: number): Signal {
  const { subjectId, facilityId, residentId, rule } = about;
  const known = DEFAULT_CATALOGUE.rule(rule);
  return {
    ...{ subjectId, facilityId, residentId, rule, identity, atMs },
    ...{ type: "raise", placeId: null, deviceId: null, kind: "contract", class: "technical", latched: false },
    severity: known?.type === "condition" ? known.severity : "warning",
    ...{ sign: null, value: null, observedAtMs: atMs, late: false, medicalGrade: false, measureWith: null, why: null },
  };
}
