import { layersOf } from "../alerts/evaluation/applies.ts";
import type { CareDirectory } from "../alerts/ports.ts";
import { DEFAULT_CATALOGUE } from "../alerts/rules/catalogue.ts";
import { ORDER_SETS } from "../alerts/rules/catalogue/order-sets.ts";
import { effectiveRule, type Layers } from "../alerts/rules/effective.ts";
import { checkPhysicianLimit } from "../alerts/rules/limit-checks.ts";
import type { ThresholdRule } from "../alerts/rules/types.ts";
import type { LimitRules, SignedLimits } from "../api/ports.ts";
import { settingsInForce, type CareSetting } from "../domain/care-settings.ts";
import { isInPlan } from "../domain/comfort-plan.ts";
import { AnhuError } from "../domain/errors.ts";
import type { LevelChange } from "../domain/rule-change.ts";
import type { Clock } from "../domain/time.ts";

/** What a physician may sign, by the rules and by what holds for the resident. */
export function makeLimitRules(
  care: Pick<CareDirectory, "careSettings" | "ruleChanges" | "resident">,
  clock: Pick<Clock, "now">,
): LimitRules {
  function check(residentId: string, { limits, spo2Scale, ended }: SignedLimits): void {
    const facilityId = care.resident(residentId)?.facilityId ?? "";
    const layers = layersOf(care, { facilityId, residentId });
    const atMs = clock.now();
    const signed = new Map<string, readonly LevelChange[]>(
      settingsInForce(layers.settings, "physicianLimit", atMs).map(({ about, detail }) => [about, detail?.levels ?? []]),
    );
    if (ended !== undefined && !signed.delete(ended))
      throw new AnhuError("CONFLICT", `ending a limit of rule ${ended}: no physician's limit of it is in force; read the limits again`);
    for (const [index, { rule, levels }] of limits.entries()) {
      if (limits.findIndex((one) => one.rule === rule) !== index)
        throw new AnhuError("BAD_INPUT", `signing a limit of rule ${rule}: it is named twice; put its levels together`);
      signed.set(rule, levels);
    }
    // What was signed before is judged again where another scale lies under it.
    for (const [ruleId, levels] of signed)
      if (limits.some(({ rule }) => rule === ruleId) || spo2Scale !== undefined)
        checkPhysicianLimit(beneath(vitalRule(ruleId), layers, spo2Scale, atMs), levels);
  }
  return {
    check,
    checkPages(rules) {
      for (const id of rules) {
        const rule = DEFAULT_CATALOGUE.rule(id);
        if (rule === undefined || !isInPlan(rule.kind))
          throw new AnhuError("BAD_INPUT", `signing a comfort plan: ${id} is no rule about numbers; what is none pages as ever`);
      }
    },
    orderSets: ORDER_SETS.map(({ limits, ...set }) => ({
      ...set,
      limits: limits.map(({ rule, levels }) => ({ rule, levels: [...levels] })),
    })),
  };
}
/** The rule for the resident without any physician's limit of its own. */
function beneath(rule: ThresholdRule, layers: Layers, spo2Scale: 1 | 2 | undefined, atMs: number): ThresholdRule {
  const settings = layers.settings.filter(({ kind }) => kind !== "physicianLimit");
  const asked: CareSetting[] =
    spo2Scale === undefined
      ? []
      : [
          {
            ...{ id: "", residentId: "", kind: "spo2Scale", about: "", value: spo2Scale, detail: null, fromMs: atMs, reviewMs: null },
            ...{ byUserId: "", byName: "", byRole: "physician" },
          },
        ];
  return effectiveRule(rule, { ...layers, settings: [...settings, ...asked] }, atMs).rule;
}
function vitalRule(ruleId: string): ThresholdRule {
  const rule = DEFAULT_CATALOGUE.rule(ruleId);
  if (rule?.type === "threshold" && rule.class === "physiological") return rule;
  throw new AnhuError(
    "NOT_FOUND",
    `signing a limit of rule ${ruleId}: there is no vital sign's rule of this id; read the limits of the resident`,
  );
}
