import { holdsAt } from "../domain/contract.ts";
import type { DeliveryAttempt } from "../domain/delivery.ts";
import type { Clinic } from "../domain/directory.ts";
import type { Clock } from "../domain/time.ts";
import type { HomeDirectory } from "./home-directory.ts";
import type { Lifecycle } from "./lifecycle.ts";

/** Hosts of clinics are connected to this often, real time. */
const LOOK_EVERY_MS = 30_000;
/** After the first failure once more, before a home is told that it is cut off; and at most this often after failed attempts. */
const LOOK_AGAIN_MS = 2_000;
/** A home that is cut off looks this often whether it is back. */
const LOOK_CUT_OFF_MS = 5_000;
/** Failures in a row after which a clinic counts as out of reach. */
const FAILURES = 2;
/** How a failed attempt looks when nobody answered at all: no route, no name, refused, no answer in time. */
const NO_CONNECTION = /ECONN|ENET|EHOST|ENOTFOUND|EAI_|ETIMEDOUT|EPIPE|no answer within|socket hang up/;

export interface Reach {
  readonly state: "reachable" | "unreachable" | "unknown";
  /** Server time. */
  readonly sinceMs: number | null;
}
export interface ReachWatch {
  attempted(attempt: Pick<DeliveryAttempt, "recipientId" | "state" | "why">): void;
  of(facilityId: string): Reach;
}
export interface ReachParts {
  readonly directory: Pick<HomeDirectory, "facilities" | "contracts" | "clinic">;
  readonly clock: Clock;
  readonly probe: (clinic: Clinic) => Promise<boolean>;
  readonly onChange: (facilityId: string) => void;
  readonly lookEveryMs?: number;
  readonly lookAgainMs?: number;
}
const UNKNOWN: Reach = { state: "unknown", sinceMs: null };

/**
 * Can clinics be told at all? Known from what sending met and from a light look at the clinics' own hosts; a home is cut off when none of its
 * clinics takes a connection (DOMAIN §5.8). It says so, and holds up nothing: sending goes on all the while.
 */
export function startReachWatch(parts: ReachParts, lifecycle: Lifecycle): ReachWatch {
  const { directory, clock, probe, onChange, lookEveryMs = LOOK_EVERY_MS, lookAgainMs = LOOK_AGAIN_MS } = parts;
  /** Failures in a row by clinic; 0: the last connection succeeded. */
  const failures = new Map<string, number>();
  const reaches = new Map<string, Reach>();
  let timer: NodeJS.Timeout | null = null;
  let isLooking = false;
  let isClosed = false;

  const clinicsOf = (facilityId: string) =>
    directory
      .contracts(facilityId)
      .filter((contract) => holdsAt(contract, clock.now()))
      .map(({ clinicId }) => clinicId);
  function judge(): void {
    for (const { id } of directory.facilities()) {
      const known = clinicsOf(id).map((clinicId) => failures.get(clinicId));
      const isReached = known.some((count) => count !== undefined && count < FAILURES);
      const isCut = known.length > 0 && known.every((count) => count !== undefined && count >= FAILURES);
      const state = isReached ? "reachable" : isCut ? "unreachable" : "unknown";
      if ((reaches.get(id) ?? UNKNOWN).state === state) continue;
      reaches.set(id, { state, sinceMs: clock.now() });
      onChange(id);
    }
  }
  function plan(inMs: number): void {
    if (isClosed) return;
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => void look(), inMs);
  }
  async function look(): Promise<void> {
    if (isLooking || isClosed) return;
    isLooking = true;
    const clinicIds = new Set(directory.facilities().flatMap(({ id }) => clinicsOf(id)));
    await Promise.all(
      [...clinicIds].map(async (clinicId) => {
        const clinic = directory.clinic(clinicId);
        const isReached = clinic !== undefined && (await probe(clinic));
        failures.set(clinicId, isReached ? 0 : (failures.get(clinicId) ?? 0) + 1);
      }),
    );
    isLooking = false;
    if (isClosed) return;
    judge();
    const isInDoubt = [...clinicIds].some((clinicId) => failures.get(clinicId) === 1);
    const isCutOff = [...reaches.values()].some(({ state }) => state === "unreachable");
    plan(isInDoubt ? lookAgainMs : isCutOff ? Math.min(LOOK_CUT_OFF_MS, lookEveryMs) : lookEveryMs);
  }
  plan(0);
  lifecycle.add("reach watch", () => {
    isClosed = true;
    if (timer !== null) clearTimeout(timer);
  });
  return {
    attempted({ recipientId, state, why }) {
      if (directory.clinic(recipientId) === undefined) return;
      if (state === "accepted" || (state === "failed" && why?.startsWith("HTTP") === true)) {
        failures.set(recipientId, 0);
        judge();
      } else if (state === "failed" && NO_CONNECTION.test(why ?? "") && failures.get(recipientId) === 0) {
        failures.set(recipientId, 1);
        plan(lookAgainMs);
      }
    },
    of: (facilityId) => reaches.get(facilityId) ?? UNKNOWN,
  };
}
