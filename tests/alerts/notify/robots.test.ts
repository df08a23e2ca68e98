import { describe, expect, it } from "vitest";
import { dingtalkSign } from "../../../alerts/notify/dingtalk.ts";
import { feishuSign } from "../../../alerts/notify/feishu.ts";
import { bytesOf } from "../../../alerts/notify/text.ts";
import { aBody, aChannel, aPush, aRoutinePush, AT_MS, LINK, openNotifier, startProvider, type Said } from "./stand-in.ts";

const PHONE = "13800001111";
const robots = {
  wecom: (baseUrl: string) => aChannel("wecom", { key: "wecom-key-1", mentionMobiles: [PHONE], baseUrl }),
  dingtalk: (baseUrl: string) => aChannel("dingtalk", { accessToken: "ding-token-1", secret: "SECtest", mentionMobiles: [PHONE], baseUrl }),
  feishu: (baseUrl: string) => aChannel("feishu", { token: "feishu-token-1", secret: "SECtest", mentionUserIds: ["ou_7"], baseUrl }),
} as const;
const OK = { wecom: { errcode: 0, errmsg: "ok" }, dingtalk: { errcode: 0, errmsg: "ok" }, feishu: { code: 0, msg: "success", data: {} } };

describe("the signatures of FORMATS §5", () => {
  it("DingTalk's vector", () => {
    expect(encodeURIComponent(dingtalkSign("SECtest", 1_700_000_000_000))).toBe("aZLLrriXgn05YbwaGR7knYsLeJADjr9NwLaNNKpxh4g%3D");
  });
  it("Feishu's vector", () => {
    expect(feishuSign("SECtest", 1_700_000_000)).toBe("G7XpBpG8NgG02fJOAhX6FRAObIljmFoxVReo8I62pEk=");
  });
});
describe("an SOS in a robot's group", () => {
  async function sent(type: keyof typeof robots) {
    const provider = await startProvider(() => ({ body: OK[type] }));
    const { notifier } = openNotifier([provider.origin]);
    expect(await notifier.send(aPush(), robots[type](provider.origin))).toEqual({ state: "accepted" });
    expect(provider.asked).toHaveLength(1);
    return provider.asked[0]!;
  }
  it("WeCom: text with kind, severity, room, time and link, and the duty phone is called by name", async () => {
    const { path, query, body } = await sent("wecom");
    expect([path, query.get("key")]).toEqual(["/cgi-bin/webhook/send", "wecom-key-1"]);
    expect(body.msgtype).toBe("text");
    expect(body.text.content).toBe(`【危急***】紧急呼叫 3-201\n安康之家 · 11-21 04:15\nSOS · CRITICAL\n查看并确认 Open: ${LINK}`);
    expect(body.text.mentioned_mobile_list).toEqual([PHONE]);
  });
  it("DingTalk: signed in the address, and the number stands in the text as well", async () => {
    const { path, query, body } = await sent("dingtalk");
    expect([path, query.get("access_token"), query.get("timestamp")]).toEqual(["/robot/send", "ding-token-1", String(AT_MS)]);
    expect(query.get("sign")).toBe(dingtalkSign("SECtest", AT_MS));
    expect(body.markdown.title).toBe("【危急***】紧急呼叫 3-201");
    expect(body.markdown.text).toContain(`@${PHONE}`);
    expect(body.markdown.text).toContain(LINK);
    expect(body.at.atMobiles).toEqual([PHONE]);
  });
  it("Feishu: signed in the body in seconds, a red card with one button", async () => {
    const { path, body } = await sent("feishu");
    expect(path).toBe("/open-apis/bot/v2/hook/feishu-token-1");
    expect([body.timestamp, body.sign]).toEqual([String(AT_MS / 1000), feishuSign("SECtest", AT_MS / 1000)]);
    expect(body.card.header).toEqual({ title: { tag: "plain_text", content: "【危急***】紧急呼叫 3-201" }, template: "red" });
    expect(body.card.elements[0].text.content).toContain("<at id=ou_7></at>");
    expect(body.card.elements[1].actions[0].url).toBe(LINK);
  });
  it.each(["wecom", "dingtalk", "feishu"] as const)("%s: without the opaque id, and what can wait calls nobody", async (type) => {
    const provider = await startProvider(() => ({ body: OK[type] }));
    const { notifier } = openNotifier([provider.origin]);
    await notifier.send(aRoutinePush("msg_2"), robots[type](provider.origin));
    const text = JSON.stringify(provider.asked[0]!.body);
    expect(text).toContain("3-201");
    for (const absent of ["3f2a9c1d", PHONE, "ou_7"]) expect(text).not.toContain(absent);
  });
  it("a long text is cut in bytes, and the link stays whole", async () => {
    const provider = await startProvider(() => ({ body: OK.wecom }));
    const { notifier } = openNotifier([provider.origin]);
    await notifier.send(aPush("msg_3", { body: aBody({ facility: "护".repeat(2_000) }) }), robots.wecom(provider.origin));
    const { content } = provider.asked[0]!.body.text;
    expect(bytesOf(content)).toBeLessThanOrEqual(2_048);
    expect(content.endsWith(LINK)).toBe(true);
    expect(content).not.toContain("\uFFFD");
  });
  it("a body that cannot be read is sent all the same, as an alert to look at", async () => {
    const provider = await startProvider(() => ({ body: OK.wecom }));
    const { notifier } = openNotifier([provider.origin]);
    expect(await notifier.send(aPush("msg_4", { body: "{" }), robots.wecom(provider.origin))).toEqual({ state: "accepted" });
    expect(provider.asked[0]!.body.text.content).toContain("【危急***】告警");
  });
});
interface Refusal {
  readonly type: keyof typeof robots;
  readonly said: Said;
  readonly isGone: boolean;
  readonly retryAfterMs?: number | null;
}
describe("a robot that answers HTTP 200 with an error body has failed", () => {
  it.each<Refusal>([
    { type: "wecom", said: { body: { errcode: 45009, errmsg: "api freq out of limit" } }, isGone: false, retryAfterMs: 60_000 },
    { type: "wecom", said: { body: { errcode: 93000, errmsg: "invalid webhook url" } }, isGone: true },
    { type: "wecom", said: { body: { errcode: -1, errmsg: "system busy" } }, isGone: false },
    { type: "wecom", said: { body: { ok: true } }, isGone: false },
    { type: "wecom", said: {}, isGone: false },
    { type: "dingtalk", said: { body: { errcode: 310000, errmsg: "sign not match" } }, isGone: true },
    { type: "dingtalk", said: { body: { errcode: 130101, errmsg: "send too fast" } }, isGone: false, retryAfterMs: 600_000 },
    { type: "feishu", said: { body: { code: 19021, msg: "sign match fail" } }, isGone: true },
    { type: "feishu", said: { body: { code: 9499, msg: "Bad Request" } }, isGone: true },
    { type: "feishu", said: { body: { code: 11232, msg: "frequency limited" } }, isGone: false, retryAfterMs: 10_000 },
    { type: "feishu", said: { status: 429, headers: { "x-ogw-ratelimit-reset": "7" } }, isGone: false, retryAfterMs: 7_000 },
    { type: "feishu", said: { status: 302, headers: { location: "http://127.0.0.1:1/" } }, isGone: false },
  ])("$type: $said", async ({ type, said, isGone, retryAfterMs = null }) => {
    const provider = await startProvider(() => said);
    const { notifier } = openNotifier([provider.origin]);
    const answer = await notifier.send(aPush(), robots[type](provider.origin));
    expect(answer).toMatchObject({ state: "failed", isGone, retryAfterMs });
  });
  it("the reason names no secret and no phone", async () => {
    const provider = await startProvider(({ query }) => ({ body: { errcode: 1, errmsg: `key ${query.get("key")} of ${PHONE} wrong` } }));
    const { notifier } = openNotifier([provider.origin]);
    const answer = await notifier.send(aPush(), robots.wecom(provider.origin));
    expect(answer).toMatchObject({ state: "failed", why: "1 key ••• of ••• wrong" });
  });
  it("settings that are damaged are a failure in words", async () => {
    const { notifier } = openNotifier([]);
    const answer = await notifier.send(aPush(), aChannel("dingtalk", { key: "x" }));
    expect(answer).toMatchObject({ state: "failed", isGone: true, why: expect.stringContaining("enter them again") as string });
  });
});
