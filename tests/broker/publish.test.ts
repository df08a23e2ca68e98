import { expect, it, onTestFinished, vi } from "vitest";
import type { Kept, Publish } from "../../domain/publish.ts";
import { closedEvent, openDoor, publishPacket } from "./harness.ts";
import { startRunningTime } from "./running-time.ts";

const OBSERVATIONS = "anhu/v1/f1/d1/observations";
const EVENTS = "anhu/v1/f1/d1/events";

it("a publish is acknowledged after accept said kept, and handed over as it came", async () => {
  const door = await openDoor();
  const answers: ((kept: Kept) => void)[] = [];
  door.ports.answer = () => new Promise((resolve) => answers.push(resolve));
  const device = await door.rawSignedIn(door.ports.addDevice("d1"));
  device.send(publishPacket(OBSERVATIONS, '{"heartRate":71}', { messageId: 7, dup: true }), { cmd: "pingreq" });
  await device.next("pingresp");
  expect(device.received).toEqual([]);
  answers[0]!("kept");
  expect(await device.next("puback")).toMatchObject({ messageId: 7 });
  const [publish] = door.ports.accepted;
  expect(publish).toMatchObject({ topic: OBSERVATIONS, qos: 1, dup: true, retain: false, packetId: 7 });
  expect(publish!.principal).toEqual({ id: "d1", facilityId: "f1", type: "device" });
  expect(Buffer.from(publish!.payload).toString()).toBe('{"heartRate":71}');
});

it.each([0, 1, 2] as const)("a QoS %i publish passes accept once and completes its handshake", async (qos) => {
  const door = await openDoor();
  const device = await door.connect(door.ports.addDevice("d1"));
  await device.publishAsync(OBSERVATIONS, "{}", { qos });
  await expect.poll(() => door.ports.accepted.length).toBe(1);
  expect(door.ports.accepted[0]).toMatchObject({ qos, topic: OBSERVATIONS });
});

it("packet ids above 255 are acknowledged with both bytes", async () => {
  const door = await openDoor();
  const device = await door.rawSignedIn(door.ports.addDevice("d1"));
  device.send(publishPacket(OBSERVATIONS, "{}", { messageId: 65_535 }), publishPacket(OBSERVATIONS, "{}", { messageId: 258 }));
  expect(await device.next("puback")).toMatchObject({ messageId: 65_535 });
  expect(await device.next("puback")).toMatchObject({ messageId: 258 });
});

it("an unknown topic inside the own prefix is accepted, to be quarantined there", async () => {
  const door = await openDoor();
  const device = await door.connect(door.ports.addDevice("d1"));
  await device.publishAsync("anhu/v1/f1/d1/whatever", "?", { qos: 1 });
  expect(door.ports.accepted.map(({ topic }) => topic)).toEqual(["anhu/v1/f1/d1/whatever"]);
  expect(door.ports.entries).toEqual([]);
});

it("while the journal stalls, an SOS behind 500 telemetry packets on the same connection is seen at once", async () => {
  const door = await openDoor();
  const stalled: ((kept: Kept) => void)[] = [];
  door.ports.answer = () => new Promise((resolve) => stalled.push(resolve));
  const device = await door.rawSignedIn(door.ports.addDevice("d1"));
  sendTelemetryThenSos(device.send.bind(device), 500);
  await expect.poll(() => door.ports.accepted.some(isSos)).toBe(true);
  expect(door.ports.accepted).toHaveLength(501);
  for (const resolve of stalled) resolve("notKept");
  await device.closed;
  expect(device.received).toEqual([]);
});

it("what was not kept is not acknowledged, the connection closes about a second later, and the device sends it again", async () => {
  const door = await openDoor();
  let isBroken = true;
  door.ports.answer = () => Promise.resolve(isBroken ? "notKept" : "kept");
  const device = await door.connect(door.ports.addDevice("d1"), { reconnectPeriod: 50 });
  const startedMs = performance.now();
  const ranMs = startRunningTime();
  const acknowledged = device.publishAsync(OBSERVATIONS, "1", { qos: 1 });
  await closedEvent(device);
  expect(performance.now() - startedMs).toBeGreaterThan(900);
  expect(ranMs()).toBeLessThan(3_000);
  isBroken = false;
  await acknowledged;
  expect(door.ports.accepted.map(({ payload }) => Buffer.from(payload).toString())).toEqual(["1", "1"]);
  expect(door.ports.accepted[1]!.packetId).toBe(door.ports.accepted[0]!.packetId);
});

it("a telemetry flood larger than the window is read past while nothing can be kept, so that its SOS is seen", async () => {
  const door = await openDoor();
  door.ports.answer = () => Promise.resolve("notKept");
  const device = await door.rawSignedIn(door.ports.addDevice("d1"));
  // The second until the connection is closed goes by when everything was read, however long that takes this machine.
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  sendTelemetryThenSos(device.send.bind(device), 5_000);
  await expect.poll(() => door.ports.accepted.some(isSos)).toBe(true);
  vi.advanceTimersByTime(1_000);
  await device.closed;
  expect(device.received).toEqual([]);
});

it("a QoS 2 publish that was not kept gets no PUBREC", async () => {
  const door = await openDoor();
  door.ports.answer = () => Promise.resolve("notKept");
  const device = await door.rawSignedIn(door.ports.addDevice("d1"));
  device.send(publishPacket(OBSERVATIONS, "{}", { qos: 2 }), publishPacket(OBSERVATIONS, "{}", { qos: 2, messageId: 2 }));
  await device.closed;
  expect(device.received).toEqual([]);
});

it("an accept that throws counts as not kept", async () => {
  const door = await openDoor();
  door.ports.answer = () => Promise.reject(new Error("a bug"));
  const device = await door.rawSignedIn(door.ports.addDevice("d1"));
  device.send(publishPacket(OBSERVATIONS, "{}"));
  await device.closed;
  expect(device.received).toEqual([]);
});

it("closings for a storage fault do not count as flapping", async () => {
  const door = await openDoor({ connectsPerMinute: 2 });
  door.ports.answer = () => Promise.resolve("notKept");
  const id = door.ports.addDevice("d1");
  for (let round = 0; round < 4; round += 1) {
    const device = await door.rawSignedIn(id);
    device.send(publishPacket(OBSERVATIONS, "{}"));
    await device.closed;
  }
  expect(door.ports.entries).toEqual([]);
});

it("over the rate telemetry is answered a second late, all of it, and an event at once", async () => {
  const door = await openDoor({ deviceRate: { perSecond: 5, burst: 5 } });
  const device = await door.connect(door.ports.addDevice("d1"));
  const startedMs = performance.now();
  const ranMs = startRunningTime();
  const telemetry = Array.from({ length: 50 }, (_, n) => device.publishAsync(OBSERVATIONS, String(n), { qos: 1 }));
  await device.publishAsync(EVENTS, '{"type":"sos"}', { qos: 1 });
  expect(ranMs()).toBeLessThan(700);
  await Promise.all(telemetry);
  expect(performance.now() - startedMs).toBeGreaterThan(900);
  expect(ranMs()).toBeLessThan(3_000);
  expect(door.ports.accepted).toHaveLength(51);
});

it("a device that sends without end and waits for no answer is read only as far as the window, until answers come", async () => {
  const door = await openDoor({ deviceRate: { perSecond: 0, burst: 0 } });
  const stalled: ((kept: Kept) => void)[] = [];
  door.ports.answer = () => new Promise((resolve) => stalled.push(resolve));
  const device = await door.rawSignedIn(door.ports.addDevice("d1"));
  const telemetry = Array.from({ length: 20_000 }, (_, n) => publishPacket(OBSERVATIONS, `{"seq":${n}}`, { messageId: n + 1 }));
  device.send(...telemetry);
  await expect.poll(() => door.ports.accepted.length).toBeGreaterThanOrEqual(1_000);
  expect(door.ports.accepted.length).toBeLessThan(5_000);
  door.ports.answer = () => Promise.resolve("kept");
  for (const resolve of stalled) resolve("kept");
  await expect.poll(() => device.received.length, { timeout: 20_000 }).toBe(20_000);
  expect(door.ports.accepted).toHaveLength(20_000);
});

it("closing the door waits for the last answer of accept", async () => {
  const door = await openDoor();
  let answer: (kept: Kept) => void = () => undefined;
  door.ports.answer = () => new Promise((resolve) => (answer = resolve));
  const device = await door.rawSignedIn(door.ports.addDevice("d1"));
  device.send(publishPacket(OBSERVATIONS, "{}"));
  await expect.poll(() => door.ports.accepted.length).toBe(1);
  let isClosed = false;
  const closing = door.broker.close().then(() => (isClosed = true));
  await device.closed;
  expect(isClosed).toBe(false);
  answer("kept");
  await closing;
});

function sendTelemetryThenSos(send: (...packets: ReturnType<typeof publishPacket>[]) => void, count: number): void {
  const reading = JSON.stringify({ at: 1_764_000_000_000, heartRate: 71, spo2: 97, respiratoryRate: 16, bodyTemperature: 36.6 });
  const telemetry = Array.from({ length: count }, (_, n) => publishPacket(OBSERVATIONS, reading, { messageId: n + 1 }));
  send(...telemetry, publishPacket(EVENTS, '{"type":"sos"}', { messageId: count + 1 }));
}
function isSos(publish: Publish): boolean {
  return publish.topic === EVENTS;
}
