import type { deliveriesZhCN } from "./deliveries-zh-CN.ts";

export const deliveriesEn: typeof deliveriesZhCN = {
  title: "Who was reached, and how",
  empty: "Nothing was sent",
  line: "{who} ({channel}): {state}",
  attempt: "attempt {n}",
  next: "next try {time}",
  atLatest: "sent by {time} at the latest",
  channel: {
    ...{
      webhook: "webhook",
      wecom: "WeCom",
      dingtalk: "DingTalk",
      feishu: "Feishu",
      sms: "text message",
      voice: "voice call",
      email: "e-mail",
    },
    ...{ wechat: "WeChat", webPush: "browser push", annunciator: "light or siren", screen: "screen" },
  },
  state: {
    ...{ queued: "waiting", sent: "sent", accepted: "taken by their system", delivered: "on the phone", opened: "link opened" },
    ...{ acknowledged: "answered by a person", failed: "not taken", spared: "not needed any more" },
  },
};
