import type { Severity } from "../../../domain/alert.ts";
import type { EventType } from "../../../domain/device-message.ts";
import type { EventRule, RuleTexts } from "../types.ts";

const LATCHED = "IEC 60601-1-8 / FHIR devicealert-presence, DOMAIN §2.2: latched until a person acts";

function event(type: EventType, severity: Severity, source: string, texts: RuleTexts): EventRule {
  return {
    type: "event",
    id: type,
    event: type,
    kind: type,
    class: "physiological",
    severity,
    latched: type !== "help",
    source,
    ...texts,
  };
}
/** What a person or a detector says outright. */
export const EVENT_RULES: readonly EventRule[] = [
  event("sos", "critical", `DESIGN promise 3; ${LATCHED}`, {
    title: { zh: "紧急呼叫", en: "SOS" },
    cause: { zh: "老人按下紧急按钮", en: "the resident pressed the emergency button" },
    consequence: { zh: "病情或跌倒无人处置", en: "illness or a fall without help" },
    response: {
      zh: "立即到场；无反应、无呼吸、胸痛先打 120",
      en: "go at once; no response, no breathing, chest pain: call 120 first",
    },
  }),
  event("fall", "critical", `DOMAIN §2.2, §5.1; ${LATCHED}`, {
    title: { zh: "跌倒", en: "Fall" },
    cause: { zh: "手环或雷达发现跌倒", en: "a wristband or radar noticed a fall" },
    consequence: { zh: "骨折、颅内出血、久卧", en: "fracture, bleeding in the head, long lie" },
    response: {
      zh: "立即到场，勿急于搬动；头部着地且服抗凝药先打 120",
      en: "go at once, do not lift in haste; head hit and on anticoagulants: call 120 first",
    },
  }),
  event("help", "warning", "DOMAIN §5.5: 呼叫护理 never pages a clinic", {
    title: { zh: "呼叫护理", en: "Call for care" },
    cause: { zh: "老人需要照护", en: "the resident asks for care" },
    consequence: { zh: "如厕、饮水等需要被耽误", en: "toilet, water or reassurance delayed" },
    response: { zh: "到房间看望", en: "go to the room" },
  }),
  event("leak", "critical", `DOMAIN §3.1; ${LATCHED}`, {
    title: { zh: "漏水", en: "Water leak" },
    cause: { zh: "水龙头未关或管道破裂", en: "a tap left open or a burst pipe" },
    consequence: { zh: "滑倒、触电", en: "slip, electric shock" },
    response: { zh: "到场关水、擦干，扶离老人", en: "turn the water off, dry the floor, lead the resident away" },
  }),
  event("smoke", "critical", `DOMAIN §3.1; ${LATCHED}`, {
    title: { zh: "烟雾", en: "Smoke" },
    cause: { zh: "着火或吸烟", en: "fire or smoking" },
    consequence: { zh: "烧伤、窒息", en: "burns, suffocation" },
    response: { zh: "按消防预案：撤离，打 119，有人受伤打 120", en: "fire plan: evacuate, call 119; somebody hurt: call 120" },
  }),
  event("gas", "critical", `DOMAIN §3.1; ${LATCHED}`, {
    title: { zh: "燃气泄漏", en: "Gas" },
    cause: { zh: "燃气或一氧化碳泄漏", en: "gas or carbon monoxide escapes" },
    consequence: { zh: "中毒、爆炸", en: "poisoning, explosion" },
    response: { zh: "开窗关阀，勿动开关，撤离；有人不适打 120", en: "open windows, shut the valve, no switches, leave; unwell: call 120" },
  }),
];
