import type { SignKey } from "../../domain/signs.ts";
import { BASELINE_RULES } from "./catalogue/baselines.ts";
import { BATHROOM_RULES } from "./catalogue/bathroom.ts";
import { BEHAVIOUR_RULES } from "./catalogue/behaviour.ts";
import { MEASURE_NOW_RULES, STILLNESS_RULE } from "./catalogue/conditions.ts";
import { ABSENCE_RULES, DEVICE_CONDITION_RULES, DEVICE_THRESHOLD_RULES } from "./catalogue/devices.ts";
import { CHANNEL_RULES } from "./catalogue/channels.ts";
import { CONTRACT_RULES } from "./catalogue/contracts.ts";
import { DRILL_EVENT, DRILL_FAILED } from "./catalogue/drills.ts";
import { COMPOSITE_RULES } from "./catalogue/composites.ts";
import { EVENT_RULES } from "./catalogue/events.ts";
import { FEVER_CLUSTER_RULE } from "./catalogue/fever-cluster.ts";
import { NEWS2_RULES } from "./catalogue/news2.ts";
import { SOFT_SIGNS_RULES } from "./catalogue/soft-signs.ts";
import { WEARER_RULES } from "./catalogue/wearer.ts";
import { TREND_RULES } from "./catalogue/trends.ts";
import { VITAL_RULES } from "./catalogue/vitals.ts";
import { WANDERING_RULES } from "./catalogue/wandering.ts";
import type { Rule, ThresholdRule } from "./types.ts";

/** Rules by id, and the threshold rules of each sign. */
export interface Catalogue {
  rule(id: string): Rule | undefined;
  thresholds(sign: SignKey): readonly ThresholdRule[];
  readonly rules: readonly Rule[];
}
/** @throws Error when two rules share an id */
export function makeCatalogue(rules: readonly Rule[]): Catalogue {
  const byId = new Map<string, Rule>();
  const bySign = new Map<SignKey, ThresholdRule[]>();
  for (const rule of rules) {
    if (byId.has(rule.id)) throw new Error(`building the catalogue of rules: two rules are called ${rule.id}; give one another id`);
    byId.set(rule.id, rule);
    if (rule.type === "threshold") bySign.set(rule.sign, [...(bySign.get(rule.sign) ?? []), rule]);
  }
  return { rules, rule: (id) => byId.get(id), thresholds: (sign) => bySign.get(sign) ?? [] };
}
/** The default pack (DOMAIN §2.5, §5.9, §5.10). Limits of a resident by a physician replace rules of it. */
export const DEFAULT_CATALOGUE: Catalogue = makeCatalogue([
  ...VITAL_RULES,
  ...EVENT_RULES,
  DRILL_EVENT,
  DRILL_FAILED,
  ...DEVICE_THRESHOLD_RULES,
  ...DEVICE_CONDITION_RULES,
  ...ABSENCE_RULES,
  STILLNESS_RULE,
  ...BEHAVIOUR_RULES,
  ...BATHROOM_RULES,
  ...WANDERING_RULES,
  ...NEWS2_RULES,
  ...SOFT_SIGNS_RULES,
  FEVER_CLUSTER_RULE,
  ...WEARER_RULES,
  ...MEASURE_NOW_RULES,
  ...BASELINE_RULES,
  ...TREND_RULES,
  ...COMPOSITE_RULES,
  ...CONTRACT_RULES,
  ...CHANNEL_RULES,
]);
