import type { lookup } from "node:dns";
import { describe, expect, it } from "vitest";
import { channelProblem } from "../../../alerts/notify/channel-check.ts";
import { fakeChannels } from "../../api/fake-channels.ts";
import { ask, openWorld, signIn } from "../../api/world.ts";
import { aChannel, aPush, later, openNotifier, startProvider } from "./stand-in.ts";

/** Addresses by which somebody who may set up a channel would make the server call where it must not. */
const ATTEMPTS = [
  "https://127.0.0.1/",
  "https://127.1/",
  "https://2130706433/",
  "https://0x7f000001/",
  "https://017700000001/",
  "https://0177.0.0.1/",
  "https://0.0.0.0/",
  "https://[::]/",
  "https://[::1]/",
  "https://[::ffff:127.0.0.1]/",
  "https://[::ffff:169.254.169.254]/",
  "https://[::ffff:a9fe:a9fe]/",
  "https://169.254.169.254/latest/meta-data/",
  "https://2852039166/latest/meta-data/",
  "https://100.100.100.200/latest/meta-data/",
  "https://10.0.0.1/",
  "https://172.16.0.1/",
  "https://192.168.1.1/",
  "https://[fd00::1]/",
  "https://[fe80::1]/",
  "https://[64:ff9b::a9fe:a9fe]/",
  "https://[2002:7f00:1::]/",
  "https://localhost/",
  "https://localhost./",
  "https://metadata.google.internal/computeMetadata/v1/",
  "https://redis/",
  "https://①②⑦.⓪.⓪.①/",
  "https://admin:secret@127.0.0.1/",
  "https://provider.example@127.0.0.1/",
  "http://provider.example/",
  "http://127.0.0.1:6379/",
];
const voice = (url: string) => ({ url, body: "{}", phones: ["13800001111"] });

describe("an address that a channel may not reach", () => {
  it("there are at least 20 attempts", () => expect(ATTEMPTS.length).toBeGreaterThanOrEqual(20));
  it("none is taken by the API that adds a channel, and nothing is stored", async () => {
    const channels = fakeChannels([], { problem: (type, config) => channelProblem(type, config) });
    const fake = await openWorld({}, { channels });
    later(() => fake.close());
    const manager = await signIn(fake, "manager");
    const taken: string[] = [];
    for (const url of ATTEMPTS) {
      for (const [type, config] of [
        ["voice", voice(url)],
        ["webhook", { url }],
        ["wecom", { key: "k", baseUrl: url.replace(/(?<=[^/])\/[^/].*$/, "") }],
      ] as const) {
        const answer = await ask(fake, manager, "POST", "/api/v1/channels", { facilityId: "fac_1", type, label: "x", config });
        if (answer.status !== 400 || answer.body.code !== "BAD_INPUT") taken.push(`${type} ${url}: ${answer.status}`);
      }
      const keys = { p256dh: "x", auth: "x" };
      const mine = await ask(fake, manager, "POST", "/api/v1/channels/mine", { label: "x", endpoint: url, keys });
      if (mine.status !== 400) taken.push(`webPush ${url}: ${mine.status}`);
    }
    expect(taken).toEqual([]);
    expect(channels.rows).toEqual([]);
  });
  it.each(ATTEMPTS)("%s is refused when it is sent to", async (url) => {
    const { notifier } = openNotifier([]);
    expect(await notifier.send(aPush(), aChannel("voice", voice(url)))).toMatchObject({ state: "failed" });
    expect(await notifier.send(aPush(), { type: "webhook", url, secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" })).toMatchObject({
      state: "failed",
    });
  });
  it.each(["file:///etc/passwd", "gopher://127.0.0.1/", "javascript:alert(1)", "//127.0.0.1/", "not an address"])(
    "%s is no address of a channel",
    async (url) => {
      const { notifier } = openNotifier([]);
      expect(await notifier.send(aPush(), aChannel("voice", voice(url)))).toMatchObject({ state: "failed" });
    },
  );
  it("a name that was public at the door and is private when it is sent to (rebinding) is not reached", async () => {
    const inside = await startProvider(() => ({ body: {} }));
    const { port } = new URL(inside.origin);
    let asked = 0;
    const rebinding = ((_name: string, _options: unknown, callback: (error: null, found: unknown) => void) => {
      asked += 1;
      callback(null, [{ address: asked === 1 ? "93.184.215.14" : "127.0.0.1", family: 4 }]);
    }) as unknown as typeof lookup;
    const url = `https://rebind.example:${port}/`;
    expect(await channelProblem("voice", voice(url), { resolve: rebinding })).toBeNull();
    const { notifier } = openNotifier([], { resolve: rebinding });
    const answer = await notifier.send(aPush(), aChannel("voice", voice(url)));
    expect(answer).toMatchObject({ state: "failed", why: expect.stringContaining("not a public host") as string });
    expect([asked, inside.asked.length]).toEqual([2, 0]);
  });
  it("a name of which one address is private is refused at the door", async () => {
    const mixed = ((_name: string, _options: unknown, callback: (error: null, found: unknown) => void) =>
      callback(null, [
        { address: "93.184.215.14", family: 4 },
        { address: "10.0.0.7", family: 4 },
      ])) as unknown as typeof lookup;
    expect(await channelProblem("voice", voice("https://mixed.example/"), { resolve: mixed })).toContain("not a public host");
  });
  it.each([301, 302, 303, 307, 308])("HTTP %i to an address inside is not followed", async (status) => {
    const inside = await startProvider(() => ({ body: {} }));
    const outside = await startProvider(() => ({ status, headers: { location: `${inside.origin}/latest/meta-data` } }));
    const { notifier } = openNotifier([outside.origin, inside.origin]);
    const answer = await notifier.send(aPush(), aChannel("voice", voice(`${outside.origin}/call`)));
    expect(answer).toMatchObject({ state: "failed", why: expect.stringContaining("redirects are not followed") as string });
    expect([outside.asked.length, inside.asked.length]).toEqual([1, 0]);
  });
  it("what the operator allowed is taken and reached", async () => {
    const inside = await startProvider(() => ({ body: {} }));
    expect(await channelProblem("voice", voice(`${inside.origin}/call`), { allowOrigins: [inside.origin] })).toBeNull();
    const { notifier } = openNotifier([inside.origin]);
    expect(await notifier.send(aPush(), aChannel("voice", voice(`${inside.origin}/call`)))).toEqual({ state: "accepted" });
  });
});
