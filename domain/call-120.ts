import { Type, type Static } from "typebox";
import { ALERT_WORDS } from "./alert-words.ts";
import type { AlertKind } from "./alert.ts";
import { BilingualText } from "./api-schemas.ts";
import { localMinute } from "./local-time.ts";
import { isSignKey, signInfo } from "./signs.ts";

/** What is known when 120 is called; what is not known is said to be unknown, never guessed. */
export interface Call120Facts {
  readonly facility: string | null;
  readonly address: string | null;
  readonly place: { readonly building: string; readonly floor: string; readonly name: string } | null;
  readonly age: number | null;
  readonly sex: "female" | "male" | null;
  readonly kind: AlertKind;
  readonly sign: string | null;
  readonly value: number | null;
  /** When it was noticed first, ms. */
  readonly sinceMs: number;
  readonly nowMs: number;
  readonly callbackPhone: string | null;
}
/** DOMAIN §5.4: any one of these, and 120 is called before anybody else. */
export const CHECKS_120: readonly BilingualText[] = [
  { zh: "无反应", en: "no response" },
  { zh: "无呼吸", en: "not breathing" },
  { zh: "胸痛", en: "chest pain" },
  { zh: "口角歪斜", en: "face drooping" },
  { zh: "头部着地且服抗凝药", en: "hit the head and takes anticoagulants" },
  { zh: "血氧低于 85%", en: "oxygen saturation below 85 %" },
];
export const Call120View = Type.Object(
  {
    text: BilingualText,
    checks: Type.Array(BilingualText, { description: "any one of these: call 120 first" }),
    missing: Type.Array(Type.Enum(["address", "callbackPhone"]), { description: "what the home has not laid down" }),
  },
  { $id: "Call120", additionalProperties: false },
);
export type Call120View = Static<typeof Call120View>;

/** Buildings and floors are called "3" in one home and "3 层" in another. */
function placeText({ building, floor, name }: NonNullable<Call120Facts["place"]>): BilingualText {
  const numbered = (text: string, mark: string) => (/^-?[0-9]+$/.test(text) ? `${text} ${mark}` : text);
  const zh = [numbered(building, "号楼"), numbered(floor, "层"), numbered(name, "室")];
  const en = [building === "" ? "" : `building ${building}`, floor === "" ? "" : `floor ${floor}`, name === "" ? "" : `room ${name}`];
  return { zh: zh.filter((part) => part !== "").join(" "), en: en.filter((part) => part !== "").join(", ") };
}
const two = (n: number) => String(n).padStart(2, "0");
/** The words to read out to 120 (practice §5.4), in both languages. The system itself never dials. */
export function call120Text(facts: Call120Facts): BilingualText {
  const { facility, address, place, age, sex, kind, sign, value, sinceMs, nowMs, callbackPhone } = facts;
  const minute = localMinute(sinceMs);
  const time = `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
  const agoMinutes = Math.max(0, Math.floor((nowMs - sinceMs) / 60_000));
  const measured = kind === "vital" && sign !== null && value !== null && isSignKey(sign) ? { ...signInfo(sign), value } : null;
  const what = {
    zh: ALERT_WORDS[kind].zh + (measured === null ? "" : `：${measured.zh} ${measured.value}`),
    en: ALERT_WORDS[kind].en + (measured === null ? "" : `: ${measured.en} ${measured.value}`),
  };
  const who = {
    zh: `${sex === "female" ? "女性" : sex === "male" ? "男性" : ""}老人，${age === null ? "年龄不详" : `${age} 岁`}`,
    en: `An elderly ${sex === "female" ? "woman" : sex === "male" ? "man" : "person"}, ${age === null ? "age unknown" : `${age} years old`}`,
  };
  const zh = [
    `这里是${facility ?? "养老机构"}`,
    `地址：${address ?? "（请说出地址）"}`,
    place === null ? "" : `位置：${placeText(place).zh}`,
    `${who.zh}，${what.zh}`,
    `${time} 发现，已 ${agoMinutes} 分钟`,
    "意识和呼吸情况：尚不清楚，请以现场人员所见为准",
    `回拨电话：${callbackPhone ?? "（请说出本机号码）"}`,
    "会有人在门口接车",
  ];
  const en = [
    `This is ${facility ?? "a care home"}`,
    `Address: ${address ?? "(say the address)"}`,
    place === null ? "" : `Where: ${placeText(place).en}`,
    `${who.en}: ${what.en}`,
    `Noticed at ${time}, ${agoMinutes} min ago`,
    "Consciousness and breathing: not known yet, go by what the person at the bed sees",
    `Call back: ${callbackPhone ?? "(say this phone's number)"}`,
    "Somebody will wait at the door",
  ];
  const said = (parts: readonly string[], mark: string) => parts.filter((part) => part !== "").join(mark) + mark.trim();
  return { zh: said(zh, "。"), en: said(en, ". ") };
}
