import type { Spo2Scale } from "../../domain/news2.ts";
import { SPO2_LOW_RULE, SPO2_LOW_SCALE_2_RULE } from "./catalogue/vitals.ts";
import type { ThresholdRule } from "./types.ts";

/** The rule with its levels under this scale. Both have the same levels in number and severity: a state of one is a state of the other. */
export function ruleAtScale(rule: ThresholdRule, scale: Spo2Scale): ThresholdRule {
  return scale === 2 && rule === SPO2_LOW_RULE ? SPO2_LOW_SCALE_2_RULE : rule;
}
