import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson } from "../../../ingest/decode/json.ts";

const bytes = (text: string) => Buffer.from(text, "utf8");
const nested = (levels: number) => `${"[".repeat(levels)}1${"]".repeat(levels)}`;

describe("strict JSON", () => {
  it.each([
    { name: "broken JSON", payload: bytes('{"heartRate":7'), reason: "badJson" },
    { name: "an empty payload", payload: bytes(""), reason: "badJson" },
    { name: "a NaN literal", payload: bytes('{"heartRate":NaN}'), reason: "badJson" },
    { name: "an Infinity literal", payload: bytes('{"heartRate":-Infinity}'), reason: "badJson" },
    { name: "a number beyond every double", payload: bytes('{"heartRate":1e400}'), reason: "notFinite" },
    { name: "such a number deep inside", payload: bytes('[{"a":[-1e400]}]'), reason: "notFinite" },
    { name: "nine levels", payload: bytes(nested(9)), reason: "tooDeep" },
    { name: "64 KiB of opening brackets", payload: bytes("[".repeat(65_536)), reason: "tooDeep" },
    { name: "a key twice", payload: bytes('{"heartRate":70,"heartRate":170}'), reason: "duplicateKey" },
    { name: "a key twice, once escaped", payload: bytes('{"spo2":97,"\\u0073po2":67}'), reason: "duplicateKey" },
    { name: "a key twice in a nested object", payload: bytes('{"batch":[{"at":1,"at":2}]}'), reason: "duplicateKey" },
    { name: "__proto__ twice", payload: bytes('{"__proto__":1,"__proto__":2}'), reason: "duplicateKey" },
    { name: "a lone continuation byte", payload: Buffer.from([0x22, 0x80, 0x22]), reason: "badUtf8" },
    { name: "an overlong slash", payload: Buffer.from([0x22, 0xc0, 0xaf, 0x22]), reason: "badUtf8" },
    { name: "UTF-16", payload: Buffer.from('{"a":1}', "utf16le"), reason: "badJson" },
    { name: "binary", payload: Buffer.from([0xff, 0xd8, 0xff, 0xe0]), reason: "badUtf8" },
  ])("refuses $name as $reason", ({ payload, reason }) => {
    expect(parseJson(payload)).toMatchObject({ ok: false, reason });
  });

  it.each([
    { name: "eight levels", text: nested(8) },
    { name: "colons, braces and quotes inside strings", text: '{"a:{[":"b\\":}\\\\","c":"::"}' },
    { name: "the same key in different objects", text: '[{"at":1},{"at":2,"in":{"at":3}}]' },
    { name: "Chinese text", text: '{"名":"卫生间"}' },
    { name: "a plain number", text: "-17.5" },
    { name: "2^53 and beyond, which the reader of the value judges", text: "[9007199254740992,1e300]" },
  ])("takes $name", ({ text }) => {
    expect(parseJson(bytes(text))).toEqual({ ok: true, value: JSON.parse(text) });
  });

  it("takes __proto__ as a key like any other and leaves prototypes alone", () => {
    const parsed = parseJson(bytes('{"__proto__":{"heartRate":300}}'));
    expect(parsed.ok && Object.keys(parsed.value ?? {})).toEqual(["__proto__"]);
    expect(Object.hasOwn(Object.prototype, "heartRate")).toBe(false);
  });
  it("reads a plain Uint8Array inside a larger buffer", () => {
    const whole = Uint8Array.from(bytes('xx{"a":1}xx'));
    expect(parseJson(whole.subarray(2, 9))).toEqual({ ok: true, value: { a: 1 } });
  });
  it("skips a byte order mark", () => {
    expect(parseJson(bytes("\uFEFF[1]"))).toEqual({ ok: true, value: [1] });
  });
  it("keeps the payload out of the detail", () => {
    expect(JSON.stringify(parseJson(bytes('{"name":"王秀英" "x"}')))).not.toContain("王");
  });

  it("agrees with JSON.parse on every value of at most eight levels", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        expect(parseJson(bytes(text))).toEqual({ ok: true, value: JSON.parse(text) });
      }),
    );
  });
  it("never throws, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (payload) => {
        expect(typeof parseJson(payload).ok).toBe("boolean");
      }),
    );
  });
});
