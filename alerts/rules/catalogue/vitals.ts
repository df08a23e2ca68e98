import type { DeviceKind } from "../../../domain/device-kinds.ts";
import { signInfo, type SignKey } from "../../../domain/signs.ts";
import type { Level, Text, ThresholdRule } from "../types.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** DOMAIN §2.5: a warning of heart rate must hold ten minutes; the same is used for the other dense signs [M]. */
const WARNING_FOR_MS = 10 * MINUTE;
/** "Confirmed" of DOMAIN §2.5 on dense data: held two minutes, that is three readings of one-minute data [M]. */
const CONFIRMED_FOR_MS = 2 * MINUTE;
/** A mark on the screens that pages nobody, on continuous signs: an excursion of five minutes is never unseen (docs/adr/0013-alarm-load.md). */
const MARK_FOR_MS = 5 * MINUTE;
/** DOMAIN §5.9: a deep excursion alerts within 60 s, on one-minute data at the second minute. */
const DEEP_FOR_MS = 30 * SECOND;
const NEWS2 = "NEWS2 (RCP 2017), DOMAIN §2.1, §2.5";
const DEEP = "DOMAIN §5.9: deep excursions are fast";
/** DOMAIN §5.3: re-measure within five minutes. */
const ANSWER_WITHIN_MS = 5 * MINUTE;
/** DOMAIN §2.5: pressure is repeated after five minutes of rest; then the five minutes of §5.3. */
const ANSWER_AFTER_REST_MS = 10 * MINUTE;

const warning = (raiseAt: number, clearAt: number, source: string, forMs = WARNING_FOR_MS): Level => ({
  name: "warning",
  severity: "warning",
  raiseAt,
  clearAt,
  forMs,
  deep: false,
  source,
});
const mark = (raiseAt: number, clearAt: number): Level => ({
  name: "mark",
  severity: "info",
  raiseAt,
  clearAt,
  forMs: MARK_FOR_MS,
  deep: false,
  source: "issue: every excursion of five minutes is alerted; DOMAIN §2.5 gives the page its ten minutes, so this is a mark",
});
/** A consumer wrist that reads as deep: somebody looks, but only the duration of a critical level makes it critical (DOMAIN §5.9). */
const deepWrist = (raiseAt: number, clearAt: number): Level => ({
  ...warning(raiseAt, clearAt, "DOMAIN §5.9: deep is critical at once for medical grade only; a wrist warns as fast [M]", DEEP_FOR_MS),
  name: "fastWarning",
});
const critical = (raiseAt: number, clearAt: number, source: string): Level => ({
  name: "critical",
  severity: "critical",
  raiseAt,
  clearAt,
  forMs: CONFIRMED_FOR_MS,
  deep: false,
  source,
});
const deep = (raiseAt: number, clearAt: number, source = DEEP): Level => ({
  name: "deep",
  severity: "critical",
  raiseAt,
  clearAt,
  forMs: DEEP_FOR_MS,
  deep: true,
  source,
});

const RESPONSE: Text = {
  zh: "到床旁看人，复测；无反应、无呼吸、胸痛或口角歪斜先打 120",
  en: "Go to the bed, look, measure again; no response, no breathing, chest pain or facial droop: call 120 first",
};

function rule(
  sign: SignKey,
  side: "high" | "low",
  measureWith: DeviceKind,
  levels: readonly Level[],
  texts: { cause: Text; consequence: Text },
  options: { answerWithinMs?: number; atRest?: boolean } = {},
): ThresholdRule {
  const info = signInfo(sign);
  return {
    type: "threshold",
    id: `${sign}.${side}`,
    kind: "vital",
    class: "physiological",
    latched: false,
    source: "DOMAIN §2.5: defaults for older adults; a physician sets each resident's own",
    sign,
    side,
    levels,
    needsIntervalMs: MINUTE,
    answerWithinMs: options.answerWithinMs ?? ANSWER_WITHIN_MS,
    measureWith,
    atRest: options.atRest ?? false,
    title: { zh: `${info.zh}${side === "high" ? "过高" : "过低"}`, en: `${info.en} ${side}` },
    response: RESPONSE,
    ...texts,
  };
}

export const SPO2_LOW_RULE: ThresholdRule = rule(
  "spo2",
  "low",
  "oximeter",
  [
    mark(93, 94),
    warning(93, 94, `${NEWS2}: 92–93`),
    critical(91, 92, `${NEWS2}: ≤ 91 confirmed`),
    deep(85, 87, `${DEEP}; DOMAIN §2.5: ≤ 85 at once`),
  ],
  {
    cause: { zh: "肺炎、误吸、慢阻肺加重、探头脱落", en: "pneumonia, aspiration, COPD, loose probe" },
    consequence: { zh: "缺氧、呼吸衰竭", en: "hypoxia, respiratory failure" },
  },
);
/**
 * For a resident with a target of 88–92 % that a physician set: silent in the target and above it. What is deep stays deep: no scale loosens
 * DOMAIN §5.9.
 */
export const SPO2_LOW_SCALE_2_RULE: ThresholdRule = {
  ...SPO2_LOW_RULE,
  levels: [
    mark(87, 88),
    warning(87, 88, "NEWS2 scale 2 (RCP 2017), DOMAIN §2.1: below the target of 88–92"),
    critical(85, 87, `${DEEP}; scale 2 scores 84–85 with 2, ≤ 83 with 3`),
    deep(85, 87, `${DEEP}; DOMAIN §2.5: ≤ 85 at once`),
  ],
};

/** The old often have fever below 38 °C: what is only a little warm counts when it is so again. */
export const REPEATED_TEMPERATURE_RULE: ThresholdRule = {
  ...rule(
    "bodyTemperature",
    "high",
    "thermometer",
    [
      {
        ...warning(37.2, 37, "IDSA LTCF 2008 [Sx], DOMAIN §2.5: ≥ 37.2 repeatedly; two of the last three in a day [M]", 0),
        count: { readings: 2, of: 3, withinMs: 24 * 60 * MINUTE },
      },
    ],
    {
      cause: { zh: "感染的早期", en: "early infection" },
      consequence: { zh: "脓毒症", en: "sepsis" },
    },
  ),
  id: "bodyTemperature.repeated",
  title: { zh: "体温反复偏高", en: "Temperature raised again and again" },
};
/** Threshold rules of the vital signs: one rule is one open alert per resident, and its severity grows with the levels. */
export const VITAL_RULES: readonly ThresholdRule[] = [
  rule(
    "heartRate",
    "high",
    "bedsideMonitor",
    [
      mark(111, 106),
      warning(111, 106, `${NEWS2}: 111–130 for ≥ 10 min`),
      deepWrist(150, 140),
      critical(131, 125, `${NEWS2}: ≥ 131 confirmed`),
      deep(150, 140),
    ],
    {
      cause: { zh: "感染、疼痛、脱水、心律失常", en: "infection, pain, dehydration, arrhythmia" },
      consequence: { zh: "心衰、休克", en: "heart failure, shock" },
    },
    { atRest: true },
  ),
  rule("heartRate", "low", "bedsideMonitor", [deepWrist(35, 40), critical(40, 45, `${NEWS2}: ≤ 40 confirmed`), deep(35, 40)], {
    cause: { zh: "传导阻滞、药物过量", en: "heart block, too much of a drug" },
    consequence: { zh: "晕厥、心脏骤停", en: "syncope, cardiac arrest" },
  }),
  SPO2_LOW_RULE,
  rule(
    "respiratoryRate",
    "high",
    "bedsideMonitor",
    [
      mark(21, 20),
      warning(21, 20, `${NEWS2}: 21–24`),
      critical(25, 23, `${NEWS2}: ≥ 25 confirmed; IDSA LTCF > 25 suggests pneumonia [Sx]`),
    ],
    {
      cause: { zh: "肺炎、心衰、疼痛", en: "pneumonia, heart failure, pain" },
      consequence: { zh: "呼吸衰竭", en: "respiratory failure" },
    },
  ),
  rule("respiratoryRate", "low", "bedsideMonitor", [critical(8, 9, `${NEWS2}: ≤ 8 confirmed`)], {
    cause: { zh: "镇静药、二氧化碳潴留", en: "sedatives, carbon dioxide retention" },
    consequence: { zh: "呼吸停止", en: "respiratory arrest" },
  }),
  rule(
    "bodyTemperature",
    "high",
    "thermometer",
    [
      warning(37.8, 37.5, "IDSA LTCF 2008 [Sx]: ≥ 37.8 once; DOMAIN §2.5. Dense probes: held two minutes [M]", CONFIRMED_FOR_MS),
      critical(39.1, 38.7, `${NEWS2}: ≥ 39.1 confirmed`),
    ],
    {
      cause: { zh: "感染、中暑", en: "infection, heat stroke" },
      consequence: { zh: "脓毒症", en: "sepsis" },
    },
  ),
  REPEATED_TEMPERATURE_RULE,
  rule("bodyTemperature", "low", "thermometer", [critical(35, 35.5, `${NEWS2}: ≤ 35.0 confirmed`)], {
    cause: { zh: "受寒、感染", en: "cold, infection" },
    consequence: { zh: "低体温、脓毒症", en: "hypothermia, sepsis" },
  }),
  rule(
    "systolicPressure",
    "high",
    "bpCuff",
    [
      warning(160, 150, "中国老年高血压管理指南 2019 [Sx], DOMAIN §2.5: ≥ 160 (≥ 80 y or frail)"),
      critical(180, 170, "公卫规范 3rd ed. [Sx], DOMAIN §2.5: ≥ 180, repeat after 5 min rest"),
    ],
    {
      cause: { zh: "漏服降压药、疼痛、焦虑", en: "missed tablets, pain, anxiety" },
      consequence: { zh: "脑卒中、心衰", en: "stroke, heart failure" },
    },
    { answerWithinMs: ANSWER_AFTER_REST_MS },
  ),
  rule("systolicPressure", "low", "bpCuff", [critical(90, 95, `${NEWS2}: ≤ 90 confirmed`)], {
    cause: { zh: "出血、脱水、药物过量", en: "bleeding, dehydration, too much of a drug" },
    consequence: { zh: "休克、跌倒", en: "shock, fall" },
  }),
  rule(
    "diastolicPressure",
    "high",
    "bpCuff",
    [critical(110, 105, "公卫规范 3rd ed. [Sx], DOMAIN §2.5: ≥ 110, repeat after 5 min rest")],
    {
      cause: { zh: "漏服降压药、疼痛", en: "missed tablets, pain" },
      consequence: { zh: "脑卒中、心衰", en: "stroke, heart failure" },
    },
    { answerWithinMs: ANSWER_AFTER_REST_MS },
  ),
  rule(
    "bloodGlucose",
    "high",
    "glucometer",
    [warning(8.5, 8, "DOMAIN §2.5: above the goal of a frail resident, 8.5"), critical(16.7, 15, "公卫规范 [Sx], DOMAIN §2.5: ≥ 16.7")],
    {
      cause: { zh: "漏用降糖药、感染", en: "missed medication, infection" },
      consequence: { zh: "高渗状态、酮症", en: "hyperosmolar state, ketosis" },
    },
  ),
  rule(
    "bloodGlucose",
    "low",
    "glucometer",
    [critical(3.9, 4.2, "公卫规范 [Sx], DOMAIN §2.5: ≤ 3.9"), deep(2.999, 3.9, "DOMAIN §2.5: < 3.0 is level 2 hypoglycaemia [M], at once")],
    {
      cause: { zh: "降糖药过量、进食少", en: "too much medication, little food" },
      consequence: { zh: "昏迷", en: "coma" },
    },
  ),
];
