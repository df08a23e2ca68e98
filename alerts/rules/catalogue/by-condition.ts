import type { Condition } from "../../../domain/conditions.ts";
import type { LevelChange } from "../../../domain/rule-change.ts";

/** What a condition makes of a rule. It may set a warning either way and tighten a critical level; a test holds that it loosens none. */
export interface ConditionLimit {
  readonly condition: Condition;
  readonly ruleId: string;
  readonly levels: readonly LevelChange[];
  /** Who has one of these keeps the default: a stricter goal does more harm than good. */
  readonly unless: readonly (Condition | "advancedAge")[];
  readonly source: string;
}
/**
 * COPD has no limits of its own: the target of 88–92 % (scale 2) is a physician's to set (NEWS2, chart 1). Heart failure has none either: what
 * tells of it is a change of weight, and no source names a limit of a sign. Frailty and advanced age keep the milder goals of the defaults.
 */
export const CONDITION_LIMITS: readonly ConditionLimit[] = [
  {
    condition: "hypertension",
    ruleId: "systolicPressure.high",
    levels: [{ level: "warning", raiseAt: 150, clearAt: 145 }],
    unless: ["advancedAge", "frailty"],
    source: "公卫规范 3rd ed. (2017): goal < 150/90 from 65 years on [M]; DOMAIN §2.5 gives 160 for ≥ 80 y or frail",
  },
  {
    condition: "diabetes",
    ruleId: "bloodGlucose.high",
    levels: [{ level: "warning", raiseAt: 7, clearAt: 6.5 }],
    unless: ["frailty"],
    source: "DOMAIN §2.5: above the resident's goal, 7.0 fit … 8.5 frail",
  },
];
