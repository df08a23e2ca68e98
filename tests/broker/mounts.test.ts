import type { MqttClient } from "mqtt";
import { expect, it } from "vitest";
import type { Kept } from "../../domain/publish.ts";
import { type Door, connectPacket, openDoor, publishPacket } from "./harness.ts";

const MOUNT = "anhu/v1/f1/g1/raw/";

it("what a gateway says lands inside its mount, whatever topic it names", async () => {
  const door = await openDoor();
  const gateway = await door.connect(door.ports.addGateway("g1"));
  const topics = ["zigbee2mqtt/Bed 1", "anhu/v1/f1/d1/events", "$SYS/x", "a", "/", "zigbee2mqtt/跌倒雷达"];
  for (const topic of topics) await gateway.publishAsync(topic, "{}", { qos: 1 });
  expect(door.ports.accepted.map(({ topic }) => topic)).toEqual(topics.map((topic) => MOUNT + topic));
  expect(door.ports.accepted[0]!.principal).toEqual({ id: "g1", facilityId: "f1", type: "gateway" });
  expect(door.ports.entries).toEqual([]);
});

it("a topic of nine levels is mounted, accepted and heard, and the connection stays", async () => {
  const door = await openDoor();
  const gateway = await door.connect(door.ports.addGateway("g1"));
  const heard = hear(gateway);
  await gateway.subscribeAsync("1/2/3/#", { qos: 1 });
  await gateway.publishAsync("1/2/3/4/5/6/7/8/9", "{}", { qos: 1 });
  await expect.poll(() => heard).toEqual(["1/2/3/4/5/6/7/8/9 {}"]);
  expect(door.ports.accepted.map(({ topic }) => topic)).toEqual([`${MOUNT}1/2/3/4/5/6/7/8/9`]);
});

it("a topic that is too deep only with its mount is acknowledged and accepted, and nobody is thrown out", async () => {
  const door = await openDoor();
  const gateway = await door.connect(door.ports.addGateway("g1"));
  const deep = Array.from({ length: 24 }, (_, n) => n).join("/");
  await gateway.publishAsync(deep, "{}", { qos: 1, retain: true });
  await gateway.publishAsync(deep, "{}", { qos: 1 });
  expect(door.ports.accepted).toHaveLength(2);
  expect(door.broker.connected("g1")).toBe(true);
});

it("a gateway hears its own mount through wildcards, and no other gateway", async () => {
  const door = await openDoor();
  const [one, two] = [await door.connect(door.ports.addGateway("g1")), await door.connect(door.ports.addGateway("g2"))];
  const [heardByOne, heardByTwo] = [hear(one), hear(two)];
  await one.subscribeAsync(["zigbee2mqtt/+/set", "homeassistant/#"], { qos: 1 });
  await two.subscribeAsync("#", { qos: 1 });
  await door.broker.publishCommand(`${MOUNT}zigbee2mqtt/lamp/set`, "ON");
  await one.publishAsync("homeassistant/status", "online", { qos: 1 });
  await two.publishAsync("own", "1", { qos: 1 });
  await expect.poll(() => [heardByOne, heardByTwo]).toEqual([["zigbee2mqtt/lamp/set ON", "homeassistant/status online"], ["own 1"]]);
});

it("after UNSUBSCRIBE a gateway hears nothing more", async () => {
  const door = await openDoor();
  const gateway = await door.connect(door.ports.addGateway("g1"), { clean: false });
  const heard = hear(gateway);
  await gateway.subscribeAsync(["a/#", "b/#"], { qos: 1 });
  await gateway.unsubscribeAsync("a/#");
  await gateway.publishAsync("a/1", "no", { qos: 1 });
  await gateway.publishAsync("b/1", "yes", { qos: 1 });
  await expect.poll(() => heard).toEqual(["b/1 yes"]);
});

it("retained messages stay inside the mount and come back stripped; an empty one removes them", async () => {
  const door = await openDoor();
  const gateway = await door.connect(door.ports.addGateway("g1"));
  await gateway.publishAsync("zigbee2mqtt/bridge/state", '{"state":"online"}', { qos: 1, retain: true });
  await gateway.publishAsync("zigbee2mqtt/gone", "x", { qos: 1, retain: true });
  await gateway.publishAsync("zigbee2mqtt/gone", "", { qos: 1, retain: true });
  const again = await door.connect("g1");
  const heard: [string, string, boolean][] = [];
  again.on("message", (topic, payload, packet) => heard.push([topic, payload.toString(), packet.retain]));
  await again.subscribeAsync("#", { qos: 1 });
  await again.publishAsync("end", "", { qos: 1 });
  await expect.poll(() => heard.map(([topic]) => topic).toSorted()).toEqual(["end", "zigbee2mqtt/bridge/state"]);
  expect(heard).toContainEqual(["zigbee2mqtt/bridge/state", '{"state":"online"}', true]);
  const neighbour = await door.connect(door.ports.addGateway("g2"));
  const heardNextDoor = hear(neighbour);
  await neighbour.subscribeAsync("#", { qos: 1 });
  await neighbour.publishAsync("end", "", { qos: 1 });
  await expect.poll(() => heardNextDoor).toEqual(["end "]);
});

it("a gateway keeps at most a thousand retained topics; more are delivered but not kept", async () => {
  const door = await openDoor({ deviceRate: { perSecond: 0, burst: 0 } });
  const gateway = await door.connect(door.ports.addGateway("g1"));
  const all = Array.from({ length: 1_100 }, (_, n) => gateway.publishAsync(`t/${n}`, "x", { qos: 1, retain: true }));
  await Promise.all(all);
  const heard = hear(gateway);
  await gateway.subscribeAsync("t/#", { qos: 1 });
  await expect.poll(() => heard.length).toBe(1_000);
  await gateway.publishAsync("t/end", "", { qos: 1 });
  await expect.poll(() => heard.length).toBe(1_001);
});

it("a durable gateway gets the commands of its absence, stripped, and each once", async () => {
  const door = await openDoor();
  const id = door.ports.addGateway("g1");
  const before = await door.connect(id, { clean: false });
  await before.subscribeAsync("zigbee2mqtt/+/set", { qos: 1 });
  await before.endAsync();
  await expect.poll(() => door.broker.connected(id)).toBe(false);
  for (const state of ["ON", "OFF"]) expect(await door.broker.publishCommand(`${MOUNT}zigbee2mqtt/lamp/set`, state)).toBe("queued");
  const first = await door.rawSignedIn(id, { clean: false });
  const delivered = [await first.next("publish"), await first.next("publish")];
  expect(delivered.map(({ topic, payload }) => `${topic} ${payload.toString()}`)).toEqual([
    "zigbee2mqtt/lamp/set ON",
    "zigbee2mqtt/lamp/set OFF",
  ]);
  first.send({ cmd: "puback", messageId: delivered[0]!.messageId ?? 0 }, { cmd: "pingreq" });
  await first.next("pingresp");
  first.socket.destroy();
  const second = await door.rawSignedIn(id, { clean: false });
  expect((await second.next("publish")).topic).toBe("zigbee2mqtt/lamp/set");
  second.send({ cmd: "pingreq" });
  await second.next("pingresp");
  expect(second.received).toEqual([]);
});

it("filters sent together with CONNECT, before its answer, are mounted too", async () => {
  const door = await openDoor();
  const id = door.ports.addGateway("g1");
  const client = await door.raw();
  client.send(
    connectPacket(door.ports, id),
    { cmd: "subscribe", messageId: 1, subscriptions: [{ topic: "#", qos: 1 }] },
    publishPacket("a", "1"),
  );
  expect(await client.next("suback")).toMatchObject({ granted: [1] });
  await client.next("puback");
  expect(door.ports.accepted.map(({ topic }) => topic)).toEqual([`${MOUNT}a`]);
});

it.each(["", "$SYS/#", "$share/g/x"])("a gateway may not subscribe %j", async (filter) => {
  const door = await openDoor();
  const gateway = await gatewaySubscribe(door, filter);
  expect(await gateway.next("suback")).toMatchObject({ granted: [128] });
});

async function gatewaySubscribe(door: Door, topic: string) {
  const gateway = await door.rawSignedIn(door.ports.addGateway("g1"));
  const body = Buffer.concat([Buffer.from([0, 1, 0, topic.length]), Buffer.from(topic), Buffer.from([1])]);
  gateway.socket.write(Buffer.concat([Buffer.from([0x82, body.length]), body]));
  return gateway;
}
function hear(client: MqttClient): string[] {
  const heard: string[] = [];
  client.on("message", (topic, payload) => heard.push(`${topic} ${payload.toString()}`));
  return heard;
}

it("while the journal stalls, a gateway's message behind 500 others is seen at once too", async () => {
  const door = await openDoor();
  const gateway = await door.rawSignedIn(door.ports.addGateway("g1"));
  gateway.send({ cmd: "subscribe", messageId: 1, subscriptions: [{ topic: "#", qos: 1 }] });
  await gateway.next("suback");
  const stalled: ((kept: Kept) => void)[] = [];
  door.ports.answer = () => new Promise((resolve) => stalled.push(resolve));
  const state = JSON.stringify({
    temperature: 21.5,
    humidity: 40,
    battery: 97,
    linkquality: 120,
    voltage: 2_985,
    occupancy: true,
    note: "x".repeat(60),
  });
  const others = Array.from({ length: 500 }, (_, n) => publishPacket("zigbee2mqtt/room", state, { messageId: n + 1 }));
  gateway.send(...others, publishPacket("zigbee2mqtt/button", '{"action":"emergency"}', { messageId: 501 }));
  await expect.poll(() => door.ports.accepted.at(-1)?.topic).toBe(`${MOUNT}zigbee2mqtt/button`);
  for (const resolve of stalled) resolve("notKept");
  await gateway.closed;
  expect(gateway.received).toEqual([]);
});
