import { describe, expect, it } from "vitest";
import { decodeEvents, decodeObservations, decodeStatus } from "../../../ingest/decode/native.ts";

const bytes = (value: unknown) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
const observation = { address: null, atMs: null, seq: null, method: null, event: null, isState: false, cleared: [], online: null };

describe("our own observations", () => {
  it("reads the documented object", () => {
    expect(decodeObservations(bytes({ at: 1764000000000, seq: 17, heartRate: 71, spo2: 97 }))).toEqual({
      messages: [
        {
          ...observation,
          atMs: 1764000000000,
          seq: 17,
          values: [
            ["heartRate", 71],
            ["spo2", 97],
          ],
        },
      ],
      problem: null,
    });
  });
  it.each([
    {
      name: "an array",
      payload: [
        { at: 1, heartRate: 70 },
        { at: 2, heartRate: 71 },
      ],
    },
    {
      name: "a batch",
      payload: {
        batch: [
          { at: 1, heartRate: 70 },
          { at: 2, heartRate: 71 },
        ],
      },
    },
  ])("reads $name in order", ({ payload }) => {
    const { messages, problem } = decodeObservations(bytes(payload));
    expect(messages.map(({ atMs, values }) => [atMs, values])).toEqual([
      [1, [["heartRate", 70]]],
      [2, [["heartRate", 71]]],
    ]);
    expect(problem).toBeNull();
  });
  it("turns booleans, states and a location into numbers of the catalogue", () => {
    const payload = {
      worn: true,
      charging: false,
      doorOpen: 1,
      sleepState: "deep",
      location: { lat: 31.2, lon: 121.5, accuracy: 12 },
      method: "wrist",
    };
    expect(decodeObservations(bytes(payload))).toEqual({
      messages: [
        {
          ...observation,
          method: "wrist",
          values: [
            ["worn", 1],
            ["charging", 0],
            ["doorOpen", 1],
            ["sleepState", 2],
            ["latitude", 31.2],
            ["longitude", 121.5],
            ["accuracy", 12],
          ],
        },
      ],
      problem: null,
    });
  });
  it.each([
    { name: "a sleep state by its index", payload: { sleepState: 3 }, values: [["sleepState", 3]] },
    {
      name: "a location without accuracy",
      payload: { location: { lat: 1, lon: 2 } },
      values: [
        ["latitude", 1],
        ["longitude", 2],
      ],
    },
    {
      name: "coordinates by the names of the catalogue",
      payload: { latitude: 1, longitude: 2 },
      values: [
        ["latitude", 1],
        ["longitude", 2],
      ],
    },
    { name: "a negative room temperature", payload: { roomTemperature: -3.5 }, values: [["roomTemperature", -3.5]] },
    { name: "an absurd value, which is judged later", payload: { heartRate: 2 ** 53 }, values: [["heartRate", 2 ** 53]] },
  ])("reads $name", ({ payload, values }) => {
    const decoded = decodeObservations(bytes(payload));
    expect(decoded.problem).toBeNull();
    expect(decoded.messages[0]?.values).toEqual(values);
  });

  it.each([
    { name: "an unknown key", payload: { heartRate: 71, hr: 72 }, reason: "unknownSign", detail: '"hr" is not a sign' },
    { name: "__proto__", payload: '{"heartRate":71,"__proto__":{"spo2":1}}', reason: "unknownSign", detail: '"__proto__" is not a sign' },
    { name: "toString", payload: '{"heartRate":71,"toString":1}', reason: "unknownSign", detail: '"toString" is not a sign' },
    { name: "a number as text", payload: { heartRate: 71, spo2: "97" }, reason: "badShape", detail: '"spo2" is not a number' },
    { name: "null", payload: { heartRate: 71, spo2: null }, reason: "badShape", detail: '"spo2" is not a number' },
    { name: "a boolean for a number", payload: { heartRate: 71, spo2: true }, reason: "badShape", detail: '"spo2" is not a number' },
    { name: "a 2 for a boolean", payload: { heartRate: 71, motion: 2 }, reason: "badShape", detail: '"motion" is not a boolean' },
    { name: "a half boolean", payload: { heartRate: 71, motion: 0.5 }, reason: "badShape", detail: '"motion" is not a boolean' },
    { name: "text for a boolean", payload: { heartRate: 71, motion: "yes" }, reason: "badShape", detail: '"motion" is not a boolean' },
    {
      name: "a boolean for a state",
      payload: { heartRate: 71, sleepState: true },
      reason: "badShape",
      detail: '"sleepState" is not a state',
    },
    {
      name: "an unknown state",
      payload: { heartRate: 71, sleepState: "dozing" },
      reason: "badShape",
      detail: '"sleepState" is not a state',
    },
    { name: "a state below 0", payload: { heartRate: 71, sleepState: -1 }, reason: "badShape", detail: '"sleepState" is not a state' },
    { name: "time as text", payload: { heartRate: 71, at: "2026-01-01" }, reason: "badShape", detail: '"at" is not a whole number from 0' },
    { name: "a negative time", payload: { heartRate: 71, at: -1 }, reason: "badShape", detail: '"at" is not a whole number from 0' },
    {
      name: "a sequence of 2^53",
      payload: { heartRate: 71, seq: 2 ** 53 },
      reason: "badShape",
      detail: '"seq" is not a whole number from 0',
    },
    { name: "half a sequence", payload: { heartRate: 71, seq: 1.5 }, reason: "badShape", detail: '"seq" is not a whole number from 0' },
    { name: "an unknown method", payload: { heartRate: 71, method: "guess" }, reason: "badShape", detail: '"method" is not one of' },
    { name: "a location without lon", payload: { heartRate: 71, location: { lat: 1 } }, reason: "badShape", detail: '"location" needs' },
    { name: "a location of text", payload: { heartRate: 71, location: "home" }, reason: "badShape", detail: '"location" needs' },
    { name: "lat as text", payload: { heartRate: 71, location: { lat: "1", lon: 2 } }, reason: "badShape", detail: '"location" needs' },
  ])("keeps the heart rate beside $name and tells of it", ({ payload, reason, detail }) => {
    const decoded = decodeObservations(bytes(payload));
    expect(decoded.messages).toMatchObject([{ atMs: null, seq: null, method: null, values: [["heartRate", 71]] }]);
    expect(decoded.problem).toEqual({ reason, detail: expect.stringContaining(detail) as string });
  });
  it.each([
    { name: "an unknown key in a location", location: { lat: 1, lon: 2, alt: 3 }, reason: "unknownSign" },
    { name: "accuracy as text", location: { lat: 1, lon: 2, accuracy: "3" }, reason: "badShape" },
  ])("keeps the coordinates beside $name", ({ location, reason }) => {
    const decoded = decodeObservations(bytes({ location }));
    expect(decoded.messages[0]?.values).toEqual([
      ["latitude", 1],
      ["longitude", 2],
    ]);
    expect(decoded.problem?.reason).toBe(reason);
  });
  it("takes a coordinate once when it stands there twice", () => {
    const decoded = decodeObservations(bytes({ latitude: 9, location: { lat: 1, lon: 2 } }));
    expect(decoded.messages[0]?.values).toEqual([
      ["latitude", 9],
      ["longitude", 2],
    ]);
    expect(decoded.problem?.reason).toBe("badShape");
  });

  it.each([
    { name: "an empty object", payload: {}, reason: "badShape" },
    { name: "a time alone", payload: { at: 1 }, reason: "badShape" },
    { name: "an empty array", payload: [], reason: "badShape" },
    { name: "an empty batch", payload: { batch: [] }, reason: "badShape" },
    { name: "a number", payload: 71, reason: "badShape" },
    { name: "null", payload: "null", reason: "badShape" },
    { name: "only unknown keys", payload: { pulse: 71 }, reason: "unknownSign" },
    { name: "broken JSON", payload: "{", reason: "badJson" },
  ])("refuses $name", ({ payload, reason }) => {
    expect(decodeObservations(bytes(payload))).toMatchObject({ messages: [], problem: { reason } });
  });
  it("reads the good items of an array and names the bad ones", () => {
    const decoded = decodeObservations(bytes([{ heartRate: 70 }, [1], { pulse: 1 }, { batch: [] }, { heartRate: 71 }]));
    expect(decoded.messages.map(({ values }) => values)).toEqual([[["heartRate", 70]], [["heartRate", 71]]]);
    expect(decoded.problem).toMatchObject({ reason: "badShape", detail: expect.stringContaining('[2]"pulse"') });
  });
  it("tells of a batch with other keys beside it", () => {
    expect(decodeObservations(bytes({ batch: [{ heartRate: 1 }], at: 5 })).problem?.reason).toBe("unknownSign");
  });
  it("tells at most five places, each short", () => {
    const keys = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`${"k".repeat(60)}${index}`, 1]));
    const detail = decodeObservations(bytes(keys)).problem?.detail ?? "";
    expect(detail.split("; ")).toHaveLength(5);
    expect(detail.length).toBeLessThan(400);
  });
});

describe("our own events", () => {
  it("reads the documented object", () => {
    expect(decodeEvents(bytes({ at: 1764000000000, seq: 3, type: "sos", detail: { button: "left" } }))).toEqual({
      messages: [{ ...observation, values: [], atMs: 1764000000000, seq: 3, event: { type: "sos", detail: { button: "left" } } }],
      problem: null,
    });
  });
  it.each(["sos", "fall", "help", "leak", "smoke", "gas"])("takes %s without anything else", (type) => {
    expect(decodeEvents(bytes({ type }))).toMatchObject({ messages: [{ event: { type, detail: {} } }], problem: null });
  });
  it.each([
    { name: "a time as text", payload: { type: "sos", at: "now" } },
    { name: "a sequence below 0", payload: { type: "sos", seq: -1 } },
    { name: "detail as text", payload: { type: "sos", detail: "in the bathroom" } },
    { name: "an unknown key", payload: { type: "sos", heartRate: 71 } },
    { name: "a list around it and rubbish beside it", payload: [1, { type: "sos" }] },
  ])("an SOS counts in spite of $name", ({ payload }) => {
    expect(decodeEvents(bytes(payload))).toMatchObject({
      messages: [{ atMs: null, seq: null, event: { type: "sos", detail: {} } }],
      problem: { reason: "badShape" },
    });
  });
  it.each([{ type: "SOS" }, { type: 1 }, {}])("refuses the unknown type of %j", (payload) => {
    expect(decodeEvents(bytes(payload))).toMatchObject({ messages: [], problem: { reason: "unknownMessage" } });
  });
});

describe("our own status", () => {
  it.each([true, false])("reads online %s", (online) => {
    expect(decodeStatus(bytes({ online }))).toEqual({ messages: [{ ...observation, values: [], online }], problem: null });
  });
  it("takes an empty payload as the clearing of the retained message", () => {
    expect(decodeStatus(bytes(""))).toEqual({ messages: [], problem: null });
  });
  it.each([
    { payload: "online", reason: "badJson" },
    { payload: '"online"', reason: "badShape" },
    { payload: '{"online":1}', reason: "badShape" },
  ])("refuses $payload", ({ payload, reason }) => {
    expect(decodeStatus(bytes(payload))).toMatchObject({ messages: [], problem: { reason } });
  });
});
