import type { ConditionRule, RuleTexts } from "../types.ts";

const texts: Pick<RuleTexts, "consequence" | "response"> = {
  consequence: { zh: "体征、跌倒和呼叫会记到别人名下", en: "vital signs, falls and calls are taken for another's" },
  response: { zh: "扫手表再扫住户确认；戴错了就换回来", en: "scan the watch, then the resident; swap them back if they are wrong" },
};
const technical = { type: "condition", kind: "device", class: "technical", latched: false, severity: "warning" } as const;
export const WEARER_RULE: ConditionRule = {
  ...technical,
  id: "device.wearer",
  forMs: 20 * 60_000,
  source: "DOMAIN §5.14: bed-mat pulse disagrees, two swapped watches noticed ≤ 30 min; 10 of 12 pairs ≥ 10/min apart the same way [M]",
  title: { zh: "可能戴错了人", en: "Worn by another person?" },
  cause: { zh: "手表的脉搏与床垫测到的不是同一个人的", en: "the pulse of the watch and that of the bed are not one person's" },
  ...texts,
};
export const WEARER_ROOM_RULE: ConditionRule = {
  ...technical,
  id: "device.wearerRoom",
  forMs: 20 * 60_000,
  source: "DOMAIN §5.14: room beacon disagrees; at night for 20 min, since by day people visit each other [M]",
  title: { zh: "佩戴设备整夜在别人房间", en: "Worn in another's room at night" },
  cause: { zh: "夜里信标看到这个设备在另一位住户的房间", en: "at night a beacon sees the device in another resident's room" },
  ...texts,
};
export const WEARER_RULES: readonly ConditionRule[] = [WEARER_RULE, WEARER_ROOM_RULE];
