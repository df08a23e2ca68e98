import { createHmac } from "node:crypto";
import { Type } from "typebox";
import type { FeishuConfig } from "../../domain/channel-config.ts";
import { addressOf, JSON_HEADERS, type Adapter, type AdapterParts } from "./adapter.ts";
import { accepted, failed, makeReader, refusal, statusFailure, type Codes } from "./answers.ts";
import { written } from "./text.ts";

/** A body holds 20 KB; 100 a minute and 5 a second (open.feishu.cn, custom bot). */
const MOST_BYTES = 12_000;
const LIMITS = [
  { most: 100, withinMs: 60_000, reserved: 50 },
  { most: 5, withinMs: 1_000, reserved: 2 },
] as const;
const CODES: Codes = {
  settings: {
    "19021": "the signature or its time does not match; compare the secret, and the server's clock",
    "19022": "this server's address is not on the bot's list",
    "19024": "the bot's key word is missing; enter it here too",
    "9499": "the bot refuses the message as malformed",
    "19001": "the token is wrong or the bot was removed; enter it again",
  },
  tooFast: { "11232": 10_000, "9500": 60_000 },
};
const COLOURS: Readonly<Record<string, string>> = { critical: "red", warning: "orange", info: "blue" };
const readReply = makeReader(Type.Object({ code: Type.Integer(), msg: Type.Optional(Type.String()) }));

/** base64 of HMAC-SHA256 over nothing; the key is seconds, line feed, secret. */
export function feishuSign(secret: string, seconds: number): string {
  return createHmac("sha256", `${seconds}\n${secret}`).digest("base64");
}
/** Custom bot of Feishu 飞书 or Lark: a card with one button. */
export function makeFeishu({ http, nowMs }: AdapterParts): Adapter<FeishuConfig> {
  return {
    ...{ limits: LIMITS, isHard: false, hasDigest: true },
    async send({ notices, urgent }, { token, secret, keyword, mentionUserIds = [], baseUrl = "https://open.feishu.cn" }) {
      const { title, lines, link } = written(notices, MOST_BYTES);
      const called = urgent ? mentionUserIds.map((id) => `<at id=${id}></at>`) : [];
      const content = [...lines, ...called, ...(keyword === undefined ? [] : [keyword])].join("\n");
      const button = { tag: "button", text: { tag: "plain_text", content: "查看并确认" }, type: urgent ? "danger" : "primary", url: link };
      const seconds = Math.floor(nowMs() / 1000);
      const body = JSON.stringify({
        ...(secret === undefined ? {} : { timestamp: String(seconds), sign: feishuSign(secret, seconds) }),
        msg_type: "interactive",
        card: {
          config: { wide_screen_mode: true },
          header: {
            title: { tag: "plain_text", content: title },
            template: notices.length > 1 ? "blue" : (COLOURS[notices[0]?.severity ?? ""] ?? "orange"),
          },
          elements: [{ tag: "div", text: { tag: "lark_md", content } }, ...(link === "" ? [] : [{ tag: "action", actions: [button] }])],
        },
      });
      const reply = await http.request(addressOf(baseUrl, `/open-apis/bot/v2/hook/${encodeURIComponent(token)}`), {
        ...{ headers: JSON_HEADERS, body },
      });
      const said = readReply(reply.text);
      if (said !== null && said.code !== 0) return refusal(String(said.code), said.msg ?? "", CODES);
      return statusFailure(reply) ?? (said === null ? failed("the answer does not say that it was taken") : accepted());
    },
  };
}
