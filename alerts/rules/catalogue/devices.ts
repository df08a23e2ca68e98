import { HARDWARE_KINDS, deviceKindInfo } from "../../../domain/device-kinds.ts";
import { signInfo, type SignKey } from "../../../domain/signs.ts";
import type { AbsenceRule, ConditionRule, Level, RuleTexts, ThresholdRule } from "../types.ts";

const MINUTE = 60_000;
const technical = { class: "technical", kind: "device", latched: false } as const;
const CHARGE: RuleTexts["response"] = { zh: "充电或更换电池", en: "charge it or change the battery" };

function onSign(
  sign: SignKey,
  id: string,
  side: "high" | "low",
  source: string,
  levels: readonly Level[],
  texts: RuleTexts,
): ThresholdRule {
  return {
    type: "threshold",
    id,
    ...technical,
    sign,
    side,
    levels,
    needsIntervalMs: Number.MAX_SAFE_INTEGER,
    answerWithinMs: 0,
    measureWith: null,
    atRest: false,
    source,
    ...texts,
  };
}
const level = (severity: "info" | "warning", raiseAt: number, clearAt: number, forMs: number, source: string): Level => ({
  name: severity === "info" ? "mark" : "warning",
  severity,
  raiseAt,
  clearAt,
  forMs,
  deep: false,
  source,
});
/** Rules on what a device says about itself. */
export const DEVICE_THRESHOLD_RULES: readonly ThresholdRule[] = [
  onSign(
    "battery",
    "device.battery",
    "low",
    "DOMAIN §3.3: low battery is a status of its own",
    [
      level("info", 15, 20, 0, "common practice of wearables, ≤ 15 % [M]"),
      level("warning", 5, 8, 0, "common practice: under an hour is left [M]"),
    ],
    {
      title: { zh: "电量低", en: "Battery low" },
      cause: { zh: "电池将耗尽", en: "the battery runs out" },
      consequence: { zh: "设备将无法发现紧急情况", en: "the device will notice no emergency" },
      response: CHARGE,
    },
  ),
  onSign(
    "worn",
    "device.notWorn",
    "low",
    "DOMAIN §5.14",
    [level("warning", 0, 0.5, 15 * MINUTE, "washing and dressing take minutes [M]")],
    {
      title: { zh: "未佩戴", en: "Not worn" },
      cause: { zh: "手环被摘下", en: "the device was taken off" },
      consequence: { zh: "无法发现心率、血氧和跌倒", en: "pulse, oxygen and falls go unnoticed" },
      response: { zh: "核对佩戴人并戴好", en: "check the wearer and put it on" },
    },
  ),
  onSign(
    "charging",
    "device.charging",
    "high",
    "DOMAIN §5.14: charging pauses absence for 2 h but stays visible",
    [level("info", 1, 0.5, 0, "by definition of the sign")],
    {
      title: { zh: "充电中", en: "Charging" },
      cause: { zh: "设备在充电", en: "the device is on its charger" },
      consequence: { zh: "此时无法发现心率、血氧和跌倒", en: "meanwhile pulse, oxygen and falls go unnoticed" },
      response: { zh: "充满后戴回本人", en: "return it to its wearer when full" },
    },
  ),
];
/** Found by the evaluator from presence entries and from the time of a device. */
export const DEVICE_CONDITION_RULES: readonly ConditionRule[] = [
  {
    type: "condition",
    id: "device.offline",
    ...technical,
    severity: "warning",
    forMs: MINUTE,
    source: "DESIGN presence: will or status says offline; one minute against flapping [M]. Dense devices have their absence rule",
    title: { zh: "设备离线", en: "Device offline" },
    cause: { zh: "断电或无网络", en: "no power or no network" },
    consequence: { zh: "该设备无法报警", en: "the device can raise nothing" },
    response: { zh: "检查电源和网络", en: "check power and network" },
  },
  {
    type: "condition",
    id: "device.clock",
    ...technical,
    severity: "info",
    forMs: 0,
    source: "DESIGN Time: over 5 min ahead or before 2020, ours is used",
    title: { zh: "设备时间错误", en: "Device clock wrong" },
    cause: { zh: "设备时间未校准", en: "the clock of the device is not set" },
    consequence: { zh: "读数时间以接收时间为准", en: "readings carry the time of reception" },
    response: { zh: "重新校时", en: "set the clock" },
  },
];

const SILENCE =
  "RELIABILITY F21: silent ≤ 3 × interval, at most 5 min for dense devices; DOMAIN §5.3: never held longer than twice its interval";
const SILENCE_TEXTS = {
  cause: { zh: "没电、离线、摘下或未测到", en: "no power, no network, taken off, or not measured" },
  consequence: { zh: "沉默不等于健康：异常不会被发现", en: "silence is not health: an excursion would go unnoticed" },
  response: { zh: "查看老人和设备", en: "look at the resident and at the device" },
} as const;
const absence = (about: AbsenceRule["about"], id: string, zh: string, en: string): AbsenceRule => ({
  type: "absence",
  id: `absence.${id}`,
  kind: "absence",
  class: "technical",
  latched: false,
  source: SILENCE,
  about,
  title: { zh: `${zh}无数据`, en: `${en}: no data` },
  ...SILENCE_TEXTS,
});
/** Signs whose silence is watched apart from that of their device. */
export const WATCHED_SIGNS = [
  "heartRate",
  "spo2",
  "respiratoryRate",
  "bodyTemperature",
  "systolicPressure",
  "diastolicPressure",
  "bloodGlucose",
] as const satisfies readonly SignKey[];
export const ABSENCE_RULES: readonly AbsenceRule[] = [
  ...HARDWARE_KINDS.map((kind) => absence({ device: kind }, kind, deviceKindInfo(kind).zh, deviceKindInfo(kind).en)),
  ...WATCHED_SIGNS.map((sign) => absence({ sign }, sign, signInfo(sign).zh, signInfo(sign).en)),
];
