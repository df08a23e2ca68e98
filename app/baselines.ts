import type { Evaluator } from "../alerts/evaluate.ts";
import { baselineName, baselineOf, BASELINE_SIGNS } from "../alerts/watchers/baseline.ts";
import type { SignBaseline } from "../domain/baseline-view.ts";

/** What the rules learned to be usual for a resident, as they have it at present. */
export function baselinesOf(rules: Pick<Evaluator, "watched">, residentId: string): readonly SignBaseline[] {
  return BASELINE_SIGNS.flatMap((sign) => baselineOf(sign, rules.watched(baselineName(sign), residentId)) ?? []);
}
