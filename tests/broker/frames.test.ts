import mqttPacket from "mqtt-packet";
import { expect, it } from "vitest";
import { FrameMeter } from "../../broker/byte-guard.ts";
import { connectPacket, openDoor, publishPacket, rssMb } from "./harness.ts";

const OBSERVATIONS = "anhu/v1/f1/d1/observations";
/** Topic length, topic and packet id stand before the payload of a QoS 1 publish. */
const payloadOf = (remainingLength: number) => Buffer.alloc(remainingLength - 2 - OBSERVATIONS.length - 2, 32);

it("a packet of 64 KiB passes; one byte more closes the connection, and is a security entry", async () => {
  const door = await openDoor();
  const device = await door.rawSignedIn(door.ports.addDevice("d1"));
  device.send(publishPacket(OBSERVATIONS, payloadOf(65_536)));
  await device.next("puback");
  device.send(publishPacket(OBSERVATIONS, payloadOf(65_537)));
  await device.closed;
  expect(door.ports.accepted).toHaveLength(1);
  expect(door.ports.entries).toMatchObject([{ action: "frame", principalId: "d1", topic: null }]);
});

it.each([
  { name: "as one giant CONNECT", first: Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f]) },
  { name: "as no MQTT at all", first: Buffer.from("GET / HTTP/1.1\r\n") },
  { name: "as a CONNECT of 1,025 bytes", first: Buffer.from([0x10, 0x81, 0x08]) },
  { name: "behind a length without an end", first: Buffer.from([0x10, 0xff, 0xff, 0xff, 0xff]) },
])("200 MB before sign-in $name: closed, and no memory grows", async ({ first }) => {
  const door = await openDoor();
  const attacker = await door.raw();
  const before = rssMb();
  attacker.socket.write(first);
  const megabyte = Buffer.alloc(1_048_576);
  for (let sent = 0; sent < 200 && !attacker.socket.destroyed; sent += 1) {
    if (!attacker.socket.write(megabyte))
      await Promise.race([new Promise((resolve) => attacker.socket.once("drain", resolve)), attacker.closed]);
  }
  await attacker.closed;
  expect(rssMb() - before).toBeLessThan(50);
  expect(door.ports.entries).toMatchObject([{ action: "frame", principalId: null, address: "127.0.0.1" }]);
});

it("a thousand connections that each send half a CONNECT hold no more than their half", async () => {
  const door = await openDoor({ unauthenticatedPerAddress: 0 });
  const before = rssMb();
  const half = mqttPacket.generate(connectPacket(door.ports, door.ports.addDevice("d1"))).subarray(0, 20);
  const all = await Promise.all(Array.from({ length: 1_000 }, () => door.raw()));
  for (const { socket } of all) socket.write(half);
  await Promise.all(all.map(({ closed }) => closed));
  expect(rssMb() - before).toBeLessThan(100);
});

it("packets cut into single bytes are the same packets", async () => {
  const door = await openDoor();
  const device = await door.rawSignedIn(door.ports.addDevice("d1"));
  device.socket.setNoDelay(true);
  const bytes = mqttPacket.generate(publishPacket(OBSERVATIONS, Buffer.alloc(200, 97), { messageId: 300 }));
  for (const byte of bytes) {
    device.socket.write(Buffer.from([byte]));
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await device.next("puback")).toMatchObject({ messageId: 300 });
});

it("the meter finds the same limit however the bytes are cut", () => {
  const small = mqttPacket.generate({ ...publishPacket("t", "x"), cmd: "publish" });
  const connect = Buffer.from([0x10, 3, 1, 2, 3]);
  const tooLong = Buffer.from([0x30, 0x81, 0x80, 0x04]);
  const stream = Buffer.concat([connect, small, small, Buffer.from([0xc0, 0]), small, tooLong]);
  for (let size = 1; size <= stream.length; size += 1) {
    const meter = new FrameMeter();
    const faults: (string | null)[] = [];
    for (let at = 0; at < stream.length; at += size) faults.push(meter.scan(stream.subarray(at, at + size)));
    expect(faults.filter((fault) => fault !== null)).toEqual(["a packet of 65537 bytes exceeds 65536"]);
  }
});

it("a malformed packet closes its own connection and nobody else's", async () => {
  const door = await openDoor();
  const good = await door.rawSignedIn(door.ports.addDevice("d1"));
  const bad = await door.rawSignedIn(door.ports.addDevice("d2"));
  bad.socket.write(Buffer.from([0x36, 4, 0, 1, 97, 0]));
  await bad.closed;
  good.send(publishPacket(OBSERVATIONS, "{}"));
  await good.next("puback");
});

it("a publish before CONNECT, and a second CONNECT, close the connection", async () => {
  const door = await openDoor();
  const early = await door.raw();
  early.send(publishPacket(OBSERVATIONS, "{}"));
  await early.closed;
  const twice = await door.rawSignedIn(door.ports.addDevice("d1"));
  twice.send(connectPacket(door.ports, "d1"));
  await twice.closed;
  expect(door.ports.accepted).toEqual([]);
});
