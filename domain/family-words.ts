import type { Alert } from "./alert.ts";
import { ALERT_WORDS } from "./alert-words.ts";
import type { BilingualText } from "./api-schemas.ts";
import type { CallWhy, NoticeType } from "./family-notice.ts";
import { localMinute } from "./local-time.ts";

const two = (n: number) => String(n).padStart(2, "0");
function clock(ms: number): string {
  const minute = localMinute(ms);
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
type About = Pick<Alert, "kind" | "observedAtMs" | "outcome" | "onSite">;
/** What the family reads: when, what was noticed, what is being done. Nothing about a body, and nobody's name. */
export function noticeWords(type: Exclude<NoticeType, "words">, { kind, observedAtMs, outcome, onSite }: About): BilingualText {
  const time = clock(observedAtMs);
  const what = ALERT_WORDS[kind];
  switch (type) {
    case "begun": {
      const isComing = onSite.state !== "waiting";
      return {
        zh: `${time} ${what.zh}。${isComing ? "工作人员正在赶去" : "我们正在处理"}，有消息马上告诉您。`,
        en: `At ${time} ${what.en}. ${isComing ? "Staff are on the way" : "We are looking into it"}; you will hear as soon as we know more.`,
      };
    }
    case "atBedside":
      return {
        zh: `${time} ${what.zh}。工作人员已到身边，正在查看。`,
        en: `At ${time} ${what.en}. Staff are there and looking after it.`,
      };
    case "over": {
      const isFalse = outcome === "false" || outcome === "test";
      return {
        zh: `${time} ${what.zh}。${isFalse ? "经工作人员查看，是误报。" : ""}这次告警已经结束。`,
        en: `At ${time} ${what.en}. ${isFalse ? "Staff had a look: it was a false alarm. " : ""}The alert is over.`,
      };
    }
  }
}
/** Sentences that a nurse may choose; each is released by a person who looked. */
export const NURSE_WORDINGS: readonly BilingualText[] = [
  { zh: "没有受伤，人清醒。", en: "Not injured, and awake." },
  { zh: "已由护士查看，情况平稳。", en: "A nurse had a look; the situation is stable." },
  { zh: "医生已看过，正在观察。", en: "A doctor had a look; we are keeping watch." },
  { zh: "已送医院，请接听我们的电话。", en: "Taken to hospital; please answer our call." },
];
const HAPPENED: Readonly<Record<CallWhy, BilingualText>> = {
  ambulance: { zh: "刚才情况紧急，已经叫了救护车", en: "There was an emergency just now, and an ambulance has been called" },
  transfer: { zh: "正在转往医院", en: "is being taken to hospital" },
  death: { zh: "", en: "" },
};
/** What staff say on the phone to an emergency contact. Of a death the words only open the talk: a physician or nurse says it. */
export function callWords(why: CallWhy, facility: string, resident: string): BilingualText {
  const open = { zh: `您好，这里是${facility}，关于${resident}。`, en: `Hello, this is ${facility}, about ${resident}.` };
  if (why === "death")
    return {
      zh: `${open.zh}有一件很难过的事要告诉您，请您坐下来听我说。（由医生或护士告知，说清时间，听对方说，问谁能陪着您、何时过来。）`,
      en: `${open.en} I have very sad news; please sit down. (A physician or nurse says it: when it was, listen, ask who can be with them and when they come.)`,
    };
  const { zh, en } = HAPPENED[why];
  return {
    zh: `${open.zh}${resident}${zh}，我们的人在身边。请您保持电话畅通，带上身份证和医保卡；请问您现在能过来吗？平时有什么药、什么过敏要告诉医生？`,
    en: `${open.en} ${why === "transfer" ? `${resident} ${en}` : en}; our staff are there. Please keep your phone free and bring the identity and insurance cards. Can you come now? Any medicines or allergies that the doctors must know?`,
  };
}
