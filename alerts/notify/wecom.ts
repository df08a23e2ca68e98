import type { WecomConfig } from "../../domain/channel-config.ts";
import { addressOf, JSON_HEADERS, type Adapter, type AdapterParts } from "./adapter.ts";
import { errcodeAnswer, type Codes } from "./answers.ts";
import { plainText, written } from "./text.ts";

/** A text message holds 2,048 bytes; a robot sends 20 a minute (developer.work.weixin.qq.com, path/99110). */
const MOST_BYTES = 2_048;
const LIMIT = { most: 20, withinMs: 60_000, reserved: 10 } as const;
const CODES: Codes = {
  settings: { "93000": "the key is wrong or the robot was removed; enter its key again" },
  tooFast: { "45009": 60_000 },
};
/** Group robot of WeCom 企业微信. Text only: a card cannot call anybody by name. */
export function makeWecom({ http }: AdapterParts): Adapter<WecomConfig> {
  return {
    ...{ limits: [LIMIT], isHard: false, hasDigest: true },
    async send({ notices, urgent }, { key, mentionMobiles = [], baseUrl = "https://qyapi.weixin.qq.com" }) {
      const content = plainText(written(notices, MOST_BYTES), MOST_BYTES);
      const mention = urgent && mentionMobiles.length > 0 ? { mentioned_mobile_list: mentionMobiles } : {};
      const body = JSON.stringify({ msgtype: "text", text: { content, ...mention } });
      const reply = await http.request(addressOf(baseUrl, "/cgi-bin/webhook/send", { key }), { headers: JSON_HEADERS, body });
      return errcodeAnswer(reply, CODES);
    },
  };
}
