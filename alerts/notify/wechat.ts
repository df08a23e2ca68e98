import { Type } from "typebox";
import type { WechatConfig } from "../../domain/channel-config.ts";
import { addressOf, JSON_HEADERS, type Adapter, type AdapterParts } from "./adapter.ts";
import { errcodeAnswer, failed, makeReader, readErrcode, type Codes } from "./answers.ts";
import { variableText } from "./sms-variables.ts";

/** A value of a template holds 20 characters (developers.weixin.qq.com, `thing`). */
const MOST_CHARACTERS = 20;
/** A token lives two hours; it is fetched again so long before. */
const EARLY_MS = 5 * 60_000;
const STALE_TOKEN = new Set([40001, 40014, 42001]);
const CODES: Codes = {
  settings: {
    "40003": "an openid is not of this account",
    "40013": "the app id is wrong",
    "40037": "the template id is wrong",
    "40125": "the app secret is wrong",
    "40164": "this server's address is not on the account's list",
    "43004": "the person does not follow the account",
    "43101": "the person does not take its messages",
    "47003": "a field of the template is refused",
  },
  tooFast: { "45009": 3_600_000, "-1": 5_000 },
};
const readToken = makeReader(Type.Object({ access_token: Type.String({ minLength: 1 }), expires_in: Type.Integer() }));
interface Token {
  readonly text: string;
  /** 0: the provider says that it is no longer good. */
  endsAtMs: number;
}
const keyOf = ({ appId, appSecret, baseUrl = "" }: WechatConfig) => `${baseUrl} ${appId} ${appSecret}`;
/** Template messages of a WeChat service account; one token for everybody who sends at the same time. */
export function makeWechat({ http, nowMs }: AdapterParts): Adapter<WechatConfig> {
  const tokens = new Map<string, Promise<Token>>();
  async function fetchToken({ appId, appSecret, baseUrl = "https://api.weixin.qq.com" }: WechatConfig): Promise<Token> {
    // `stable_token` leaves a token valid that another thread of this server holds.
    const body = JSON.stringify({ grant_type: "client_credential", appid: appId, secret: appSecret });
    const reply = await http.request(addressOf(baseUrl, "/cgi-bin/stable_token"), { headers: JSON_HEADERS, body });
    const token = readToken(reply.text);
    if (token !== null) return { text: token.access_token, endsAtMs: nowMs() + token.expires_in * 1000 };
    throw new Refused(errcodeAnswer(reply, CODES));
  }
  async function tokenOf(config: WechatConfig): Promise<Token> {
    const key = keyOf(config);
    const cached = tokens.get(key);
    if (cached !== undefined) {
      const token = await cached.catch(() => null);
      if (token !== null && token.endsAtMs - EARLY_MS > nowMs()) return token;
      // Somebody else began to fetch while this one waited.
      if (tokens.get(key) !== cached) return tokenOf(config);
    }
    const fetched = fetchToken(config);
    tokens.set(key, fetched);
    return fetched;
  }
  return {
    ...{ limits: [], isHard: false, hasDigest: false },
    async send({ notices }, config) {
      const { templateId, openIds, fields, baseUrl = "https://api.weixin.qq.com" } = config;
      const data = Object.fromEntries(
        Object.entries(fields).map(([name, from]) => [name, { value: variableText(notices, from, MOST_CHARACTERS) }]),
      );
      const sendTo = async (openId: string) => {
        const body = JSON.stringify({ touser: openId, template_id: templateId, url: notices[0]?.link ?? "", data });
        const once = async ({ text }: Token) => {
          const address = addressOf(baseUrl, "/cgi-bin/message/template/send", { access_token: text });
          return http.request(address, { headers: JSON_HEADERS, body });
        };
        const token = await tokenOf(config);
        const reply = await once(token);
        if (!STALE_TOKEN.has(readErrcode(reply.text)?.errcode ?? 0)) return errcodeAnswer(reply, CODES);
        token.endsAtMs = 0;
        return errcodeAnswer(await once(await tokenOf(config)), CODES);
      };
      try {
        const answers = await Promise.all(openIds.map(sendTo));
        return answers.find(({ state }) => state === "accepted") ?? answers[0] ?? failed("nobody is set up");
      } catch (error) {
        if (error instanceof Refused) return error.answer;
        throw error;
      }
    },
  };
}
class Refused extends Error {
  readonly answer: ReturnType<typeof errcodeAnswer>;
  constructor(answer: ReturnType<typeof errcodeAnswer>) {
    super("no token");
    // A 0 without a token is no success either.
    this.answer = answer.state === "failed" ? answer : failed("the provider gave no token");
  }
}
