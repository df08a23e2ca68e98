import { expect, it } from "vitest";
import { connectRefusal, HOST, openDoor, publishPacket } from "./harness.ts";

const IDS = 20;

it(`of ${IDS} × ${IDS} devices publishing as each other, only the own ${IDS} reach accept`, async () => {
  const door = await openDoor();
  const ids = Array.from({ length: IDS }, (_, n) => door.ports.addDevice(`d${n}`, `f${n % 3}`));
  const topicOf = (id: string) => `anhu/v1/f${Number(id.slice(1)) % 3}/${id}/observations`;
  await Promise.all(
    ids.map(async (id) => {
      // Foreign ones in two rounds, nine at most before a minute passes for the ban's count.
      const device = await door.rawSignedIn(id);
      for (const [n, other] of ids.entries()) {
        if (n > 0 && n % 9 === 0) door.ports.aheadMs += 60_001;
        device.send(publishPacket(topicOf(other), "{}", { messageId: n + 1 }));
        await device.next("puback");
      }
    }),
  );
  expect(door.ports.accepted.map(({ principal, topic }) => [principal.id, topic]).toSorted()).toEqual(
    ids.map((id) => [id, topicOf(id)]).toSorted(),
  );
});

it.each([
  "anhu/v1/f1/d2/observations",
  "anhu/v1/f1/d10/observations",
  "anhu/v1/f2/d1/observations",
  "anhu/v1/f1/d1",
  "anhu/v2/f1/d1/observations",
  "/anhu/v1/f1/d1/observations",
  "ANHU/v1/f1/d1/observations",
  "$SYS/broker/load",
  "$share/g/anhu/v1/f1/d1/observations",
])("publishing to %s is acknowledged, not accepted, and a security entry", async (topic) => {
  const door = await openDoor();
  const device = await door.connect(door.ports.addDevice("d1"));
  await device.publishAsync(topic, "{}", { qos: 1 });
  await device.publishAsync(topic, "{}", { qos: 2, retain: true });
  expect(door.ports.accepted).toEqual([]);
  expect(door.ports.entries).toMatchObject([
    { action: "publish", principalId: "d1", topic, address: "127.0.0.1" },
    { action: "publish", principalId: "d1", topic },
  ]);
});

it("the tenth foreign publish within a minute bans for a minute; nine do not", async () => {
  const door = await openDoor();
  const id = door.ports.addDevice("d1");
  const flood = Array.from({ length: 30 }, (_, n) => publishPacket("foreign/topic", "x", { messageId: n + 1 }));
  const device = await door.rawSignedIn(id);
  device.send(...flood.slice(0, 9), publishPacket("anhu/v1/f1/d1/observations", "{}", { messageId: 99 }));
  for (let n = 0; n < 10; n += 1) await device.next("puback");
  expect(door.ports.refused().filter(([action]) => action === "flood")).toEqual([]);
  device.send(...flood);
  await device.closed;
  expect(door.ports.refused().filter(([action]) => action === "flood")).toEqual([["flood", "foreign/topic"]]);
  expect(door.ports.refused().filter(([action]) => action === "publish")).toHaveLength(10);
  const signIn = { clientId: id, username: id, password: door.ports.secrets.get(id) ?? "" };
  const url = `mqtt://${HOST}:${door.broker.tcpPort}`;
  expect(await connectRefusal(url, signIn)).toBe(3);
  door.ports.aheadMs += 60_001;
  expect(await connectRefusal(url, signIn)).toBe(0);
});

it.each(["#", "+/+", "anhu/v1/f1/d1/#", "anhu/v1/f1/+/commands", "$SYS/#", "$share/g/anhu/v1/f1/d1/commands", "anhu/v1/f1/d2/commands"])(
  "a device may not subscribe %s, and a command for another device does not reach it",
  async (filter) => {
    const door = await openDoor();
    const device = await door.connect(door.ports.addDevice("d1"));
    door.ports.addDevice("d2");
    const heard: string[] = [];
    device.on("message", (topic) => heard.push(topic));
    await expect(device.subscribeAsync(filter)).rejects.toThrow();
    expect(door.ports.entries).toMatchObject([{ action: "subscribe", principalId: "d1", topic: filter }]);
    await device.subscribeAsync("anhu/v1/f1/d1/commands", { qos: 1 });
    await door.broker.publishCommand("anhu/v1/f1/d2/commands", "no");
    await door.broker.publishCommand("anhu/v1/f1/d1/commands", "yes");
    await expect.poll(() => heard).toEqual(["anhu/v1/f1/d1/commands"]);
  },
);

it("SUBACK answers each filter of a mixed SUBSCRIBE in its place", async () => {
  const door = await openDoor();
  const device = await door.rawSignedIn(door.ports.addDevice("d1"));
  const topics = ["#", "anhu/v1/f1/d1/commands", "$SYS/#", "+"];
  device.send({ cmd: "subscribe", messageId: 1, subscriptions: topics.map((topic) => ({ topic, qos: 1 })) });
  expect(await device.next("suback")).toMatchObject({ granted: [128, 1, 128, 128] });
});

it("a refused filter does not hide in a durable session", async () => {
  const door = await openDoor();
  const [d1, d2] = [door.ports.addDevice("d1"), door.ports.addDevice("d2")];
  const spy = await door.rawSignedIn(d1, { clean: false });
  spy.send({
    cmd: "subscribe",
    messageId: 1,
    subscriptions: ["anhu/v1/f1/d1/commands", "#", "anhu/v1/f1/d2/commands"].map((topic) => ({ topic, qos: 1 })),
  });
  await spy.next("suback");
  spy.socket.destroy();
  await expect.poll(() => door.broker.connected(d1)).toBe(false);
  await door.connect(d2);
  expect(await door.broker.publishCommand("anhu/v1/f1/d2/commands", "for d2")).toBe("sent");
  expect(await door.broker.publishCommand("anhu/v1/f1/d1/commands", "for d1")).toBe("queued");
  const back = await door.rawSignedIn(d1, { clean: false });
  const delivered = await back.next("publish");
  expect(delivered.payload.toString()).toBe("for d1");
  back.send({ cmd: "pingreq" });
  await back.next("pingresp");
  expect(back.received).toEqual([]);
});

it("a will outside the own prefix refuses the sign-in", async () => {
  const door = await openDoor();
  const id = door.ports.addDevice("d1");
  const signIn = { clientId: id, username: id, password: door.ports.secrets.get(id) ?? "" };
  const will = { topic: "anhu/v1/f1/d2/status", payload: Buffer.from("{}"), qos: 1, retain: true } as const;
  expect(await connectRefusal(`mqtt://${HOST}:${door.broker.tcpPort}`, { ...signIn, will })).toBe(5);
  expect(door.ports.accepted).toEqual([]);
});
