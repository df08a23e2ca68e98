import type { CareLevel } from "../../../domain/directory.ts";
import type { ConditionRule } from "../types.ts";

const MINUTE = 60_000;
/** How long somebody of a care level may stay in the bathroom before somebody looks. Day and night [M]; a home sets its own. */
export const BATHROOM_LIMITS: Readonly<Record<CareLevel, { readonly dayMs: number; readonly nightMs: number }>> = {
  0: { dayMs: 45 * MINUTE, nightMs: 30 * MINUTE },
  1: { dayMs: 45 * MINUTE, nightMs: 30 * MINUTE },
  2: { dayMs: 40 * MINUTE, nightMs: 25 * MINUTE },
  3: { dayMs: 30 * MINUTE, nightMs: 20 * MINUTE },
  4: { dayMs: 30 * MINUTE, nightMs: 20 * MINUTE },
};
/** Minutes of the local day: 22:00 to 06:00 [M]. */
export const NIGHT = { from: 22 * 60, to: 6 * 60 };

export const BATHROOM_RULE: ConditionRule = {
  type: "condition",
  id: "bathroom.long",
  kind: "bathroom",
  class: "physiological",
  latched: false,
  severity: "warning",
  forMs: BATHROOM_LIMITS[1].dayMs,
  source:
    "issue: bathroom stay too long; DOMAIN §5.10 long lie (of people over 90 who fell alone and could not get up, 80 % did not use their alarm). By day 45 min (care level 2: 40, from 3 on: 30), at night 30, 25, 20; twice that is critical [M]",
  title: { zh: "卫生间停留过久", en: "Long in the bathroom" },
  cause: { zh: "进入卫生间后很久没有出来", en: "went into the bathroom and has not come out" },
  consequence: { zh: "可能跌倒、晕厥或无法起身，又没有呼救", en: "may have fallen or fainted, or cannot get up, without calling" },
  response: { zh: "敲门询问；不应答立即进入，无反应先打 120", en: "knock and ask; no answer: go in at once; no response: call 120 first" },
};
/** Low posture for so long is no fitting of a slipper [M]; after a fall that was told it is said again when nobody helped. */
export const LONG_LIE_CRITICAL_MS = 10 * MINUTE;
export const LONG_LIE_RULE: ConditionRule = {
  type: "condition",
  id: "longLie",
  kind: "longLie",
  class: "physiological",
  latched: true,
  severity: "warning",
  forMs: 3 * MINUTE,
  source: "DOMAIN §5.10: low posture without a fall event; 3 min, critical after 10 [M]",
  title: { zh: "可能倒地未起", en: "Lying low, may not get up" },
  cause: { zh: "雷达看到人在低位，没有收到跌倒报警", en: "the radar sees somebody low down, and no fall was reported" },
  consequence: { zh: "长时间倒地：压伤、失温、横纹肌溶解", en: "a long lie: pressure injury, cold, muscle damage" },
  response: { zh: "立即去看；不要急于扶起，无反应先打 120", en: "go and look at once; do not hurry to lift; no response: call 120 first" },
};
export const BATHROOM_RULES: readonly ConditionRule[] = [BATHROOM_RULE, LONG_LIE_RULE];
