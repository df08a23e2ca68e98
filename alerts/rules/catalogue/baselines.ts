import { signInfo, type SignKey } from "../../../domain/signs.ts";
import type { BaselineRule, LastingLevel, RuleTexts, Text } from "../types.ts";

const MINUTE = 60_000;
/** Half an hour of looks every minute: a walk, a meal, a dream are over by then [M]. */
const MARK_FOR_MS = 30 * MINUTE;
const MARK_SOURCE = "issue: personal baseline; a mark that pages nobody, after half an hour [M]";
const RESPONSE: Text = {
  zh: "看人，问有无不适，复测全套体征，对照本人平时",
  en: "look at the person, ask what is different, measure the full set, compare with what is usual",
};
type Limits = Pick<BaselineRule, "change" | "spreads" | "levels" | "atRest" | "source">;
function rule(sign: SignKey, side: "high" | "low", limits: Limits, texts: Pick<RuleTexts, "cause" | "consequence">): BaselineRule {
  const { zh, en } = signInfo(sign);
  return {
    type: "baseline",
    id: `baseline.${sign}.${side}`,
    kind: "vital",
    class: "physiological",
    latched: false,
    sign,
    side,
    title: {
      zh: `${zh}${side === "high" ? "高" : "低"}于本人平时`,
      en: `${en} ${side === "high" ? "above" : "below"} what is usual for this person`,
    },
    response: RESPONSE,
    ...limits,
    ...texts,
  };
}
const mark: LastingLevel = { severity: "info", forMs: MARK_FOR_MS, readings: 3, source: MARK_SOURCE };

/**
 * What is far from usual for one person. No baseline loosens or delays a fixed limit (DOMAIN §5.9), so what has no source as a warning is a
 * mark only.
 */
export const BASELINE_RULES: readonly BaselineRule[] = [
  rule(
    "heartRate",
    "high",
    {
      change: 15,
      spreads: 3,
      levels: [mark],
      atRest: true,
      source: "issue: personal baseline by hour of day; 15/min and three spreads above the own median of the hour, at rest [M]",
    },
    {
      cause: { zh: "感染、疼痛、脱水、心律失常的早期", en: "early infection, pain, dehydration, arrhythmia" },
      consequence: { zh: "未到固定限值的恶化被忽略", en: "a decline that no fixed limit sees yet" },
    },
  ),
  rule(
    "spo2",
    "low",
    {
      change: 4,
      spreads: 0,
      levels: [
        {
          severity: "warning",
          forMs: 10 * MINUTE,
          readings: 2,
          source: "DOMAIN §2.5: ≥ 4 below own level; ten minutes as the other dense signs [M]; sparse: a second reading confirms, §5.3",
        },
      ],
      atRest: false,
      source: "DOMAIN §2.5: SpO2 ≥ 4 below own level",
    },
    {
      cause: { zh: "肺炎、误吸、慢阻肺加重、心衰", en: "pneumonia, aspiration, COPD, heart failure" },
      consequence: { zh: "缺氧", en: "hypoxia" },
    },
  ),
  rule(
    "respiratoryRate",
    "high",
    {
      change: 5,
      spreads: 4,
      levels: [mark],
      atRest: true,
      source: "issue: personal baseline by hour of day; 5/min and four spreads above the own median of the hour, at rest [M]",
    },
    {
      cause: { zh: "肺部感染、心衰的早期", en: "early chest infection, heart failure" },
      consequence: { zh: "未到固定限值的恶化被忽略", en: "a decline that no fixed limit sees yet" },
    },
  ),
  rule(
    "bodyTemperature",
    "high",
    {
      change: 1.1,
      spreads: 0,
      levels: [
        { severity: "info", forMs: 0, readings: 1, source: "DOMAIN §5.3: a single reading asks for a second one" },
        { severity: "warning", forMs: 0, readings: 2, source: "IDSA LTCF 2008 [Sx], DOMAIN §2.5: +1.1 over own baseline" },
      ],
      atRest: false,
      source: "IDSA LTCF 2008 [Sx], DOMAIN §2.5: +1.1 °C over own baseline, axillary or ear",
    },
    {
      cause: { zh: "感染的早期；老人发热常不到 38 °C", en: "early infection; the old often have fever below 38 °C" },
      consequence: { zh: "脓毒症", en: "sepsis" },
    },
  ),
];
