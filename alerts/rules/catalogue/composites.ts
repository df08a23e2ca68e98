import type { SignKey } from "../../../domain/signs.ts";
import { allOf, anyOf, someOf, type RulePart, type ValuePart } from "../composite.ts";
import type { CompositeRule } from "../types.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** As the warnings of the vital rules on continuous signs (DOMAIN §2.5). */
const HELD_MS = 10 * MINUTE;
const rule = (id: string): RulePart => ({ type: "rule", rule: id });
const value = (sign: SignKey, side: "high" | "low", at: number, atRest = false): ValuePart => ({
  ...{ type: "value", sign, side, at, forMs: HELD_MS, atRest },
});
const BASE = { type: "composite", kind: "vital", class: "physiological", latched: false, severity: "warning" } as const;
/** New confusion and every worse state of ACVPU. */
const CONFUSED = value("consciousness", "high", 1);

/** Findings that mean more together than one by one. Each adds a warning of its own and hides none of its parts. */
export const COMPOSITE_RULES: readonly CompositeRule[] = [
  {
    ...BASE,
    id: "composite.infection",
    withinMs: 12 * HOUR,
    needs: allOf(
      anyOf(rule("bodyTemperature.high"), rule("bodyTemperature.repeated"), rule("baseline.bodyTemperature.high")),
      anyOf(value("heartRate", "high", 91, true), value("respiratoryRate", "high", 21), CONFUSED),
    ),
    source:
      "fever: IDSA LTCF 2008 [Sx], DOMAIN §2.5; with pulse ≥ 91, respiration ≥ 21 or new confusion: bands of NEWS2 (RCP 2017) [S]; together within 12 h [M]",
    title: { zh: "可能感染", en: "Possible infection" },
    cause: { zh: "发热，同时心率或呼吸增快，或新发糊涂", en: "fever with a fast pulse, fast breathing or new confusion" },
    consequence: { zh: "肺炎、尿路感染、脓毒症", en: "pneumonia, urinary infection, sepsis" },
    response: {
      zh: "测全套 NEWS2，看呼吸、尿、皮肤，请医生看",
      en: "measure the full NEWS2, look at breathing, urine and skin, call a doctor",
    },
  },
  {
    ...BASE,
    id: "composite.sepsis",
    withinMs: 2 * HOUR,
    needs: someOf(2, value("respiratoryRate", "high", 22), value("systolicPressure", "low", 100), CONFUSED),
    source: "qSOFA ≥ 2: Sepsis-3, JAMA 2016;315:801 [M]; together within 2 h [M]",
    title: { zh: "可能脓毒症", en: "Possible sepsis" },
    cause: {
      zh: "呼吸 ≥ 22、收缩压 ≤ 100、意识改变中至少两项",
      en: "two of: respiration ≥ 22, systolic pressure ≤ 100, altered consciousness",
    },
    consequence: { zh: "休克、器官衰竭", en: "shock, failure of organs" },
    response: {
      zh: "立即看人，测全套 NEWS2，请医生；加重先打 120",
      en: "look at once, full NEWS2, call a doctor; getting worse: call 120 first",
    },
  },
  {
    ...BASE,
    id: "composite.heartFailure",
    withinMs: 24 * HOUR,
    needs: allOf(
      rule("trend.weight.high"),
      anyOf(value("respiratoryRate", "high", 21), rule("respiratoryRate.high"), rule("spo2.low"), rule("baseline.spo2.low")),
    ),
    source:
      "ESC guidelines on heart failure 2021: > 2 kg in 3 days, and breathlessness [M]; respiration and SpO2: NEWS2 [S]; within 24 h [M]",
    title: { zh: "可能心衰加重", en: "Heart failure may be getting worse" },
    cause: { zh: "体重三天增加 2 公斤，同时呼吸快或血氧低", en: "two kilograms in three days with fast breathing or low oxygen" },
    consequence: { zh: "肺水肿", en: "water in the lungs" },
    response: {
      zh: "看下肢水肿、平卧能否呼吸，请医生调药",
      en: "look for swollen legs and breathlessness lying down; a doctor adjusts the drugs",
    },
  },
];
