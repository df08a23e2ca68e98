import { createHmac } from "node:crypto";
import type { DingtalkConfig } from "../../domain/channel-config.ts";
import { addressOf, JSON_HEADERS, type Adapter, type AdapterParts } from "./adapter.ts";
import { errcodeAnswer, type Codes } from "./answers.ts";
import { cutToBytes, written } from "./text.ts";

/** A message of a robot holds 20,000 bytes; 20 a minute, above that it is muted for ten (open.dingtalk.com, custom robot). */
const MOST_BYTES = 16_000;
const MUTED_MS = 10 * 60_000;
const LIMIT = { most: 20, withinMs: 60_000, reserved: 10 } as const;
const CODES: Codes = {
  settings: {
    "310000": "key word, signature or address list of the robot do not match; compare them with the robot's page",
    "300001": "the access token is wrong; enter it again",
  },
  tooFast: { "130101": MUTED_MS, "410100": MUTED_MS },
};
/** base64 of HMAC-SHA256 with the secret over milliseconds, line feed, secret. */
export function dingtalkSign(secret: string, ms: number): string {
  return createHmac("sha256", secret).update(`${ms}\n${secret}`).digest("base64");
}
/** Custom robot of DingTalk 钉钉, secured by signature, key word or address. */
export function makeDingtalk({ http, nowMs }: AdapterParts): Adapter<DingtalkConfig> {
  return {
    ...{ limits: [LIMIT], isHard: true, hasDigest: true },
    async send({ notices, urgent }, { accessToken, secret, keyword, mentionMobiles = [], baseUrl = "https://oapi.dingtalk.com" }) {
      const { title, lines, link } = written(notices, MOST_BYTES);
      const mobiles = urgent ? mentionMobiles : [];
      // Nobody is called whose number does not stand in the text as well.
      const called = mobiles.map((mobile) => `@${mobile}`).join(" ");
      const end = [called, keyword ?? ""].filter((part) => part !== "").join(" ");
      const text = cutToBytes([`#### ${title}`, ...lines.map((line) => `> ${line}`)].join("\n\n"), MOST_BYTES);
      const body = JSON.stringify({
        msgtype: "markdown",
        markdown: { title, text: [text, link === "" ? "" : `[查看并确认 Open](${link})`, end].filter((part) => part !== "").join("\n\n") },
        at: { atMobiles: mobiles, atUserIds: [], isAtAll: false },
      });
      const ms = nowMs();
      const signed = secret === undefined ? {} : { timestamp: String(ms), sign: dingtalkSign(secret, ms) };
      const address = addressOf(baseUrl, "/robot/send", { access_token: accessToken, ...signed });
      return errcodeAnswer(await http.request(address, { headers: JSON_HEADERS, body }), CODES);
    },
  };
}
