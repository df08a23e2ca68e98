import type { ConditionRule } from "../types.ts";

/** Raised by what a push met, not by readings (docs/delivery.md). */
export const CHANNEL_RULES: readonly ConditionRule[] = [
  {
    ...{ type: "condition", id: "channel.gone", kind: "device", class: "technical", severity: "warning", latched: true, forMs: 0 },
    source: "RELIABILITY §4.3: 410 disables the endpoint and pages us; Standard Webhooks 1.0.0",
    title: { zh: "通知渠道已被对方停用", en: "A channel was switched off by its owner" },
    cause: {
      zh: "对方的系统回答 410，或浏览器取消了订阅",
      en: "their system answered 410, or the browser ended its subscription",
    },
    consequence: {
      zh: "这条渠道不再有人收到；其余渠道照常通知",
      en: "nobody is reached over it any more; the other channels go on",
    },
    response: { zh: "打电话给对方，录入新的地址并测试", en: "phone them, enter the new address and test it" },
  },
];
