import { afterEach, describe, expect, it } from "vitest";
import { latencyOf } from "../../simulators/latency.ts";
import { makeFrameReader } from "../../simulators/mqtt-frames.ts";
import { runSwarm } from "../../simulators/swarm.ts";
import { startAedes } from "./aedes-fixture.ts";

const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});
const credentials = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ username: `d${index}`, password: null, topic: `anhu/v1/f/d${index}/observations` }));

describe("runSwarm", () => {
  it("sends exactly the messages asked for, each with an `at` of its own, and ends", async () => {
    const broker = await startAedes();
    undo.push(broker.close);
    const result = await runSwarm({
      mqttUrl: broker.mqttUrl,
      credentials: credentials(4),
      window: 7,
      messages: 250,
      startAtMs: 1_764_000_000_000,
    });
    expect(result).toMatchObject({ connections: 4, sent: 1000, acknowledged: 1000, unexpected: 0, failures: [] });
    expect(result.latencyMs.count).toBe(1000);
    const mine = broker.heard.filter(({ clientId }) => clientId === "d2").map(({ payload }) => JSON.parse(payload));
    expect(new Set(mine.map(({ at }) => at)).size).toBe(250);
    expect(mine[249]).toMatchObject({
      at: 1_764_000_249_000,
      seq: 1_000_249,
      heartRate: 71,
      spo2: 96,
      respiratoryRate: 17,
      bodyTemperature: 36.1,
    });
  });
  it("goes on when packet ids wrap at 65,535", async () => {
    const broker = await startAedes();
    undo.push(broker.close);
    const result = await runSwarm({ mqttUrl: broker.mqttUrl, credentials: credentials(1), window: 100, messages: 66_000 });
    expect(result).toMatchObject({ acknowledged: 66_000, unexpected: 0, failures: [] });
  });
  it("says how far a connection came that broke", async () => {
    const broker = await startAedes();
    undo.push(broker.close);
    broker.broker.once("publish", () => undefined);
    broker.broker.authorizePublish = (_client, packet, done) =>
      done(String(packet.payload).includes('"seq":1000010') ? new Error("no") : null);
    const result = await runSwarm({ mqttUrl: broker.mqttUrl, credentials: credentials(1), window: 1, messages: 20 });
    expect(result.acknowledged).toBe(10);
    expect(result.failures).toEqual(["connection closed after 10 of 20 acknowledgements"]);
  });
  it("reports every PUBACK by connection and seq", async () => {
    const broker = await startAedes();
    undo.push(broker.close);
    const acknowledged: string[] = [];
    const onAcknowledged = (connection: number, seq: number): void => void acknowledged.push(`${connection}/${seq}`);
    await runSwarm({ mqttUrl: broker.mqttUrl, credentials: credentials(2), window: 2, messages: 2, onAcknowledged });
    expect(acknowledged.sort()).toEqual(["0/1000000", "0/1000001", "1/1000000", "1/1000001"]);
  });
  it("refuses to start when nobody listens", async () => {
    const broker = await startAedes();
    await broker.close();
    await expect(runSwarm({ mqttUrl: broker.mqttUrl, credentials: credentials(2), window: 2, messages: 2 })).rejects.toMatchObject({
      code: "SERVER_UNREACHABLE",
    });
  });
  it("refuses to start when a sign-in is refused", async () => {
    const broker = await startAedes();
    undo.push(broker.close);
    broker.broker.authenticate = (client, _name, _password, done) => done(null, client.id !== "d1");
    await expect(runSwarm({ mqttUrl: broker.mqttUrl, credentials: credentials(2), window: 2, messages: 2 })).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
    });
  });
});
describe("makeFrameReader", () => {
  it("finds the same frames however the stream is cut", () => {
    const bytes = Buffer.from([0x20, 2, 0, 0, 0x40, 2, 1, 44, 0xd0, 0, 0x30, 0x80, 1, ...new Array<number>(128).fill(65)]);
    for (let size = 1; size <= bytes.length; size++) {
      const frames: string[] = [];
      const read = makeFrameReader((type, body) => frames.push(`${type}:${body.length}`));
      for (let at = 0; at < bytes.length; at += size) read(bytes.subarray(at, at + size));
      expect(frames).toEqual(["2:2", "4:2", "13:0", "3:128"]);
    }
  });
});
describe("latencyOf", () => {
  it("takes percentiles by nearest rank", () => {
    expect(latencyOf(Array.from({ length: 100 }, (_, index) => 100 - index))).toEqual({ count: 100, p50: 50, p95: 95, p99: 99, max: 100 });
    expect(latencyOf([])).toEqual({ count: 0, p50: null, p95: null, p99: null, max: null });
  });
});
