import mqttPacket from "mqtt-packet";
import { expect, it } from "vitest";
import { HOST, connectClient, openDoor, publishPacket, rssMb } from "./harness.ts";
import { startRunningTime } from "./running-time.ts";

const COUNT = 100_000;
const off = { perSecond: 0, burst: 0 };

it("100,000 commands to a gateway that stops reading: most refused, the gateway cut, others served, memory bounded", async () => {
  const door = await openDoor();
  const stalled = await door.rawSignedIn(door.ports.addGateway("g1"));
  stalled.send({ cmd: "subscribe", messageId: 1, subscriptions: [{ topic: "#", qos: 1 }] });
  await stalled.next("suback");
  stalled.socket.pause();
  const before = rssMb();
  const ranMs = startRunningTime();
  const payload = Buffer.alloc(16_000, 97);
  let refused = 0;
  // On a slow machine the gateway is cut before the last command: it is offline then.
  let offline = 0;
  for (let n = 0; n < COUNT; n += 1) {
    door.broker.publishCommand("anhu/v1/f1/g1/raw/set", payload).then(
      (fate) => (offline += Number(fate === "offline")),
      () => (refused += 1),
    );
    if (n % 1_000 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const device = await door.connect(door.ports.addDevice("d1"));
  await device.publishAsync("anhu/v1/f1/d1/events", '{"type":"sos"}', { qos: 1 });
  expect(ranMs()).toBeLessThan(3_000);
  await expect.poll(() => door.broker.connected("g1")).toBe(false);
  expect(refused).toBeGreaterThan(0);
  expect(refused + offline).toBeGreaterThan(COUNT - 5_000);
  expect(rssMb() - before).toBeLessThan(50);
  await expect.poll(() => door.broker.publishCommand("anhu/v1/f1/g1/raw/set", payload)).toBe("offline");
});

it("100,000 messages that a gateway sends to itself without reading: cut, and bounded", async () => {
  const door = await openDoor({ deviceRate: off });
  const gateway = await door.rawSignedIn(door.ports.addGateway("g1"));
  gateway.send({ cmd: "subscribe", messageId: 1, subscriptions: [{ topic: "#", qos: 1 }] });
  await gateway.next("suback");
  gateway.socket.pause();
  const packets = Array.from({ length: 1_000 }, (_, n) =>
    mqttPacket.generate(publishPacket("state", "x".repeat(200), { messageId: n + 1 })),
  );
  const batch = Buffer.concat(packets);
  // A neighbour that reads sends as many first: what the process needs for such a load anyway is no growth.
  const reader = await door.rawSignedIn(door.ports.addGateway("g2"));
  reader.socket.write(Buffer.concat(Array.from({ length: 20 }, () => batch)));
  await expect.poll(() => reader.received.length, { timeout: 20_000 }).toBe(20_000);
  const before = rssMb();
  for (let sent = 0; sent < COUNT && door.broker.connected("g1"); sent += packets.length) {
    if (gateway.socket.write(batch)) continue;
    await Promise.race([new Promise((resolve) => gateway.socket.once("drain", resolve)), gateway.closed]);
  }
  await expect.poll(() => door.broker.connected("g1")).toBe(false);
  expect(rssMb() - before).toBeLessThan(50);
});

it("a durable session away keeps at most a thousand commands, and gets those", async () => {
  const door = await openDoor();
  const id = door.ports.addDevice("d1");
  const topic = "anhu/v1/f1/d1/commands";
  const before = await door.connect(id, { clean: false });
  await before.subscribeAsync(topic, { qos: 1 });
  await before.endAsync();
  await expect.poll(() => door.broker.connected(id)).toBe(false);
  const fates = await Promise.allSettled(Array.from({ length: 1_500 }, (_, n) => door.broker.publishCommand(topic, String(n))));
  expect(fates.filter(({ status }) => status === "fulfilled")).toHaveLength(1_000);
  expect(fates.at(-1)).toMatchObject({ reason: { code: "TOO_MANY", retryable: true } });
  const heard: string[] = [];
  const hear = (_topic: string, payload: Buffer): void => void heard.push(payload.toString());
  await connectClient(`mqtt://${HOST}:${door.broker.tcpPort}`, door.ports, id, { clean: false }, hear);
  await expect.poll(() => heard.at(-1)).toBe("999");
  expect(new Set(heard).size).toBe(1_000);
  await expect.poll(() => door.broker.publishCommand(topic, "room again")).toBe("sent");
});

it.each(["anhu/v1/f1", "elsewhere", ""])("a command to %j is refused in words", async (topic) => {
  const door = await openDoor();
  await expect(door.broker.publishCommand(topic, "x")).rejects.toMatchObject({ code: "BAD_INPUT" });
});
