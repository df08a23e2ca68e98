import { createServer } from "node:net";
import { Aedes } from "aedes";
import mqtt from "mqtt";
import { expect, it, onTestFinished } from "vitest";
import { connectExternalBroker } from "../../broker/external.ts";
import { AnhuError } from "../../domain/errors.ts";
import type { Kept } from "../../domain/publish.ts";
import { FakePorts, HOST } from "./harness.ts";

/** Somebody else's broker: plain aedes without any rule. */
async function openForeignBroker() {
  const aedes = await Aedes.createBroker();
  const server = createServer(aedes.handle).listen(0, HOST);
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  const url = `mqtt://${HOST}:${typeof address === "object" && address !== null ? address.port : 0}`;
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        aedes.close(() => server.close(() => resolve()));
      }),
  );
  const device = await mqtt.connectAsync(url, { clientId: "d1" });
  onTestFinished(() => void device.end(true));
  return { aedes, url, device };
}
async function open(url: string, ports: FakePorts) {
  const external = await connectExternalBroker({ url, clientId: "anhu-ingest", facilities: ["f1", "f2"] }, ports);
  onTestFinished(() => external.close());
  return external;
}

it("readings of every facility arrive, with the device as principal; commands and retained copies do not", async () => {
  const { url, device } = await openForeignBroker();
  const ports = new FakePorts();
  await device.publishAsync("anhu/v1/f1/d0/status", '{"online":true}', { qos: 1, retain: true });
  const external = await open(url, ports);
  expect(external.connected()).toBe(true);
  await device.publishAsync("anhu/v1/f1/d1/observations", '{"heartRate":71}', { qos: 1 });
  await device.publishAsync("anhu/v1/f2/g1/raw/zigbee2mqtt/Bed 1", "{}", { qos: 0 });
  await device.publishAsync("anhu/v1/f1/d1/commands", "{}", { qos: 1 });
  await device.publishAsync("anhu/v1/f1/d1/events", '{"type":"sos"}', { qos: 1 });
  await expect.poll(() => ports.accepted.length).toBe(3);
  expect(ports.accepted.map(({ principal, topic }) => [principal.type, principal.id, topic]).toSorted()).toEqual([
    ["device", "d1", "anhu/v1/f1/d1/events"],
    ["device", "d1", "anhu/v1/f1/d1/observations"],
    ["gateway", "g1", "anhu/v1/f2/g1/raw/zigbee2mqtt/Bed 1"],
  ]);
});

it("a message is acknowledged after accept said kept, and an SOS does not wait for the telemetry before it", async () => {
  const { aedes, url, device } = await openForeignBroker();
  const ports = new FakePorts();
  const stalled: ((kept: Kept) => void)[] = [];
  ports.answer = () => new Promise((resolve) => stalled.push(resolve));
  await open(url, ports);
  let acknowledged = 0;
  aedes.on("ack", () => (acknowledged += 1));
  for (let n = 0; n < 500; n += 1) device.publish("anhu/v1/f1/d1/observations", String(n), { qos: 1 });
  device.publish("anhu/v1/f1/d1/events", '{"type":"sos"}', { qos: 1 });
  await expect.poll(() => ports.accepted.some(({ topic }) => topic.endsWith("/events"))).toBe(true);
  expect(acknowledged).toBe(0);
  for (const resolve of stalled) resolve("kept");
  await expect.poll(() => acknowledged).toBe(501);
});

it("what was not kept comes again after a reconnect", async () => {
  const { url, device } = await openForeignBroker();
  const ports = new FakePorts();
  ports.answer = () => Promise.resolve("notKept");
  await open(url, ports);
  await device.publishAsync("anhu/v1/f1/d1/observations", "1", { qos: 1 });
  await expect.poll(() => ports.accepted.length).toBe(1);
  ports.answer = () => Promise.resolve("kept");
  await expect.poll(() => ports.accepted.length, { timeout: 10_000 }).toBe(2);
  expect(Buffer.from(ports.accepted[1]!.payload).toString()).toBe("1");
});

it("what devices send while nobody reads is delivered to the next start with the same client id", async () => {
  const { url, device } = await openForeignBroker();
  const ports = new FakePorts();
  const first = await connectExternalBroker({ url, clientId: "anhu-ingest", facilities: ["f1"] }, ports);
  await first.close();
  await device.publishAsync("anhu/v1/f1/d1/observations", "later", { qos: 1 });
  await open(url, ports);
  await expect.poll(() => ports.accepted.map(({ payload }) => Buffer.from(payload).toString())).toEqual(["later"]);
});

it("a broker that is not there is one clear sentence", async () => {
  const failure = await connectExternalBroker({ url: `mqtt://${HOST}:1`, clientId: "a", facilities: ["f1"] }, new FakePorts()).catch(
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(AnhuError);
  expect(failure).toMatchObject({ code: "SERVER_UNREACHABLE", retryable: true });
});
