import { describe, expect, it } from "vitest";
import { filled } from "../../../alerts/notify/http-template.ts";
import { aliyunSignature } from "../../../alerts/notify/sms-aliyun.ts";
import { tc3Authorization } from "../../../alerts/notify/sms-tencent.ts";
import { aBody, aChannel, aPush, AT_MS, LINK, openNotifier, startProvider, type Asked, type Said } from "./stand-in.ts";

const VARIABLES = [
  { name: "room", from: "room" },
  { name: "what", from: "kind" },
];
const aliyun = (baseUrl: string) => ({
  ...{ provider: "aliyun", accessKeyId: "testId", accessKeySecret: "testSecret", signName: "安护", templateCode: "SMS_1", baseUrl },
  ...{ variables: VARIABLES, phones: ["13800001111", "13800002222"] },
});
const tencent = (baseUrl: string) => ({
  ...{ provider: "tencent", secretId: "id-1", secretKey: "key-1", sdkAppId: "1400", signName: "安护", templateId: "9", baseUrl },
  ...{ variables: VARIABLES, phones: ["13800001111"] },
});
async function sent(
  config: (origin: string) => unknown,
  said: (asked: Asked, count: number) => Said,
  type: "sms" | "voice" | "wechat" = "sms",
) {
  const provider = await startProvider(said);
  const { notifier, clock } = openNotifier([provider.origin]);
  const send = (id = "msg_1") => notifier.send(aPush(id), aChannel(type, config(provider.origin)));
  return { answer: await send(), asked: provider.asked, send, clock };
}
describe("SMS of Aliyun", () => {
  it("signs as the published example does", () => {
    const parameters = {
      ...{ AccessKeyId: "testId", Action: "SendSms", Format: "XML", OutId: "123", PhoneNumbers: "15300000001", RegionId: "cn-hangzhou" },
      ...{ SignName: "阿里云短信测试专用", SignatureMethod: "HMAC-SHA1", SignatureNonce: "45e25e9b-0a6f-4070-8c85-2956eda1b466" },
      ...{ SignatureVersion: "1.0", TemplateCode: "SMS_71390007", TemplateParam: '{"customer":"test"}' },
      ...{ Timestamp: "2017-07-12T02:42:19Z", Version: "2017-05-25" },
    };
    expect(aliyunSignature("GET", parameters, "testSecret")).toBe("zJDF+Lrzhj/ThnlvIToysFRq6t4=");
  });
  it("sends the template with its variables to all numbers, correctly signed", async () => {
    const { answer, asked } = await sent(aliyun, () => ({ body: { Code: "OK", Message: "OK", BizId: "biz-7" } }));
    expect(answer).toEqual({ state: "accepted", providerId: "biz-7" });
    const form = Object.fromEntries(new URLSearchParams(asked[0]!.body as string));
    expect(form).toMatchObject({ PhoneNumbers: "13800001111,13800002222", SignName: "安护", TemplateCode: "SMS_1" });
    expect(JSON.parse(form["TemplateParam"]!)).toEqual({ room: "3-201", what: "紧急呼叫" });
    const { Signature, ...parameters } = form;
    expect(Signature).toBe(aliyunSignature("POST", parameters, "testSecret"));
  });
  it.each([
    { Code: "isv.BUSINESS_LIMIT_CONTROL", isGone: false, retryAfterMs: 60_000 },
    { Code: "isv.AMOUNT_NOT_ENOUGH", isGone: true, retryAfterMs: null },
    { Code: "isp.SYSTEM_ERROR", isGone: false, retryAfterMs: null },
  ])("HTTP 200 with $Code has failed", async ({ Code, ...expected }) => {
    const { answer } = await sent(aliyun, () => ({ body: { Code, Message: "x" } }));
    expect(answer).toMatchObject({ state: "failed", ...expected });
  });
  it("no variable is longer than 35 characters, and none is empty", async () => {
    const provider = await startProvider(() => ({ body: { Code: "OK" } }));
    const { notifier } = openNotifier([provider.origin]);
    const body = aBody({ residentRef: `${"很长的房间名".repeat(10)} 3f2a9c1d`, facility: "" });
    const variables = [...VARIABLES, { name: "where", from: "facility" }];
    await notifier.send(aPush("msg_1", { body }), aChannel("sms", { ...aliyun(provider.origin), variables }));
    const values = JSON.parse(new URLSearchParams(provider.asked[0]!.body as string).get("TemplateParam")!) as Record<string, string>;
    expect(Array.from(values["room"]!)).toHaveLength(35);
    expect(values["where"]).toBe("-");
  });
});
describe("SMS of Tencent", () => {
  it("signs as the published example does", () => {
    const payload = '{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}';
    const example = { secretId: "AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******", secretKey: "Gu5t9xGARNpq86cd98joQYCN3*******", service: "cvm" };
    expect(tc3Authorization({ ...example, host: "cvm.tencentcloudapi.com", payload, seconds: 1_551_113_065 })).toBe(
      "TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host, " +
        "Signature=2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c",
    );
  });
  it("sends numbers with the country, values in the order of the template", async () => {
    const said = { Response: { SendStatusSet: [{ Code: "Ok", SerialNo: "s-1" }], RequestId: "r" } };
    const { answer, asked } = await sent(tencent, () => ({ body: said }));
    expect(answer).toEqual({ state: "accepted", providerId: "s-1" });
    const { body, headers } = asked[0]!;
    expect(body).toMatchObject({ PhoneNumberSet: ["+8613800001111"], TemplateParamSet: ["3-201", "紧急呼叫"], TemplateId: "9" });
    const seconds = AT_MS / 1000;
    const signed = {
      secretId: "id-1",
      secretKey: "key-1",
      service: "sms",
      host: headers.host!,
      payload: asked[0]!.raw.toString(),
      seconds,
    };
    expect(headers["authorization"]).toBe(tc3Authorization(signed));
    expect(headers["x-tc-action"]).toBe("SendSms");
  });
  it.each([
    { Response: { Error: { Code: "AuthFailure.SignatureFailure", Message: "x" } } },
    { Response: { SendStatusSet: [{ Code: "FailedOperation.TemplateIncorrectOrUnapproved", Message: "x" }] } },
  ])("HTTP 200 with an error is a matter of settings: %j", async (body) => {
    expect((await sent(tencent, () => ({ body }))).answer).toMatchObject({ state: "failed", isGone: true });
  });
});
describe("SMS and calls by an HTTP interface of one's own", () => {
  const template = (origin: string) => ({
    ...{ url: `${origin}/call`, headers: { "x-api-key": "secret-key-1" }, phones: ["13800001111", "13800002222"] },
    body: '{"to":"{{phone}}","say":"{{facility}} {{room}} {{kind}}","id":"{{id}}"}',
    success: { path: "result.code", equals: "0" },
  });
  it("asks once for each phone, with the template filled in", async () => {
    const { answer, asked } = await sent(template, () => ({ body: { result: { code: 0 } } }), "voice");
    expect(answer).toEqual({ state: "accepted" });
    expect(asked.map(({ body }) => body)).toEqual(
      expect.arrayContaining([
        { to: "13800001111", say: "安康之家 3-201 紧急呼叫", id: "msg_1" },
        { to: "13800002222", say: "安康之家 3-201 紧急呼叫", id: "msg_1" },
      ]),
    );
    expect(asked[0]!.headers["x-api-key"]).toBe("secret-key-1");
  });
  it("taken when one phone was; a body that says no is a failure", async () => {
    const one = (_asked: Asked, count: number) => ({ body: { result: { code: count === 1 ? 1 : 0 } } });
    expect((await sent(template, one, "voice")).answer).toEqual({ state: "accepted" });
    const none = await sent(
      (origin) => ({ provider: "http", ...template(origin) }),
      () => ({ body: { result: { code: 1 } } }),
    );
    expect(none.answer).toMatchObject({ state: "failed", why: "the answer says that it was not taken" });
    expect((await sent(template, () => ({ body: "x" }), "voice")).answer).toMatchObject({ state: "failed" });
  });
  it("what is filled in cannot break out of the template", () => {
    expect(JSON.parse(filled('{"a":"{{room}}"}', { room: 'x","b":"y\n' }, "application/json"))).toEqual({ a: 'x","b":"y\n' });
    expect(filled("a={{room}}&b={{other}}", { room: "1&b=2" }, "application/x-www-form-urlencoded")).toBe("a=1%26b%3D2&b={{other}}");
  });
});
describe("template messages of WeChat", () => {
  const wechat = (baseUrl: string) => ({
    ...{
      appId: "wx1",
      appSecret: "app-secret-1",
      templateId: "T1",
      openIds: ["o1", "o2"],
      fields: { thing1: "kind", time2: "time" },
      baseUrl,
    },
  });
  let tokens = 0;
  const isToken = ({ path }: Asked) => path === "/cgi-bin/stable_token";
  const wx = (errcode: (asked: Asked) => number) => (asked: Asked) =>
    isToken(asked)
      ? { body: { access_token: `token-${(tokens += 1)}`, expires_in: 7_200 } }
      : { body: { errcode: errcode(asked), msgid: 5 } };
  it("one token for all who are told, fetched again after two hours only", async () => {
    const { answer, asked, send, clock } = await sent(
      wechat,
      wx(() => 0),
      "wechat",
    );
    expect(answer).toEqual({ state: "accepted", providerId: "5" });
    await send("msg_2");
    expect(asked.filter(isToken)).toHaveLength(1);
    const message = asked.find((one) => one.body.touser === "o2")!;
    expect(message.body).toMatchObject({
      template_id: "T1",
      url: LINK,
      data: { thing1: { value: "紧急呼叫" }, time2: { value: "11-21 04:15" } },
    });
    clock.advance(7_000_000);
    await send("msg_3");
    expect(asked.filter(isToken)).toHaveLength(2);
  });
  it("a token that is no longer good is fetched anew, once for everybody", async () => {
    const first = tokens + 1;
    const { answer, asked } = await sent(
      wechat,
      wx(({ query }) => (query.get("access_token") === `token-${first}` ? 42001 : 0)),
      "wechat",
    );
    expect(answer).toMatchObject({ state: "accepted" });
    expect(asked.filter(isToken)).toHaveLength(2);
  });
  it("a wrong secret gives no token, and is a matter of settings", async () => {
    const { answer } = await sent(wechat, () => ({ body: { errcode: 40125, errmsg: "invalid appsecret app-secret-1" } }), "wechat");
    expect(answer).toMatchObject({ state: "failed", isGone: true, why: expect.not.stringContaining("app-secret-1") as string });
  });
  it("somebody who does not follow the account is a failure", async () => {
    const { answer } = await sent(
      wechat,
      wx(() => 43004),
      "wechat",
    );
    expect(answer).toMatchObject({ state: "failed", isGone: true });
  });
});
