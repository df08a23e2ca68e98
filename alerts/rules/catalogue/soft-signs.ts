import type { ConditionRule } from "../types.ts";

/** A full set of vitals is taken within the hour. */
export const SOFT_SIGNS_RULE: ConditionRule = {
  type: "condition",
  id: "softSigns.observe",
  kind: "softSigns",
  class: "physiological",
  latched: false,
  severity: "warning",
  forMs: 60 * 60_000,
  source: "DOMAIN §5.11 (RESTORE2mini): one soft sign opens an observation task; 60 min [M]",
  title: { zh: "今天不对劲：请测全套体征", en: "Not right today: take a full set of vitals" },
  cause: { zh: "照护者或家属觉得老人与平时不一样", en: "a carer or the family finds the resident unlike themselves" },
  consequence: { zh: "感染、脱水、中风的早期表现被错过", en: "the first signs of infection, dehydration or stroke are missed" },
  response: { zh: "一小时内测全套 NEWS2；与本人平时比较", en: "take a full NEWS2 set within the hour; compare with the usual self" },
};
/** Repeated, several at once, or no set taken: a nurse or physician looks. */
export const CONCERN_RULE: ConditionRule = {
  type: "condition",
  id: "softSigns.concern",
  kind: "concern",
  class: "physiological",
  latched: true,
  severity: "warning",
  forMs: 0,
  source: "DOMAIN §5.11: concern alone may escalate; RESTORE2: 3–4 senior and GP review; two signs or a repeat within 24 h [M]",
  title: { zh: "反复或多项不对劲：请护士或医生看", en: "Not right, again or in several ways: a nurse or physician looks" },
  cause: {
    zh: "24 小时内两项以上、再次反映、体征异常或一小时内没有测",
    en: "two signs or a repeat within 24 h, a set that is not normal, or none taken in time",
  },
  consequence: { zh: "病情加重而体征仍在常值内", en: "a decline while the numbers still look normal" },
  response: {
    zh: "护士到床边评估；不放心就叫医生，危急先打 120",
    en: "a nurse assesses at the bed; call the physician when in doubt, 120 first in danger",
  },
};
export const SOFT_SIGNS_RULES: readonly ConditionRule[] = [SOFT_SIGNS_RULE, CONCERN_RULE];
