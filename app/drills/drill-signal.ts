import type { Signal } from "../../alerts/signal.ts";
import { DRILL_FAILED_RULE, type Drill } from "../../domain/drill.ts";

/** A drill that failed, to the manager; one that passed ends what was told of the one before. */
export function drillSignal(type: "raise" | "clear", { id, planId, facilityId }: Drill, atMs: number): Signal {
  return {
    ...{ type, subjectId: planId, facilityId, residentId: null, placeId: null, deviceId: null },
    ...{ rule: DRILL_FAILED_RULE, kind: "contract", class: "technical", severity: "warning", latched: false },
    ...{
      identity: `${type} ${id}`,
      sign: null,
      value: null,
      observedAtMs: atMs,
      atMs,
      late: false,
      medicalGrade: false,
      measureWith: null,
    },
    why: type === "clear" ? "over" : null,
  };
}
