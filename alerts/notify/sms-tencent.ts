import { createHash, createHmac } from "node:crypto";
import { Type } from "typebox";
import type { TencentSmsConfig } from "../../domain/channel-config.ts";
import type { Answer } from "../ports.ts";
import type { AdapterParts, Message } from "./adapter.ts";
import { accepted, failed, makeReader, refusal, statusFailure, type Codes } from "./answers.ts";
import { variableText } from "./sms-variables.ts";

const WRONG = "compare keys, signature and template with the console";
const CODES: Codes = {
  settings: {
    "AuthFailure.SignatureFailure": WRONG,
    "AuthFailure.SecretIdNotFound": WRONG,
    "AuthFailure.SignatureExpire": "the server's clock is wrong",
    "UnauthorizedOperation.SmsSdkAppIdVerifyFail": WRONG,
    "FailedOperation.TemplateIncorrectOrUnapproved": WRONG,
    "FailedOperation.SignatureIncorrectOrUnapproved": WRONG,
    "FailedOperation.TemplateParamSetNotMatchApprovedTemplate": "the template has other variables than are set up here",
    "FailedOperation.InsufficientBalanceInSmsPackage": "the account is empty",
    "InvalidParameterValue.IncorrectPhoneNumber": "a phone number is refused",
  },
  tooFast: { "LimitExceeded.PhoneNumberThirtySecondLimit": 30_000, "LimitExceeded.PhoneNumberOneHourLimit": 3_600_000 },
};
const readReply = makeReader(
  Type.Object({
    Response: Type.Object({
      Error: Type.Optional(Type.Object({ Code: Type.String(), Message: Type.Optional(Type.String()) })),
      SendStatusSet: Type.Optional(
        Type.Array(Type.Object({ Code: Type.String(), Message: Type.Optional(Type.String()), SerialNo: Type.Optional(Type.String()) })),
      ),
    }),
  }),
);
const sha256Hex = (text: string) => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();

export interface Tc3 {
  readonly secretId: string;
  readonly secretKey: string;
  readonly service: string;
  readonly host: string;
  readonly payload: string;
  readonly seconds: number;
}
/** Header `Authorization` of TC3-HMAC-SHA256 (cloud.tencent.com, signature v3) over content-type and host. */
export function tc3Authorization({ secretId, secretKey, service, host, payload, seconds }: Tc3): string {
  const date = new Date(seconds * 1000).toISOString().slice(0, 10);
  const scope = `${date}/${service}/tc3_request`;
  const request = `POST\n/\n\ncontent-type:application/json; charset=utf-8\nhost:${host}\n\ncontent-type;host\n${sha256Hex(payload)}`;
  const key = hmac(hmac(hmac(`TC3${secretKey}`, date), service), "tc3_request");
  const signature = hmac(key, `TC3-HMAC-SHA256\n${seconds}\n${scope}\n${sha256Hex(request)}`).toString("hex");
  return `TC3-HMAC-SHA256 Credential=${secretId}/${scope}, SignedHeaders=content-type;host, Signature=${signature}`;
}
/** SMS of Tencent Cloud by a reviewed template; taken when at least one number was. */
export async function sendTencentSms({ http, nowMs }: AdapterParts, { notices }: Message, config: TencentSmsConfig): Promise<Answer> {
  const { secretId, secretKey, sdkAppId, signName, templateId, region = "ap-guangzhou", variables, phones } = config;
  const base = config.baseUrl ?? "https://sms.tencentcloudapi.com";
  const payload = JSON.stringify({
    PhoneNumberSet: phones.map((phone) => (phone.startsWith("+") ? phone : `+86${phone}`)),
    ...{ SmsSdkAppId: sdkAppId, SignName: signName, TemplateId: templateId },
    TemplateParamSet: variables.map(({ from }) => variableText(notices, from)),
  });
  const seconds = Math.floor(nowMs() / 1000);
  const { host } = new URL(base);
  const headers = {
    ...{ "content-type": "application/json; charset=utf-8", host, "x-tc-action": "SendSms", "x-tc-version": "2021-01-11" },
    ...{ "x-tc-timestamp": String(seconds), "x-tc-region": region },
    authorization: tc3Authorization({ secretId, secretKey, service: "sms", host, payload, seconds }),
  };
  const reply = await http.request(`${base.replace(/\/$/, "")}/`, { headers, body: payload });
  const said = readReply(reply.text)?.Response;
  if (said === undefined) return statusFailure(reply) ?? failed("the answer does not say that it was taken");
  if (said.Error !== undefined) return refusal(said.Error.Code, said.Error.Message ?? "", CODES);
  const taken = said.SendStatusSet?.find(({ Code }) => Code === "Ok");
  if (taken !== undefined) return accepted(taken.SerialNo);
  const first = said.SendStatusSet?.[0];
  return refusal(first?.Code ?? "", first?.Message ?? "no number was taken", CODES);
}
