import { layersOf } from "../alerts/evaluation/applies.ts";
import type { CareDirectory } from "../alerts/ports.ts";
import { DEFAULT_CATALOGUE, type Catalogue } from "../alerts/rules/catalogue.ts";
import { effectiveRule, type Layers, type Origin } from "../alerts/rules/effective.ts";
import { comfortPlanAt, isQuiet } from "../domain/comfort-plan.ts";
import type { LimitOrigin, LimitView } from "../domain/series.ts";

const NO_LAYERS: Layers = { changes: [], settings: [], resident: undefined };

/** The limits of vital signs as they hold at `atMs`, mildest first within a rule, each with where it comes from. */
export function limitsOf(catalogue: Catalogue = DEFAULT_CATALOGUE, layers: Layers = NO_LAYERS, atMs = 0): readonly LimitView[] {
  const plan = comfortPlanAt(layers.settings, atMs);
  return catalogue.rules.flatMap((rule) => {
    if (rule.type !== "threshold" || rule.class !== "physiological") return [];
    const { rule: found, origins, isDisabled } = effectiveRule(rule, layers, atMs);
    if (isDisabled) return [];
    return found.levels.map(({ name, severity, raiseAt, clearAt, forMs, source }, index): LimitView => ({
      ...{ sign: rule.sign, rule: rule.id, side: rule.side, level: name },
      severity: plan !== null && isQuiet(plan, rule.kind, rule.id) ? "info" : severity,
      ...{ raiseAt, clearAt, forMs, source, origin: originView(origins[index], atMs) },
      isQuieted: plan !== null && isQuiet(plan, rule.kind, rule.id),
    }));
  });
}
function originView(origin: Origin | undefined, atMs: number): LimitOrigin {
  if (origin === undefined || origin.of === "default")
    return { of: "default", id: null, by: null, role: null, from: null, reviewAt: null, isReviewDue: false, orderSet: null };
  if (origin.of === "facility") {
    const { id, byName, byRole, fromMs } = origin.change;
    return { of: "facility", id, by: byName, role: byRole, from: fromMs, reviewAt: null, isReviewDue: false, orderSet: null };
  }
  const { id, byName, byRole, fromMs, reviewMs, detail } = origin.setting;
  const isReviewDue = reviewMs !== null && reviewMs <= atMs;
  return { of: origin.of, id, by: byName, role: byRole, from: fromMs, reviewAt: reviewMs, isReviewDue, orderSet: detail?.orderSet ?? null };
}
/** The limits of a resident, by the layers that the rules see. */
export function makeLimits(care: Pick<CareDirectory, "careSettings" | "ruleChanges" | "resident">) {
  return (residentId: string, atMs: number): readonly LimitView[] => {
    const facilityId = care.resident(residentId)?.facilityId ?? "";
    return limitsOf(DEFAULT_CATALOGUE, layersOf(care, { facilityId, residentId }), atMs);
  };
}
