import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeOwntracks } from "../../../ingest/decode/owntracks.ts";
import { needShared, sharedPath } from "../../support/platform.ts";

const bytes = (value: unknown) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
const decoded = (payload: unknown, topic = "owntracks/jane/nokia") => decodeOwntracks(topic, bytes(payload));
const message = {
  address: "jane/nokia",
  atMs: null,
  seq: null,
  values: [],
  method: null,
  event: null,
  isState: false,
  cleared: [],
  online: null,
};

describe("documented OwnTracks payloads", () => {
  it("reads the verbatim location of the booklet: seconds, and no acc means 0", () => {
    const payload =
      '{"_type":"location","SSID":"mywifi","alt":154,"batt":53,"conn":"w","created_at":1706856299,"lat":48.856826,"lon":2.292713,"tid":"j1","tst":1706856298,"vel":0}';
    expect(decoded(payload)).toEqual({
      messages: [
        {
          ...message,
          atMs: 1706856298_000,
          values: [
            ["latitude", 48.856826],
            ["longitude", 2.292713],
            ["accuracy", 0],
            ["battery", 53],
          ],
        },
      ],
      problem: null,
    });
  });
  it("reads a fix time that was written as text", () => {
    expect(decoded({ _type: "location", lat: 1, lon: 2, tst: "1706856298" })).toMatchObject({
      messages: [{ atMs: 1706856298_000 }],
      problem: null,
    });
  });
  it("takes a pressed publish button as a call for help", () => {
    expect(decoded({ _type: "location", t: "u", lat: 1, lon: 2, acc: 15, tst: 1706856298 }).messages).toMatchObject([
      { event: { type: "help", detail: { trigger: "u" } }, isState: false, atMs: 1706856298_000 },
    ]);
  });
  it.each(["p", "c", "b", "t", "v", undefined])("takes trigger %s as a fix alone", (t) => {
    expect(decoded({ _type: "location", t, lat: 1, lon: 2, tst: 1 }).messages[0]?.event).toBeNull();
  });
  it("reads the fix of a transition", () => {
    const payload = { _type: "transition", event: "leave", desc: "Home", wtst: 1, tst: 1706856298, acc: 5, lat: 31.2, lon: 121.5 };
    expect(decoded(payload, "owntracks/jane/nokia/event")).toEqual({
      messages: [
        {
          ...message,
          atMs: 1706856298_000,
          values: [
            ["latitude", 31.2],
            ["longitude", 121.5],
            ["accuracy", 5],
          ],
        },
      ],
      problem: null,
    });
  });
  it("takes a transition without coordinates as a sign of life", () => {
    expect(decoded({ _type: "transition", event: "enter", tst: 5 })).toEqual({ messages: [{ ...message, atMs: 5000 }], problem: null });
  });
  it.each([{ tst: 1440363922 }, { tst: "1440363922" }, {}])("a last will %j is absence, at the time when it comes", (tst) => {
    expect(decoded({ _type: "lwt", ...tst })).toEqual({ messages: [{ ...message, online: false }], problem: null });
  });
  it("reads steps", () => {
    expect(decoded({ _type: "steps", steps: 1204, tst: 10, from: 1, to: 9 }, "owntracks/jane/nokia/step")).toEqual({
      messages: [{ ...message, atMs: 10_000, values: [["steps", 1204]] }],
      problem: null,
    });
  });
  it.each([
    { bs: 1, values: [["charging", 0]] },
    { bs: 2, values: [["charging", 1]] },
    { bs: 3, values: [["charging", 1]] },
    { bs: 0, values: [] },
  ])("reads battery state $bs", ({ bs, values }) => {
    expect(decoded({ _type: "transition", bs }).messages[0]?.values).toEqual(values);
  });
  it.each(["waypoint", "waypoints", "card", "cmd", "configuration", "dump", "beacon", "request", "status"])(
    "%s is known and says nothing",
    (_type) => {
      expect(decoded({ _type, lat: 1, lon: 2 })).toEqual({ messages: [], problem: null });
    },
  );
});

describe("what OwnTracks says wrongly", () => {
  it.each([
    { payload: { _type: "encrypted", data: "aGVsbG8=" }, reason: "unknownMessage" },
    { payload: { _type: "poem" }, reason: "unknownMessage" },
    { payload: { lat: 1, lon: 2 }, reason: "unknownMessage" },
    { payload: { _type: "constructor" }, reason: "unknownMessage" },
    { payload: [], reason: "badShape" },
    { payload: { _type: "steps", steps: "many" }, reason: "badShape" },
    { payload: "{", reason: "badJson" },
  ])("refuses $payload", ({ payload, reason }) => {
    expect(decoded(payload)).toMatchObject({ messages: [], problem: { reason } });
  });
  it.each([
    { name: "no coordinates", payload: { _type: "location" } },
    { name: "lat as text", payload: { _type: "location", lat: "1", lon: 2 } },
    { name: "half a place", payload: { _type: "transition", lon: 2 } },
    { name: "half another place", payload: { _type: "transition", lat: 2 } },
  ])("keeps time and battery beside $name", ({ payload }) => {
    expect(decoded({ ...payload, tst: 5, batt: 9 })).toMatchObject({
      messages: [{ atMs: 5000, values: [["battery", 9]] }],
      problem: { reason: "badShape" },
    });
  });
  it.each([{ tst: "soon" }, { tst: -1 }, { tst: null }, { tst: 1e300 }, { batt: "full" }, { acc: {} }])(
    "keeps the place beside %j",
    (field) => {
      const { messages, problem } = decoded({ _type: "location", lat: 1, lon: 2, ...field });
      expect(messages[0]).toMatchObject({
        atMs: null,
        values: [
          ["latitude", 1],
          ["longitude", 2],
          ["accuracy", 0],
        ],
      });
      expect(problem?.reason).toBe("badShape");
    },
  );
  it("a call for help counts in spite of everything wrong beside it", () => {
    expect(decoded({ _type: "location", t: "u", lat: null, tst: {} }).messages[0]?.event?.type).toBe("help");
  });
});

describe("topics of OwnTracks", () => {
  it.each(["owntracks/jane", "owntracks/", "owntracks//nokia", "elsewhere/jane/nokia", ""])("refuses %j", (topic) => {
    expect(decoded("{}", topic).problem?.reason).toBe("unknownTopic");
  });
  it("takes an empty payload as the clearing of the retained message", () => {
    expect(decoded("")).toEqual({ messages: [], problem: null });
  });
});

needShared("owntracks")("a recorded journey", () => {
  it("decodes line by line", () => {
    const lines = readFileSync(join(sharedPath("owntracks"), "demo-iphone-part1.rec"), "utf8")
      .trim()
      .split("\n");
    const read = lines.map((line) => {
      const [, kind, json = ""] = line.split("\t");
      return { isWill: kind?.trim() === "-", ...decoded(json) };
    });
    const fixes = read.filter(({ isWill }) => !isWill).map(({ messages }) => messages[0]);
    const wills = read.filter(({ isWill }) => isWill).map(({ messages }) => messages[0]);
    expect(read.every(({ messages, problem }) => messages.length === 1 && problem === null)).toBe(true);
    expect([fixes.length, wills.length]).toEqual([11, 2]);
    expect(wills.every((will) => will?.online === false && will.values.length === 0)).toBe(true);
    expect(new Set(fixes.map((fix) => fix?.values.map(([sign]) => sign).join(" ")))).toEqual(
      new Set(["latitude longitude accuracy battery"]),
    );
    expect(fixes[0]).toMatchObject({
      atMs: Date.UTC(2015, 7, 24, 5, 49, 21),
      values: [
        ["latitude", 52.37888580984668],
        ["longitude", 10.02785726730668],
        ["accuracy", 3000],
        ["battery", 96],
      ],
    });
  });
});
