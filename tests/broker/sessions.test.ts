import { expect, it } from "vitest";
import { closedEvent, connectPacket, openDoor, publishPacket } from "./harness.ts";
import { startRunningTime } from "./running-time.ts";

// Behaviours of the Eclipse Paho interoperability suite for MQTT 3.1.1 that concern this broker; the empty client id stands in sign-in.test.ts.
const STATUS = "anhu/v1/f1/d1/status";
const COMMANDS = "anhu/v1/f1/d1/commands";
const will = { topic: STATUS, payload: Buffer.from('{"online":false}'), qos: 1, retain: true } as const;

it("connect and a clean DISCONNECT: online, then offline without the will", async () => {
  const door = await openDoor();
  const device = await door.connect(door.ports.addDevice("d1"), { will });
  await device.endAsync();
  await expect.poll(() => door.ports.changes.length).toBe(2);
  expect(door.ports.changes).toMatchObject([
    { deviceId: "d1", facilityId: "f1", online: true, reason: "connected" },
    { deviceId: "d1", facilityId: "f1", online: false, reason: "disconnected" },
  ]);
  expect(door.ports.accepted).toEqual([]);
});

it.each([
  { name: "an offline will", payload: '{"online":false}' },
  { name: "a will that claims to be alive", payload: '{"online":true}' },
])("$name means offline once, and is no reading", async ({ payload }) => {
  const door = await openDoor();
  const device = await door.rawSignedIn(door.ports.addDevice("d1"), { will: { ...will, payload: Buffer.from(payload) } });
  device.socket.destroy();
  await expect.poll(() => door.ports.changes.map(({ reason }) => reason)).toEqual(["connected", "will"]);
  await door.connect("d1");
  expect(door.ports.changes.map(({ online }) => online)).toEqual([true, false, true]);
  expect(door.ports.accepted).toEqual([]);
});

it("a gateway's will is its offline, published inside its mount", async () => {
  const door = await openDoor();
  const bridge = { topic: "zigbee2mqtt/bridge/state", payload: Buffer.from('{"state":"offline"}'), qos: 1, retain: true } as const;
  const gateway = await door.rawSignedIn(door.ports.addGateway("g1"), { will: bridge });
  gateway.socket.destroy();
  await expect
    .poll(() => door.ports.changes.map(({ deviceId, reason }) => [deviceId, reason]))
    .toEqual([
      ["g1", "connected"],
      ["g1", "will"],
    ]);
  const back = await door.connect("g1");
  const heard: string[] = [];
  back.on("message", (topic, payload) => heard.push(`${topic} ${payload.toString()}`));
  await back.subscribeAsync("zigbee2mqtt/#");
  await expect.poll(() => heard).toEqual(['zigbee2mqtt/bridge/state {"state":"offline"}']);
});

it("a takeover closes the older connection, is no offline, and the newer one works", async () => {
  const door = await openDoor();
  const id = door.ports.addDevice("d1");
  const older = await door.rawSignedIn(id, { will });
  const newer = await door.rawSignedIn(id, { will });
  await older.closed;
  newer.send(publishPacket(STATUS, "{}"));
  await newer.next("puback");
  expect(door.ports.changes.map(({ online, reason }) => [online, reason])).toEqual([
    [true, "connected"],
    [true, "takenOver"],
  ]);
  newer.socket.destroy();
  await expect.poll(() => door.ports.changes.length).toBe(3);
  expect(door.ports.changes[2]).toMatchObject({ online: false, reason: "will" });
});

it("a device that stops pinging is offline after one and a half keep-alives", async () => {
  const door = await openDoor();
  const device = await door.rawSignedIn(door.ports.addDevice("d1"), { keepalive: 1, will });
  const startedMs = performance.now();
  const ranMs = startRunningTime();
  await device.closed;
  expect(performance.now() - startedMs).toBeGreaterThan(1_400);
  expect(ranMs()).toBeLessThan(3_000);
  await expect.poll(() => door.ports.changes.at(-1)).toMatchObject({ online: false, reason: "will" });
});

it("stopping the server makes nobody offline", async () => {
  const door = await openDoor();
  const device = await door.rawSignedIn(door.ports.addDevice("d1"), { will });
  await door.broker.close();
  await device.closed;
  expect(door.ports.changes.map(({ online }) => online)).toEqual([true]);
});

it("a retained status passes accept with its flag, and no other topic of a device is retained", async () => {
  const door = await openDoor();
  const device = await door.connect(door.ports.addDevice("d1"));
  await device.publishAsync(STATUS, '{"online":true}', { qos: 1, retain: true });
  await device.publishAsync("anhu/v1/f1/d1/observations", "{}", { qos: 1, retain: true });
  await device.publishAsync(COMMANDS, "to myself", { qos: 1, retain: true });
  expect(door.ports.accepted.map(({ retain }) => retain)).toEqual([true, false, false]);
  const heard: string[] = [];
  device.on("message", (topic) => heard.push(topic));
  await device.subscribeAsync(COMMANDS, { qos: 1 });
  await door.broker.publishCommand(COMMANDS, "from the server");
  await expect.poll(() => heard).toEqual([COMMANDS]);
});

it("commands for a durable session wait and are delivered again until acknowledged", async () => {
  const door = await openDoor();
  const id = door.ports.addDevice("d1");
  const first = await door.rawSignedIn(id, { clean: false });
  first.send({ cmd: "subscribe", messageId: 1, subscriptions: [{ topic: COMMANDS, qos: 1 }] });
  await first.next("suback");
  expect(await door.broker.publishCommand(COMMANDS, "one")).toBe("sent");
  await first.next("publish");
  first.socket.destroy();
  await expect.poll(() => door.broker.connected(id)).toBe(false);
  expect(await door.broker.publishCommand(COMMANDS, "two")).toBe("queued");
  const second = await door.rawSignedIn(id, { clean: false });
  const delivered = [await second.next("publish"), await second.next("publish")];
  expect(delivered.map(({ payload, qos }) => [payload.toString(), qos])).toEqual([
    ["one", 1],
    ["two", 1],
  ]);
  for (const { messageId } of delivered) second.send({ cmd: "puback", messageId: messageId ?? 0 });
  second.send({ cmd: "pingreq" });
  await second.next("pingresp");
  second.socket.destroy();
  const third = await door.rawSignedIn(id, { clean: false });
  third.send({ cmd: "pingreq" });
  await third.next("pingresp");
  expect(third.received).toEqual([]);
});

it("sign-in with clean session 1 forgets the stored session; CONNACK says which it was", async () => {
  const door = await openDoor();
  const id = door.ports.addDevice("d1");
  const device = await door.connect(id, { clean: false });
  await device.subscribeAsync(COMMANDS, { qos: 1 });
  await device.endAsync();
  const present: (boolean | undefined)[] = [];
  for (const clean of [false, true, false]) {
    await expect.poll(() => door.broker.connected(id)).toBe(false);
    const client = await door.raw();
    client.send(connectPacket(door.ports, id, { clean }));
    present.push((await client.next("connack")).sessionPresent);
    client.socket.destroy();
  }
  await expect.poll(() => door.broker.connected(id)).toBe(false);
  expect(present).toEqual([true, false, false]);
  expect(await door.broker.publishCommand(COMMANDS, "x")).toBe("queued");
});

it("overlapping filters deliver at QoS 1, at least once, and dollar topics to no wildcard", async () => {
  const door = await openDoor();
  const gateway = await door.connect(door.ports.addGateway("g1"));
  const heard: string[] = [];
  gateway.on("message", (topic, _payload, { qos }) => heard.push(`${topic} ${qos}`));
  await gateway.subscribeAsync({ "a/#": { qos: 1 }, "a/+": { qos: 1 }, "+/#": { qos: 1 } });
  await gateway.publishAsync("a/b", "x", { qos: 2 });
  await gateway.publishAsync("end", "", { qos: 1 });
  await expect.poll(() => heard.at(-1)).toBe("end 1");
  expect(new Set(heard)).toEqual(new Set(["a/b 1", "end 1"]));
});

it("publishing with a wildcard or an empty topic closes the connection", async () => {
  const door = await openDoor();
  door.ports.addDevice("d1");
  for (const topic of ["anhu/v1/f1/d1/#", "anhu/v1/+/d1/observations"]) {
    const device = await door.rawSignedIn("d1");
    const body = Buffer.concat([Buffer.from([0, topic.length]), Buffer.from(topic)]);
    device.socket.write(Buffer.concat([Buffer.from([0x30, body.length]), body]));
    await device.closed;
  }
  expect(door.ports.accepted).toEqual([]);
});

it("revoking while the device is away drops nobody else", async () => {
  const door = await openDoor();
  const other = await door.connect(door.ports.addDevice("d2"));
  door.ports.revoke(door.ports.addDevice("d1"));
  expect(door.broker.disconnect("d1")).toBe(false);
  const isClosed = closedEvent(other).then(() => true);
  await other.publishAsync("anhu/v1/f1/d2/observations", "{}", { qos: 1 });
  expect(await Promise.race([isClosed, Promise.resolve(false)])).toBe(false);
});
