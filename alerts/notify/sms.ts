import type { SmsConfig, VoiceConfig } from "../../domain/channel-config.ts";
import type { Adapter, AdapterParts } from "./adapter.ts";
import { sendByTemplate } from "./http-template.ts";
import { sendAliyunSms } from "./sms-aliyun.ts";
import { sendTencentSms } from "./sms-tencent.ts";

/** Carriers pass on about 50 notices a day to one number by one template (carriers' rules of 2018, through help.aliyun.com). */
const SMS_LIMIT = { most: 50, withinMs: 86_400_000, reserved: 25 } as const;

/** SMS by reviewed template. An urgent one goes out above the limit too: the carrier decides. */
export function makeSms(parts: AdapterParts): Adapter<SmsConfig> {
  return {
    ...{ limits: [SMS_LIMIT], isHard: false, hasDigest: false },
    async send(message, config) {
      switch (config.provider) {
        case "aliyun":
          return sendAliyunSms(parts, message, config);
        case "tencent":
          return sendTencentSms(parts, message, config);
        case "http":
          return sendByTemplate(parts, message, config);
      }
    },
  };
}
/** A call that reads a text out, by the HTTP interface of whoever makes the calls. */
export function makeVoice(parts: AdapterParts): Adapter<VoiceConfig> {
  return { limits: [], isHard: false, hasDigest: false, send: (message, config) => sendByTemplate(parts, message, config) };
}
