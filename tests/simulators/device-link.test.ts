import { afterEach, describe, expect, it } from "vitest";
import { openDeviceLink, type DeviceLink, type DeviceLinkOptions } from "../../simulators/device-link.ts";
import { startAedes } from "./aedes-fixture.ts";

const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});
function aLink(mqttUrl: string, change: Partial<DeviceLinkOptions> = {}): DeviceLink {
  const link = openDeviceLink({ mqttUrl, username: "d1", password: "p", reconnectMs: 5, ...change });
  undo.push(link.close);
  return link;
}
const send = (link: DeviceLink, number: number): void =>
  link.send({ topic: "t", payload: JSON.stringify({ at: number, seq: number }), retain: false });
const numbers = (heard: readonly { payload: string }[]): number[] => heard.map(({ payload }) => Number(JSON.parse(payload).seq));

describe("openDeviceLink", () => {
  it("loses nothing when the connection breaks again and again", async () => {
    const broker = await startAedes();
    undo.push(broker.close);
    const link = aLink(broker.mqttUrl);
    for (let round = 0; round < 10; round++) {
      for (let index = 0; index < 50; index++) send(link, round * 50 + index);
      await expect.poll(() => broker.heard.length, { interval: 1 }).toBeGreaterThan(round * 50);
      broker.breakAll();
    }
    await link.drained();
    expect(new Set(numbers(broker.heard)).size).toBe(500);
    expect(link.counts).toMatchObject({ sent: 500, acknowledged: 500, dropped: 0 });
    expect(link.counts.resent).toBeGreaterThan(0);
  });
  it("sends again byte for byte what the server refused to acknowledge", async () => {
    const broker = await startAedes();
    undo.push(broker.close);
    const payloads: string[] = [];
    broker.broker.authorizePublish = (_client, packet, done) => {
      payloads.push(String(packet.payload));
      done(payloads.length === 1 ? new Error("disk full") : null);
    };
    const link = aLink(broker.mqttUrl);
    send(link, 7);
    await link.drained();
    expect(payloads).toEqual(['{"at":7,"seq":7}', '{"at":7,"seq":7}']);
  });
  it("keeps what was said while the server was away", async () => {
    const gone = await startAedes();
    await gone.close();
    const link = aLink(gone.mqttUrl);
    for (let index = 0; index < 30; index++) send(link, index);
    const broker = await startAedes(gone.port);
    undo.push(broker.close);
    await link.drained();
    expect(numbers(broker.heard)).toEqual(Array.from({ length: 30 }, (_, index) => index));
  });
  it("hears commands after a broken connection too", async () => {
    const broker = await startAedes();
    undo.push(broker.close);
    const heard: string[] = [];
    const link = aLink(broker.mqttUrl, { subscribe: "commands", onMessage: (_topic, payload) => heard.push(String(payload)) });
    let subscriptions = 0;
    broker.broker.on("subscribe", () => subscriptions++);
    await expect.poll(() => subscriptions).toBe(1);
    link.breakConnection();
    await expect.poll(() => subscriptions).toBe(2);
    broker.broker.publish({ cmd: "publish", topic: "commands", payload: "x", qos: 1, retain: false, dup: false }, () => undefined);
    await expect.poll(() => heard).toEqual(["x"]);
  });
  it("drops the oldest, and counts it, when its memory is full", async () => {
    const gone = await startAedes();
    await gone.close();
    const link = aLink(gone.mqttUrl, { keep: 3 });
    for (let index = 0; index < 5; index++) send(link, index);
    expect([link.unacknowledged, link.counts.dropped]).toEqual([3, 2]);
  });
});
