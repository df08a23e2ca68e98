import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEVICE_KIND_KEYS, DIALECTS, type Dialect } from "../../../domain/device-kinds.ts";
import { decode } from "../../../ingest/decode/index.ts";
import { aPublish } from "../../support/builders.ts";

const MOUNT = "anhu/v1/fac_1/gtw_1/raw/";
const dialectOf = (id: string): Dialect | undefined => ({ gtw_1: "zigbee2mqtt" as const, gtw_2: "owntracks" as const })[id];
const publish = (topic: string, payload: unknown) => ({
  ...aPublish(),
  topic,
  payload: payload instanceof Uint8Array ? payload : Buffer.from(JSON.stringify(payload)),
});
const decoded = (topic: string, payload: unknown) =>
  decode(publish(topic, payload), dialectOf, (gateway, address) => (gateway === "gtw_1" && address === "pad" ? "bedMat" : undefined));

describe("a publish", () => {
  it.each([
    { topic: "anhu/v1/fac_1/dev_1/observations", payload: { heartRate: 71 }, part: { address: null, values: [["heartRate", 71]] } },
    { topic: "anhu/v1/fac_1/dev_1/events", payload: { type: "fall" }, part: { address: null, event: { type: "fall" } } },
    { topic: "anhu/v1/fac_1/dev_1/status", payload: { online: false }, part: { address: null, online: false } },
    { topic: "anhu/v1/fac_1/gtw_1/status", payload: { online: true }, part: { address: null, online: true } },
    { topic: `${MOUNT}zigbee2mqtt/pad`, payload: { contact: true }, part: { address: "pad", values: [["bedOccupied", 1]] } },
    { topic: `${MOUNT}zigbee2mqtt/door`, payload: { contact: true }, part: { address: "door", values: [["doorOpen", 0]] } },
    { topic: "anhu/v1/fac_1/gtw_2/raw/owntracks/a/b", payload: { _type: "lwt" }, part: { address: "a/b", online: false } },
  ])("on $topic is read by its topic", ({ topic, payload, part }) => {
    expect(decoded(topic, payload)).toMatchObject({ messages: [part], problem: null });
  });
  it.each([
    "elsewhere/fac_1/dev_1/observations",
    "anhu/v1/fac_1",
    "anhu/v1//dev_1/observations",
    "anhu/v1/fac_1/dev_1",
    "anhu/v1/fac_1/dev_1/",
    "anhu/v1/fac_1/dev_1/commands",
    "anhu/v1/fac_1/dev_1/observations/more",
    "anhu/v1/fac_1/dev_1/raw/zigbee2mqtt/door",
    "anhu/v1/fac_1/gtw_1/zigbee2mqtt/door",
    "anhu/v1/fac_1/gtw_1/raw",
    `${MOUNT}owntracks/a/b`,
    MOUNT,
  ])("on %j is refused as an unknown topic", (topic) => {
    expect(decoded(topic, { heartRate: 71 })).toMatchObject({ messages: [], problem: { reason: "unknownTopic" } });
  });
});

const CHANNELS = ["anhu/v1/f/d/observations", "anhu/v1/f/d/events", "anhu/v1/f/d/status"];
const RAW = ["x", "x/availability", "x/action", "bridge/state", "a/b"].flatMap((name) =>
  DIALECTS.map((dialect) => `anhu/v1/f/g/raw/${dialect}/${name}`),
);
const anyTopic = fc.oneof(
  fc.constantFrom(...CHANNELS, ...RAW),
  fc.string().map((rest) => `anhu/v1/f/g/raw/${rest}`),
  fc.string(),
);
const anyDialect = fc.constantFrom(...DIALECTS, undefined);
const anyKind = fc.constantFrom(...DEVICE_KIND_KEYS, undefined);
const KEYS = [
  "at",
  "seq",
  "type",
  "detail",
  "heartRate",
  "location",
  "batch",
  "action",
  "status",
  "sos",
  "last_seen",
  "_type",
  "lat",
  "tst",
  "t",
];
const anyBody = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.json().map((text) => Buffer.from(text)),
  fc.dictionary(fc.constantFrom(...KEYS, "__proto__", "constructor"), fc.jsonValue()).map((body) => Buffer.from(JSON.stringify(body))),
);

describe("whatever comes", () => {
  it("nothing throws, every message is whole, and no payload shows in a problem", () => {
    fc.assert(
      fc.property(anyTopic, anyBody, anyDialect, anyKind, (topic, payload, dialect, kind) => {
        const { messages, problem } = decode(
          publish(topic, payload),
          () => dialect,
          () => kind,
        );
        for (const { values, atMs, seq, event } of messages) {
          expect(values.every(([, value]) => Number.isFinite(value))).toBe(true);
          expect(new Set(values.map(([sign]) => sign)).size).toBe(values.length);
          expect(atMs === null || (Number.isSafeInteger(atMs) && atMs >= 0)).toBe(true);
          expect(seq === null || (Number.isSafeInteger(seq) && seq >= 0)).toBe(true);
          expect(event === null || typeof event.detail === "object").toBe(true);
        }
        expect(problem === null || problem.detail.length < 600).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });
  it.each([
    { name: "64 KiB of empty objects", payload: `[${"{},".repeat(21_800)}{}]` },
    { name: "64 KiB of observations", payload: `[${'{"motion":1},'.repeat(5_000)}{"motion":1}]` },
    { name: "64 KiB of one string", payload: JSON.stringify("\\".repeat(32_000)) },
    { name: "64 KiB of keys", payload: JSON.stringify(Object.fromEntries(Array.from({ length: 6_000 }, (_, key) => [`k${key}`, 1]))) },
    { name: "64 KiB of digits", payload: `{"heartRate":${"9".repeat(65_000)}}` },
  ])("$name is read within 200 ms on every topic", ({ payload }) => {
    const started = performance.now();
    for (const topic of [...CHANNELS, ...RAW])
      decode(
        publish(topic, Buffer.from(payload)),
        () => "zigbee2mqtt",
        () => undefined,
      );
    expect(performance.now() - started).toBeLessThan(200 * (CHANNELS.length + RAW.length));
  });
});
