import type { ConditionRule } from "../types.ts";

const RESPONSE = {
  zh: "参考 RESTORE2：5–6 分请医生尽快看（1 小时内），7 分及以上先打 120；看人，对照本人平时的评分，并服从治疗意愿",
  en: "for reference, RESTORE2: 5–6 urgent doctor (within 1 h), 7 and more call 120 first; look at the person, compare with their own normal, heed treatment limits",
} as const;
/** Aggregate 5–6 or a single 3 of a whole set: warning; 7 and more: critical. A set with missing inputs counts as "at least" and only raises. */
export const NEWS2_TOTAL_RULE: ConditionRule = {
  type: "condition",
  id: "news2.total",
  kind: "news2",
  class: "physiological",
  latched: false,
  severity: "warning",
  forMs: 2 * 60_000,
  source: "NEWS2 (RCP 2017) thresholds and triggers, DOMAIN §2.1, §5.11; continuous monitors: held two minutes, as the vital rules [M]",
  title: { zh: "NEWS2 评分升高（参考）", en: "NEWS2 raised (for reference)" },
  cause: { zh: "多项体征同时偏离", en: "several vital signs are off together" },
  consequence: { zh: "急性病情恶化、脓毒症", en: "acute deterioration, sepsis" },
  response: RESPONSE,
};
/** One input scores 3 and the rest of the set is missing: what it means can be said only with the whole set. */
export const NEWS2_FULL_SET_RULE: ConditionRule = {
  type: "condition",
  id: "news2.fullSet",
  kind: "news2",
  class: "physiological",
  latched: false,
  severity: "warning",
  forMs: NEWS2_TOTAL_RULE.forMs,
  source: "DOMAIN §5.11: a single 3 from one device asks for a full set",
  title: { zh: "请测全套 NEWS2", en: "Measure a full set for NEWS2" },
  cause: { zh: "一项体征已达 3 分，其余未测", en: "one vital sign scores 3, the others are not known" },
  consequence: { zh: "看不出是单项误差还是病情恶化", en: "an error and a deterioration cannot be told apart" },
  response: { zh: "测齐七项并录入意识和吸氧", en: "measure all seven, enter consciousness and oxygen" },
};
export const NEWS2_RULES: readonly ConditionRule[] = [NEWS2_TOTAL_RULE, NEWS2_FULL_SET_RULE];
