import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import mqtt from "mqtt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../app/clock.ts";
import { readSettings } from "../../app/config.ts";
import { start, type Platform } from "../../app/start.ts";
import { openProvider, type Asked, type Provider, type Said } from "../alerts/notify/stand-in.ts";
import { makeTempDir, until } from "../support/machine.ts";

/** A whole server with a robot's stand-in: set up by the API, tested, and told of a real SOS. */
const temp = makeTempDir();
const KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa";
let platform: Platform;
let robot: Provider;
let answer: (asked: Asked, count: number) => Said = () => ({ body: { errcode: 0, errmsg: "ok" } });
type Json = ReturnType<typeof JSON.parse>;
interface Heard {
  readonly status: number;
  readonly body: Json;
  readonly text: string;
}
/** A busy machine sheds load before it looks at a request: then it is asked again. */
function ask(method: string, path: string, body?: unknown): Promise<Heard> {
  const heard = async () => {
    const one = await askOnce(method, path, body);
    return one.body?.code === "OVERLOADED" ? null : one;
  };
  return until(heard, { deadlineMs: 30_000, what: `${method} ${path}` });
}
async function askOnce(method: string, path: string, body?: unknown): Promise<Heard> {
  const response = await fetch(`${platform.httpUrl}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${platform.adminToken}`, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, text, body: text === "" ? null : JSON.parse(text) };
}
beforeAll(async () => {
  robot = await openProvider((asked, count) => answer(asked, count));
  const settings = readSettings({
    ...{ ANHU_DATA_DIR: temp.path, ANHU_HTTP_PORT: "0", ANHU_MQTT_PORT: "0", ANHU_LOG_LEVEL: "silent" },
    ANHU_WEBHOOK_ALLOW: robot.origin,
  });
  platform = await start(settings, { clock: systemClock, simulation: null });
});
afterAll(async () => {
  await platform.close();
  robot.close();
  temp.remove();
});
const wecom = () => ({ key: KEY, mentionMobiles: ["13800001111"], baseUrl: robot.origin });

describe("channels of a home", () => {
  it("are added without showing their secrets again, changed, tested with the provider's verdict, ordered and removed", async () => {
    const facility = await ask("POST", "/facilities", { name: "安康之家", staffed: true });
    const facilityId = facility.body.id as string;
    const add = (label: string, more: object = {}) =>
      ask("POST", "/channels", { facilityId, type: "wecom", label, config: { ...wecom(), ...more } });
    const first = await add("值班群");
    expect(first.status).toBe(201);
    const { id } = first.body.channel;
    expect(first.body).toMatchObject({
      ...{ webhookSecret: null },
      channel: { ownerName: "安康之家", order: 1, trusted: false, enabled: true, secretsSet: ["key"], lastTest: null },
    });
    expect(first.text).not.toContain(KEY);
    const second = await add("备用群");
    const hook = await ask("POST", "/channels", { facilityId, type: "webhook", label: "接口", config: { url: `${robot.origin}/hook` } });
    expect(hook.body.webhookSecret).toMatch(/^whsec_/);
    const list = await ask("GET", `/channels?facility=${facilityId}`);
    expect(list.body.items.map((one: Json) => one.label)).toEqual(["值班群", "备用群", "接口"]);
    for (const secret of [KEY, hook.body.webhookSecret]) expect(list.text).not.toContain(secret);

    answer = () => ({ body: { errcode: 93000, errmsg: `invalid key ${KEY}` } });
    const failed = await ask("POST", `/channels/${id}/test`);
    expect(failed.body).toMatchObject({ ok: false, why: expect.stringContaining("the key is wrong or the robot was removed") as string });
    expect(failed.text).not.toContain(KEY);
    answer = () => ({ body: { errcode: 0, errmsg: "ok" } });
    // Without the secret: the stored one stays.
    const { key: _key, ...rest } = wecom();
    const changed = await ask("PUT", `/channels/${id}`, { label: "夜班群", trusted: true, enabled: true, config: rest });
    expect(changed.body).toMatchObject({ label: "夜班群", trusted: true, secretsSet: ["key"] });
    expect((await ask("POST", `/channels/${id}/test`)).body).toMatchObject({ ok: true, why: null });
    const asked = robot.asked.at(-1)!;
    expect(asked.query.get("key")).toBe(KEY);
    expect(asked.body.text.content).toContain("【测试】");
    expect((await ask("GET", `/channels?facility=${facilityId}`)).body.items[0].lastTest).toMatchObject({ ok: true });

    const ids = [second.body.channel.id, id, hook.body.channel.id];
    expect((await ask("PUT", "/channels/order", { facilityId, ids })).status).toBe(204);
    expect((await ask("PUT", "/channels/order", { facilityId, ids: [id] })).status).toBe(409);
    expect((await ask("DELETE", `/channels/${id}`)).status).toBe(204);
    expect((await ask("POST", `/channels/${id}/test`)).status).toBe(404);
    const left = await ask("GET", `/channels?facility=${facilityId}`);
    expect(left.body.items.map((one: Json) => one.label)).toEqual(["备用群", "接口"]);
  });
  it.each([
    { name: "a field that is missing", body: { type: "wecom", config: {} }, why: "key" },
    { name: "a field that nobody knows", body: { type: "wecom", config: { key: "x", other: 1 } }, why: "additional" },
    { name: "a type that belongs to a person", body: { type: "webPush", config: {} }, why: "type" },
    {
      name: "a phone that is none",
      body: { type: "sms", config: { provider: "http", url: "https://x.example/", body: "x", phones: ["x"] } },
      why: "",
    },
  ])("$name is refused, without its value", async ({ body, why }) => {
    const facility = await ask("POST", "/facilities", { name: "另一家", staffed: true });
    const refused = await ask("POST", "/channels", { facilityId: facility.body.id, label: "x", ...body });
    expect([refused.status, refused.body.code]).toEqual([400, "BAD_INPUT"]);
    expect(refused.text).toContain(why);
  });
  it("belong to one facility or one clinic", async () => {
    const refused = await ask("POST", "/channels", { label: "x", type: "wecom", config: { key: "x" } });
    expect([refused.status, refused.body.code]).toEqual([400, "BAD_INPUT"]);
    expect((await ask("GET", "/channels?clinic=cli_none")).status).toBe(400);
  });
  it("the keys for push services are made once, for the server's own user only", async () => {
    const file = join(temp.path, "vapid.json");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const { publicKey } = JSON.parse(readFileSync(file, "utf8")) as { publicKey: string };
    expect((await ask("GET", "/channels/push-key")).body).toEqual({ publicKey });
  });
});
describe("an SOS", () => {
  it("goes to the clinic's robot when its webhook is dead, and again until the robot says that it took it", async () => {
    const facilityId = (await ask("POST", "/facilities", { name: "颐和苑", staffed: true })).body.id as string;
    const residentId = (await ask("POST", "/residents", { facilityId, name: "王秀英", room: "3-201" })).body.id as string;
    const clinicId = (await ask("POST", "/clinics", { name: "阳光诊所", webhookUrl: "http://127.0.0.1:9/hook" })).body.id as string;
    await ask("POST", "/contracts", { facilityId, clinicId, tell: { sos: "at-once" } });
    const added = await ask("POST", "/channels", { clinicId, type: "wecom", label: "诊所值班群", config: wecom() });
    expect(added.status).toBe(201);
    const device = (await ask("POST", "/devices", { facilityId, kind: "sosButton", residentId })).body;
    const before = robot.asked.length;
    answer = (_asked, count) => ({ body: count < before + 2 ? { errcode: -1, errmsg: "system busy" } : { errcode: 0 } });
    const button = await mqtt.connectAsync(platform.mqttUrl, { clientId: device.id, username: device.id, password: device.password });
    await button.publishAsync(device.topics.events, JSON.stringify({ at: Date.now(), seq: 1, type: "sos" }), { qos: 1 });
    await button.endAsync();
    await expect.poll(() => robot.asked.length - before, { timeout: 40_000 }).toBeGreaterThanOrEqual(2);
    const { body } = robot.asked[before]!;
    expect(body.text.content).toContain("【危急***】紧急呼叫 3-201");
    expect(JSON.stringify(body)).not.toContain("王秀英");
    expect(body.text.mentioned_mobile_list).toEqual(["13800001111"]);
  }, 60_000);
});
