import type { ConditionRule, RuleTexts, Text } from "../types.ts";

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
const LOOK: Text = {
  zh: "打电话或去看人；不应门、无反应先打 120",
  en: "call or go and look; no answer at the door or no response: call 120 first",
};
const FALLEN: Pick<RuleTexts, "consequence" | "response"> = {
  consequence: { zh: "可能跌倒后无法起身或呼救", en: "may have fallen, unable to get up or to call" },
  response: LOOK,
};
function inactivity(part: string, source: string, title: Text, cause: Text): ConditionRule {
  return {
    type: "condition",
    id: `inactivity.${part}`,
    kind: "inactivity",
    class: "physiological",
    latched: false,
    severity: "warning",
    forMs: 0,
    source,
    title,
    cause,
    ...FALLEN,
  };
}
/** Critical where nobody is on site: then it is the only thing that notices. */
export const INACTIVITY_FLOOR_RULE = inactivity(
  "floor",
  "DOMAIN §5.10: no activity in 12 waking hours, whatever the baseline learned",
  { zh: "长时间没有活动", en: "No activity for long" },
  { zh: "清醒时段 12 小时没有任何活动", en: "no activity in twelve waking hours" },
);
export const NOT_UP_RULE = inactivity(
  "notUp",
  "DOMAIN §5.10: not up by 10:00",
  { zh: "上午十点还没有起床", en: "Not up by ten" },
  { zh: "从清晨四点到上午十点没有任何活动", en: "no activity from four to ten in the morning" },
);
export const UNUSUAL_SILENCE_RULE = inactivity(
  "unusual",
  "issue: no motion in a window in which this person usually moves; two such hours, learned on ≥ 7 days [M]",
  { zh: "平时活动的时段没有活动", en: "No activity when there usually is" },
  { zh: "平时活动的两个小时里没有活动", en: "two hours in which this person usually moves passed without any" },
);
export const BEHAVIOUR_RULES: readonly ConditionRule[] = [BED_EXIT_RULE, INACTIVITY_FLOOR_RULE, NOT_UP_RULE, UNUSUAL_SILENCE_RULE];
