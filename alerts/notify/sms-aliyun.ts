import { createHmac, randomUUID } from "node:crypto";
import { Type } from "typebox";
import type { AliyunSmsConfig } from "../../domain/channel-config.ts";
import type { Answer } from "../ports.ts";
import type { AdapterParts, Message } from "./adapter.ts";
import { accepted, failed, makeReader, refusal, statusFailure, type Codes } from "./answers.ts";
import { variableText } from "./sms-variables.ts";

const WRONG = "compare access key, signature and template with the console";
const CODES: Codes = {
  settings: {
    "isv.SMS_TEMPLATE_ILLEGAL": WRONG,
    "isv.SMS_SIGNATURE_ILLEGAL": WRONG,
    "isv.TEMPLATE_MISSING_PARAMETERS": "the template has variables that are not set up here",
    "isv.TEMPLATE_PARAMS_ILLEGAL": "the template refuses a variable",
    "isv.INVALID_PARAMETERS": "a parameter is refused",
    "isv.MOBILE_NUMBER_ILLEGAL": "a phone number is refused",
    "isv.AMOUNT_NOT_ENOUGH": "the account is empty",
    "isv.ACCOUNT_ABNORMAL": "the account is blocked",
    "InvalidAccessKeyId.NotFound": WRONG,
    SignatureDoesNotMatch: WRONG,
    "isp.RAM_PERMISSION_DENY": "the access key may not send SMS",
  },
  tooFast: { "isv.BUSINESS_LIMIT_CONTROL": 60_000, "Throttling.User": 10_000 },
};
const readReply = makeReader(
  Type.Object({ Code: Type.String(), Message: Type.Optional(Type.String()), BizId: Type.Optional(Type.String()) }),
);
/** RFC 3986: `encodeURIComponent` leaves five signs that the signature wants escaped. */
export function escaped(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
/** Signature 1.0 of Aliyun's RPC interface: HMAC-SHA1 over the sorted query, base64. */
export function aliyunSignature(method: "GET" | "POST", parameters: Readonly<Record<string, string>>, secret: string): string {
  const sorted = Object.entries(parameters)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${escaped(name)}=${escaped(value)}`)
    .join("&");
  return createHmac("sha1", `${secret}&`)
    .update(`${method}&%2F&${escaped(sorted)}`)
    .digest("base64");
}
/** SMS of Aliyun by a reviewed template: one request for all numbers. */
export async function sendAliyunSms({ http, nowMs }: AdapterParts, { notices }: Message, config: AliyunSmsConfig): Promise<Answer> {
  const { accessKeyId, accessKeySecret, signName, templateCode, variables, phones, baseUrl = "https://dysmsapi.aliyuncs.com" } = config;
  const parameters: Record<string, string> = {
    ...{ Action: "SendSms", Version: "2017-05-25", Format: "JSON", RegionId: "cn-hangzhou" },
    ...{ PhoneNumbers: phones.join(","), SignName: signName, TemplateCode: templateCode },
    TemplateParam: JSON.stringify(Object.fromEntries(variables.map(({ name, from }) => [name, variableText(notices, from)]))),
    ...{ AccessKeyId: accessKeyId, Timestamp: new Date(nowMs()).toISOString().replace(/\.\d+Z$/, "Z") },
    ...{ SignatureNonce: randomUUID(), SignatureMethod: "HMAC-SHA1", SignatureVersion: "1.0" },
  };
  const body = new URLSearchParams({ ...parameters, Signature: aliyunSignature("POST", parameters, accessKeySecret) }).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const reply = await http.request(`${baseUrl.replace(/\/$/, "")}/`, { headers, body });
  const said = readReply(reply.text);
  if (said === null) return statusFailure(reply) ?? failed("the answer does not say that it was taken");
  return said.Code === "OK" ? accepted(said.BizId) : refusal(said.Code, said.Message ?? "", CODES);
}
