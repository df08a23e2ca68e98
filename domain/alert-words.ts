import type { BilingualText } from "./api-schemas.ts";
import type { AlertKind } from "./alert.ts";

/** What happened, for somebody who knows no device and no rule: an ambulance's operator, a relative. No value, nothing about a body that was not seen. */
export const ALERT_WORDS: Readonly<Record<AlertKind, BilingualText>> = {
  sos: { zh: "按了紧急呼叫按钮", en: "the emergency button was pressed" },
  fall: { zh: "可能摔倒了", en: "a possible fall was detected" },
  help: { zh: "呼叫了护理", en: "somebody was called for care" },
  leak: { zh: "房间漏水", en: "water is leaking in the room" },
  smoke: { zh: "房间有烟雾", en: "there is smoke in the room" },
  gas: { zh: "房间有燃气泄漏", en: "gas is leaking in the room" },
  vital: { zh: "生命体征超出警戒值", en: "a vital sign is beyond its limit" },
  stillness: { zh: "长时间没有动静", en: "there has been no movement for too long" },
  measureNow: { zh: "需要复测", en: "a value must be measured again" },
  bedExit: { zh: "离床未归", en: "the bed was left and nobody came back" },
  inactivity: { zh: "比平时安静得多", en: "it is much quieter than usual" },
  bathroom: { zh: "在卫生间停留过久", en: "the bathroom stay is too long" },
  longLie: { zh: "可能倒地未起", en: "somebody may be lying on the floor" },
  wandering: { zh: "可能走失", en: "somebody may have wandered off" },
  door: { zh: "门有异常", en: "a door needs a look" },
  news2: { zh: "早期预警评分过高", en: "the early warning score is high" },
  softSigns: { zh: "状态与平时不同", en: "somebody is not as usual" },
  concern: { zh: "工作人员感到担心", en: "staff are worried" },
  feverCluster: { zh: "同楼层多人发热", en: "several people on a floor have a fever" },
  absence: { zh: "长时间没有数据", en: "there have been no readings for too long" },
  device: { zh: "设备有故障", en: "a device does not work" },
  contract: { zh: "签约需要处理", en: "a contract needs attention" },
};
