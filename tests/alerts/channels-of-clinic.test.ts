import { expect, it } from "vitest";
import type { Channel, ChannelType } from "../../domain/channel.ts";
import type { Delivery } from "../../domain/delivery.ts";
import { URGENT_WAIT_MS } from "../../alerts/desk/chain.ts";
import { aContract, aDesk, aSignal } from "./desk-fakes.ts";

function aChannel(id: string, type: ChannelType, over: Partial<Channel> = {}): Channel {
  return { id, ownerType: "clinic", ownerId: "c1", type, label: id, order: 1, trusted: false, enabled: true, config: {}, ...over };
}
function aClinic(channels: readonly Channel[], contracts = [aContract("c1"), aContract("c2")]) {
  const world = aDesk({ staffed: false, contracts, care: { channels: (ownerId) => (ownerId === "c1" ? channels : []) } });
  world.desk.signal(aSignal());
  const all = () => world.store.sent.filter(({ channel }) => channel !== "screen");
  return { ...world, all, of: (step: number, who = "c1") => all().filter((one) => one.step === step && one.recipientId === who) };
}
const shape = ({ channel, channelId, waitMs }: Delivery) => [channel, channelId, waitMs];
const three = [aChannel("ch1", "wecom"), aChannel("ch2", "sms"), aChannel("ch3", "voice")];

it("an SOS stands in the outbox once for each channel, each behind the one before", async () => {
  const { desk, of } = aClinic(three);
  await desk.drain(1_000);
  const made = of(0);
  expect(made.map(shape)).toEqual([
    ["webhook", null, 0],
    ["wecom", "ch1", URGENT_WAIT_MS],
    ["sms", "ch2", 2 * URGENT_WAIT_MS],
    ["voice", "ch3", 3 * URGENT_WAIT_MS],
  ]);
  expect(made.map(({ afterId }) => afterId)).toEqual([null, ...made.slice(0, 3).map(({ id }) => id)]);
  expect(new Set(made.map(({ id }) => id)).size).toBe(4);
  expect(made.map(({ body }) => JSON.parse(body).data.residentRef)).toEqual(Array(4).fill(expect.stringMatching(/^302 [0-9a-f]{8}$/)));
});
it("a channel that is switched off is left out", async () => {
  const { desk, of } = aClinic([aChannel("ch1", "wecom", { enabled: false }), aChannel("ch2", "sms")]);
  await desk.drain(1_000);
  expect(of(0).map(({ channelId }) => channelId)).toEqual([null, "ch2"]);
});
it("nobody answered by the next step: one more channel is told at once each time, whatever the machines said", async () => {
  const { desk, of, pass } = aClinic(three);
  pass(61);
  await desk.drain(1_000);
  expect(of(1).map(({ waitMs }) => waitMs)).toEqual([0, 0, URGENT_WAIT_MS, 2 * URGENT_WAIT_MS]);
  expect(of(1).map(({ eventType }) => eventType)[0]).toBe("alert.updated");
  expect(of(1, "c2").map(({ eventType, waitMs }) => [eventType, waitMs])).toEqual([["alert.raised", 0]]);
  pass(60);
  await desk.drain(1_000);
  expect(of(2).map(({ waitMs }) => waitMs)).toEqual([0, 0, 0, URGENT_WAIT_MS]);
});
it("staff are told over the group of the home and over the channels of who is on duty, beside their screens", async () => {
  const channels: Record<string, Channel[]> = {
    fac: [aChannel("grp", "feishu", { trusted: true }), aChannel("light", "annunciator")],
    u2: [aChannel("push", "webPush")],
  };
  const always = { from: "00:00", to: "00:00" };
  const shift = { id: "s", facilityId: "fac", role: "nurse", userId: "u2", window: always, fromMs: 0, toMs: null, byUserId: "u1" } as const;
  const care = {
    channels: (ownerId: string) => channels[ownerId] ?? [],
    rota: () => ({ shifts: [shift], overrides: [] }),
    staff: (id: string) => ({ id, name: "Zhao", role: "nurse", facilityId: "fac", disabled: false }) as const,
  };
  const world = aDesk({ contracts: [], care });
  world.desk.signal(aSignal());
  world.pass(61);
  await world.desk.drain(1_000);
  const pushed = world.store.sent.filter(({ channel }) => channel !== "screen");
  expect(pushed.map(({ channel, recipientId, step, track }) => [channel, recipientId, step, track])).toEqual([
    ["feishu", "fac", 0, "onSite"],
    ["feishu", "fac", 1, "onSite"],
    ["webPush", "u2", 1, "onSite"],
  ]);
  const [group, , browser] = pushed.map(({ body }) => JSON.parse(body).data);
  expect([group.residentRef, browser.residentRef]).toEqual([expect.stringContaining("Wang"), expect.not.stringContaining("Wang")]);
  expect(group.acknowledgeUrl).toMatch(/^http:\/\/a\/alerts\//);
});
it("the same alert makes the same ids, so that a resend after a crash is told apart by nobody", async () => {
  const [one, other] = [aClinic(three), aClinic(three)];
  await Promise.all([one.desk.drain(1_000), other.desk.drain(1_000)]);
  expect(one.all().map(({ id }) => id)).toEqual(other.all().map(({ id }) => id));
});
it("the browsers of the clinic's people are told at once beside its own chain, and their link opens the console", async () => {
  const channels: Record<string, Channel[]> = {
    c1: [aChannel("ch1", "sms")],
    u7: [aChannel("phone", "webPush", { ownerType: "user", ownerId: "u7" }), aChannel("old", "webPush", { enabled: false })],
    u9: [aChannel("other", "webPush", { ownerType: "user", ownerId: "u9" })],
  };
  const care = { channels: (ownerId: string) => channels[ownerId] ?? [], clinicPeople: (id: string) => (id === "c1" ? ["u7"] : []) };
  const world = aDesk({ staffed: false, contracts: [aContract("c1")], care });
  world.desk.signal(aSignal());
  await world.desk.drain(1_000);
  const made = world.store.sent.filter(({ channel }) => channel !== "screen");
  expect(made.map(shape)).toEqual([
    ["webhook", null, 0],
    ["sms", "ch1", URGENT_WAIT_MS],
    ["webPush", "phone", 0],
  ]);
  const push = made.at(-1)!;
  expect(push).toMatchObject({ afterId: null, track: "medical", recipientId: "c1" });
  const { acknowledgeUrl, residentRef } = JSON.parse(push.body).data;
  expect(acknowledgeUrl).toBe(`http://a/clinic/${push.alertId}`);
  expect(residentRef).toMatch(/^302 [0-9a-f]{8}$/);
});
