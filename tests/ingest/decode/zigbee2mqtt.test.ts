import { describe, expect, it } from "vitest";
import type { DeviceKind } from "../../../domain/device-kinds.ts";
import { decodeZigbee2mqtt } from "../../../ingest/decode/zigbee2mqtt.ts";

type Values = [sign: string, value: number][];
const bytes = (value: unknown) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
/** The state of one device of the given kind, named `bed 1/pad`. */
const state = (payload: unknown, kind?: DeviceKind) =>
  decodeZigbee2mqtt("zigbee2mqtt/bed 1/pad", bytes(payload), (address) => (address === "bed 1/pad" ? kind : undefined));
const message = {
  address: "bed 1/pad",
  atMs: null,
  seq: null,
  values: [],
  method: null,
  event: null,
  isState: false,
  cleared: [],
  online: null,
};

describe("documented Zigbee2MQTT payloads", () => {
  it("reads the verbatim motion sensor of issue #3942", () => {
    const payload =
      '{"battery":100,"voltage":3025,"illuminance":1515,"illuminance_lux":15,"linkquality":0,"occupancy":false,"last_seen":"2020-07-16T20:33:17+01:00"}';
    expect(decodeZigbee2mqtt("zigbee2mqtt/Kitchen_PIR", bytes(payload), () => "motionSensor")).toEqual({
      messages: [
        {
          ...message,
          address: "Kitchen_PIR",
          atMs: Date.UTC(2020, 6, 16, 19, 33, 17),
          values: [
            ["motion", 0],
            ["battery", 100],
            ["signal", 0],
          ],
        },
      ],
      problem: null,
    });
  });

  it.each<{ name: string; payload: object; kind?: DeviceKind; values: Values }>([
    { name: "door MCCGQ11LM closed", payload: { contact: true }, kind: "doorSensor", values: [["doorOpen", 0]] },
    { name: "door MCCGQ11LM open", payload: { contact: false }, kind: "doorSensor", values: [["doorOpen", 1]] },
    { name: "door that nobody registered", payload: { contact: false }, values: [["doorOpen", 1]] },
    { name: "sleep pad SPM915 with somebody on it", payload: { contact: true }, kind: "bedMat", values: [["bedOccupied", 1]] },
    { name: "sleep pad SPM915 empty", payload: { contact: false }, kind: "bedMat", values: [["bedOccupied", 0]] },
    { name: "pad that says occupancy", payload: { occupancy: true }, kind: "bedMat", values: [["bedOccupied", 1]] },
    { name: "pad that says presence", payload: { presence: false }, kind: "bedMat", values: [["bedOccupied", 0]] },
    { name: "PIR", payload: { occupancy: true }, kind: "motionSensor", values: [["motion", 1]] },
    { name: "mmWave presence", payload: { presence: true }, kind: "motionSensor", values: [["presence", 1]] },
    { name: "moving beside a still occupancy", payload: { moving: true, occupancy: false }, values: [["motion", 1]] },
    { name: "a still moving beside occupancy", payload: { moving: false, occupancy: true }, values: [["motion", 1]] },
    { name: "vibration DJT11LM", payload: { action: "vibration", strength: 3, angle_x: 1 }, kind: "bedMat", values: [["motion", 1]] },
    { name: "vibration as a boolean", payload: { vibration: false }, kind: "bedMat", values: [["motion", 0]] },
    { name: "radar breathing", payload: { breathing_rate: 14 }, kind: "fallRadar", values: [["respiratoryRate", 14]] },
    { name: "HEIMAN radar occupancy", payload: { occupancy: true }, kind: "fallRadar", values: [["presence", 1]] },
    {
      name: "room climate",
      payload: { temperature: 21.4, humidity: 40 },
      values: [
        ["roomTemperature", 21.4],
        ["humidity", 40],
      ],
    },
    { name: "linkquality of 255", payload: { linkquality: 255 }, values: [["signal", 100]] },
    { name: "linkquality of 102", payload: { linkquality: 102 }, values: [["signal", 40]] },
    { name: "battery_low without a percentage", payload: { battery_low: true }, values: [["battery", 5]] },
    { name: "battery that is not low", payload: { battery_low: false }, values: [["battery", 100]] },
    { name: "battery_low beside a percentage", payload: { battery_low: true, battery: 18 }, values: [["battery", 18]] },
    { name: "fields of others and null", payload: { voltage: 3000, battery: null, update: { state: "idle" } }, values: [] },
    { name: "an empty action", payload: { action: "" }, kind: "sosButton", values: [] },
    { name: "a keypad that arms", payload: { action: "arm_all_zones" }, kind: "sosButton", values: [] },
    { name: "a press of a button that is no call button", payload: { action: "single" }, values: [] },
    { name: "status of another kind of device", payload: { status: "falling" }, kind: "doorSensor", values: [] },
    { name: "an unknown status of an unknown device", payload: { status: "idle" }, values: [] },
  ])("reads $name", ({ payload, kind, values }) => {
    const { messages, problem } = state(payload, kind);
    expect(messages).toEqual([{ ...message, values }]);
    expect(problem).toBeNull();
  });

  it.each<{ action: string; kind?: DeviceKind; type: string }>([
    { action: "emergency", kind: "sosButton", type: "sos" },
    { action: "panic", type: "sos" },
    { action: "sos", kind: "doorSensor", type: "sos" },
    { action: "SOS", type: "sos" },
    { action: "help", type: "help" },
    { action: "single", kind: "sosButton", type: "sos" },
    { action: "hold", kind: "sosButton", type: "sos" },
  ])("action $action of a $kind is an event each time", ({ action, kind, type }) => {
    const { messages, problem } = state({ action, battery: 90 }, kind);
    expect(messages).toEqual([{ ...message, event: { type, detail: { action } }, values: [["battery", 90]] }]);
    expect(problem).toBeNull();
  });

  it.each<{ field: string; type: string; values: (on: number) => Values }>([
    { field: "sos", type: "sos", values: () => [] },
    { field: "water_leak", type: "leak", values: (on) => [["leak", on]] },
    { field: "smoke", type: "smoke", values: (on) => [["smoke", on]] },
    { field: "gas", type: "gas", values: (on) => [["gas", on]] },
    { field: "carbon_monoxide", type: "gas", values: (on) => [["gas", on]] },
  ])("$field is a state: on it alarms, off it arms again", ({ field, type, values }) => {
    expect(state({ [field]: true }).messages).toEqual([
      { ...message, event: { type, detail: { fields: [field] } }, isState: true, values: values(1) },
    ]);
    expect(state({ [field]: false }).messages).toEqual([{ ...message, cleared: [type], values: values(0) }]);
  });
  it.each([
    { gas: true, carbon_monoxide: false },
    { gas: false, carbon_monoxide: true },
  ])("%j is one gas alarm", (payload) => {
    const [only, ...others] = state(payload).messages;
    expect(only).toMatchObject({ event: { type: "gas" }, cleared: [], values: [["gas", 1]] });
    expect(others).toEqual([]);
  });

  it.each<{ status: string; values: Values; event: object | null; cleared: string[] }>([
    {
      status: "unoccupied",
      values: [
        ["presence", 0],
        ["bedOccupied", 0],
        ["lowPosture", 0],
      ],
      event: null,
      cleared: ["fall"],
    },
    {
      status: "occupied",
      values: [
        ["presence", 1],
        ["bedOccupied", 0],
        ["lowPosture", 0],
      ],
      event: null,
      cleared: ["fall"],
    },
    {
      status: "sitting",
      values: [
        ["presence", 1],
        ["bedOccupied", 0],
        ["lowPosture", 0],
      ],
      event: null,
      cleared: ["fall"],
    },
    {
      status: "on_the_bed",
      values: [
        ["presence", 1],
        ["bedOccupied", 1],
        ["lowPosture", 0],
      ],
      event: null,
      cleared: ["fall"],
    },
    {
      status: "low_posture",
      values: [
        ["presence", 1],
        ["bedOccupied", 0],
        ["lowPosture", 1],
      ],
      event: null,
      cleared: ["fall"],
    },
    {
      status: "falling",
      values: [
        ["presence", 1],
        ["bedOccupied", 0],
      ],
      event: { type: "fall", detail: { fields: ["status"] } },
      cleared: [],
    },
  ])("reads OWON FDS315 $status", ({ status, values, event, cleared }) => {
    expect(state({ status, location_x: 12 }, "fallRadar").messages).toEqual([
      { ...message, values, event, isState: event !== null, cleared },
    ]);
  });
  it("takes a fall of a radar that nobody registered", () => {
    expect(state({ status: "falling" }).messages[0]?.event?.type).toBe("fall");
  });
  it.each<{ fall_status: string; values: Values; type: string | undefined; cleared: string[] }>([
    { fall_status: "normal", values: [["lowPosture", 0]], type: undefined, cleared: ["fall"] },
    { fall_status: "fall_warning", values: [["lowPosture", 1]], type: undefined, cleared: [] },
    { fall_status: "fall_alarm", values: [], type: "fall", cleared: [] },
  ])("reads HEIMAN $fall_status", ({ fall_status, values, type, cleared }) => {
    const [only] = state({ fall_status, sensor_status: "x" }, "fallRadar").messages;
    expect(only).toMatchObject({ values, cleared });
    expect(only?.event?.type).toBe(type);
  });
  it("gives two emergencies of one state a message each, the values once", () => {
    expect(state({ sos: true, action: "panic", water_leak: true, battery: 50 }).messages).toMatchObject([
      {
        event: { type: "sos" },
        isState: false,
        values: [
          ["leak", 1],
          ["battery", 50],
        ],
      },
      { event: { type: "sos" }, isState: true, values: [] },
      { event: { type: "leak" }, isState: true, values: [] },
    ]);
  });
});

describe("a test of a detector", () => {
  it.each([
    { payload: { smoke: true, test: true }, fields: ["test", "smoke"] },
    { payload: { smoke: false, test: true }, fields: ["test"] },
    { payload: { gas: true, water_leak: true, test: true }, fields: ["test", "leak", "gas"] },
  ])("calls staff to look, and raises no $payload", ({ payload, fields }) => {
    const { messages } = state(payload, "smokeDetector");
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatchObject({ event: { type: "help", detail: { fields } }, isState: true });
    expect(messages[0]?.values).not.toContainEqual(["smoke", 1]);
  });
  it("arms again when the test is over", () => {
    expect(state({ smoke: false, test: false }).messages[0]).toMatchObject({ event: null, cleared: ["help", "smoke"] });
  });
  it("never hides a person's SOS", () => {
    expect(state({ sos: true, test: true }).messages.map(({ event }) => event?.type)).toEqual(["sos", "help"]);
  });
});

describe("time of a Zigbee2MQTT state", () => {
  it.each([
    { last_seen: "2026-03-01T08:00:00.000Z", atMs: Date.UTC(2026, 2, 1, 8) },
    { last_seen: "2026-03-01T16:00:00+08:00", atMs: Date.UTC(2026, 2, 1, 8) },
    { last_seen: 1772352000000, atMs: Date.UTC(2026, 2, 1, 8) },
  ])("reads last_seen $last_seen", ({ last_seen, atMs }) => {
    expect(state({ last_seen, battery: 1 })).toMatchObject({ messages: [{ atMs }], problem: null });
  });
  it.each(["2026-03-01T08:00:00", "2026-13-45T08:00:00Z", "yesterday", -5, 1.5, true, {}])(
    "leaves %j to receive time and tells",
    (last_seen) => {
      expect(state({ last_seen, battery: 1 })).toMatchObject({
        messages: [{ atMs: null, values: [["battery", 1]] }],
        problem: { reason: "badShape" },
      });
    },
  );
});

describe("what a Zigbee2MQTT state says wrongly", () => {
  it.each([
    { payload: { occupancy: "yes" }, field: "occupancy" },
    { payload: { temperature: "21" }, field: "temperature" },
    { payload: { action: 1 }, field: "action" },
    { payload: { status: "dancing" }, field: "status" },
    { payload: { fall_status: "maybe" }, field: "fall_status" },
  ])("$field is told, the rest is kept", ({ payload, field }) => {
    const { messages, problem } = state({ ...payload, battery: 7 }, "fallRadar");
    expect(messages).toMatchObject([{ values: [["battery", 7]] }]);
    expect(problem).toEqual({ reason: "badShape", detail: expect.stringContaining(field) as string });
  });
  it.each(["tamper", "trouble", "battery_defect"])("%s is seen by an engineer, and silent when off", (field) => {
    expect(state({ [field]: true }).problem).toMatchObject({ reason: "unknownMessage" });
    expect(state({ [field]: false }).problem).toBeNull();
  });
  it.each([
    { payload: "[]", reason: "badShape" },
    { payload: "17", reason: "badShape" },
    { payload: "{", reason: "badJson" },
    { payload: '{"sos":true,"sos":false}', reason: "duplicateKey" },
  ])("refuses $payload", ({ payload, reason }) => {
    expect(state(payload)).toMatchObject({ messages: [], problem: { reason } });
  });
  it("leaves prototypes alone", () => {
    expect(state('{"__proto__":{"sos":true},"constructor":{"sos":true}}').messages).toEqual([message]);
  });
});

describe("topics of Zigbee2MQTT", () => {
  const decoded = (topic: string, payload: unknown) => decodeZigbee2mqtt(topic, bytes(payload), () => "sosButton");
  it.each([
    { payload: '{"state":"online"}', online: true },
    { payload: '{"state":"offline"}', online: false },
    { payload: "online", online: true },
    { payload: " offline\n", online: false },
  ])("availability $payload is presence of the device", ({ payload, online }) => {
    expect(decoded("zigbee2mqtt/hall/door/availability", payload)).toEqual({
      messages: [{ ...message, address: "hall/door", online }],
      problem: null,
    });
    expect(decoded("zigbee2mqtt/bridge/state", payload)).toEqual({ messages: [{ ...message, address: null, online }], problem: null });
  });
  it.each([
    { payload: '{"state":"asleep"}', reason: "badShape" },
    { payload: "maybe", reason: "badShape" },
    { payload: '"online"', reason: "badShape" },
  ])("refuses availability $payload", ({ payload, reason }) => {
    expect(decoded("zigbee2mqtt/door/availability", payload)).toMatchObject({ messages: [], problem: { reason } });
  });
  it("refuses availability and actions that are not UTF-8", () => {
    for (const topic of ["zigbee2mqtt/x/availability", "zigbee2mqtt/x/action"])
      expect(decodeZigbee2mqtt(topic, Buffer.from([0xff]), () => undefined).problem?.reason).toBe("badUtf8");
  });
  it.each(["bridge/logging", "bridge/devices", "bridge/response/permit_join", "lamp/set", "lamp/get"])(
    "%s is known and says nothing",
    (name) => {
      expect(decoded(`zigbee2mqtt/${name}`, "{broken")).toEqual({ messages: [], problem: null });
    },
  );
  it.each(["door", "door/availability", "bridge/state"])("an empty payload on %s clears the retained message", (name) => {
    expect(decoded(`zigbee2mqtt/${name}`, "")).toEqual({ messages: [], problem: null });
  });
  it.each(["zigbee2mqtt/", "zigbee2mqtt", "elsewhere/door", ""])("refuses the topic %j", (topic) => {
    expect(decoded(topic, "{}").problem?.reason).toBe("unknownTopic");
  });
  it("takes a bare action on its own topic", () => {
    expect(decoded("zigbee2mqtt/toilet/cord/action", "emergency").messages).toEqual([
      { ...message, address: "toilet/cord", event: { type: "sos", detail: { action: "emergency" } } },
    ]);
    expect(decoded("zigbee2mqtt/toilet/cord/action", "arm_day_zones")).toEqual({ messages: [], problem: null });
  });
  it("takes a device whose name ends in action", () => {
    expect(decoded("zigbee2mqtt/room/action", { battery: 3 }).messages).toEqual([
      { ...message, address: "room/action", values: [["battery", 3]] },
    ]);
  });
});
