import { holdsAt } from "../../domain/contract.ts";
import { PLAIN_DRILL_PLAN, type DrillPlan } from "../../domain/drill.ts";
import type { HomeDirectory } from "../home-directory.ts";

/** What holds for one clinic; `id` and `deviceId` are null where nobody laid anything down and no drill was held yet. */
export interface PlanNow extends Omit<DrillPlan, "id" | "deviceId"> {
  readonly id: string | null;
  readonly deviceId: string | null;
}
/**
 * A plan for every clinic that a contract joins with the facility now, as it was laid down, else the monthly one; counted from the day on which
 * the contract or the home began, so that nobody is drilled on the first day.
 */
export function plansOf(
  directory: Pick<HomeDirectory, "contracts" | "drillPlans" | "facility">,
  facilityId: string,
  nowMs: number,
): readonly PlanNow[] {
  const held = directory.drillPlans(facilityId);
  const begun = directory.facility(facilityId)?.addedAtMs ?? 0;
  const plans = new Map<string, PlanNow>();
  for (const contract of directory.contracts(facilityId)) {
    const { clinicId, fromMs } = contract;
    if (!holdsAt(contract, nowMs) || plans.has(clinicId)) continue;
    const plan = held.find((one) => one.clinicId === clinicId);
    plans.set(
      clinicId,
      plan ?? { ...PLAIN_DRILL_PLAN, id: null, deviceId: null, facilityId, clinicId, createdAtMs: Math.max(fromMs, begun) },
    );
  }
  return [...plans.values()];
}
