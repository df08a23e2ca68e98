import type { ConditionRule } from "../types.ts";

/** What a resident does, or does not do. */
export const BED_EXIT_RULE: ConditionRule = {
  type: "condition",
  id: "bedExit.night",
  kind: "bedExit",
  class: "physiological",
  latched: false,
  severity: "warning",
  forMs: 20 * 60_000,
  source: "issue: bed exit too long at night; 20 min, and 5 min from care level 3 on [M], to be set by the home",
  title: { zh: "夜间离床过久", en: "Out of bed too long at night" },
  cause: { zh: "夜间离床后没有回床", en: "left the bed at night and did not come back" },
  consequence: { zh: "可能跌倒在卫生间或走廊", en: "may have fallen in the bathroom or the corridor" },
  response: { zh: "去看人在哪里，是否安全", en: "go and see where the person is, and whether all is well" },
};
export const BEHAVIOUR_RULES: readonly ConditionRule[] = [BED_EXIT_RULE];
