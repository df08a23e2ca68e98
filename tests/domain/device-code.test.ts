import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deviceCode, deviceLink, readDeviceCode } from "../../domain/device-code.ts";
import { plainSetupCode, shownSetupCode } from "../../domain/setup-code.ts";

describe("the code of a device", () => {
  it("is always the same one, and of neighbouring ids quite another", () => {
    expect(deviceCode("dev_1")).toMatch(/^[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}$/);
    expect(deviceCode("dev_1")).toBe(deviceCode("dev_1"));
    const [one, two] = [deviceCode("dev_1"), deviceCode("dev_2")];
    const alike = Array.from(one, (letter, index) => letter === two[index]).filter(Boolean);
    expect(alike.length).toBeLessThan(4);
  });
  it("is shared by none of 20,000 devices", () => {
    expect(new Set(Array.from({ length: 20_000 }, (_, n) => deviceCode(`dev_${n}`))).size).toBe(20_000);
  });
  it("is read from its label, from whatever server, and from what somebody types of it", () => {
    const code = deviceCode("dev_1");
    const own = { type: "code", code };
    expect(readDeviceCode(deviceLink("https://anhu.example/x", "dev_1"))).toEqual(own);
    expect(readDeviceCode(`http://192.168.1.5:8080/d/${code}/`)).toEqual(own);
    expect(readDeviceCode(`  ${code.toLowerCase()} `)).toEqual(own);
    expect(readDeviceCode(code.replace("-", ""))).toEqual(own);
    expect(readDeviceCode(code.replace("-", " "))).toEqual(own);
  });
  it.each([
    ["861234567890123", "861234567890123"],
    ["SN: a1b2-c3d4", "A1B2-C3D4"],
    ["IMEI：861234567890123", "861234567890123"],
    ["MODEL=W20;SN=AB12CD34;MAC=00:11:22:33:44:55", "AB12CD34"],
    ["https://maker.example/p?model=W20&SN=ab12cd34", "AB12CD34"],
    ["00:11:22:33:44:55", "00:11:22:33:44:55"],
  ])("a maker's label %s carries a serial number", (text, serial) => {
    expect(readDeviceCode(text)).toEqual({ type: "serial", serial });
  });
  it.each(["", "  ", "abc", "https://maker.example/buy", "javascript:alert(1)//x y", "两个字", "=cmd|' /C calc'!A0", "a".repeat(600)])(
    "%j is neither a code nor a serial number",
    (text) => {
      expect(readDeviceCode(text)).toBeNull();
    },
  );
  it("reads anything without failing, and gives back only what it would read again", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80, unit: "binary" }), (text) => {
        const found = readDeviceCode(text);
        if (found !== null) expect(readDeviceCode(found.type === "code" ? found.code : found.serial)).not.toBeNull();
      }),
    );
  });
});
describe("the set-up code", () => {
  it("is shown in groups of four, and taken as people type it", () => {
    expect(shownSetupCode("K7M4PX3B9QRT")).toBe("K7M4-PX3B-9QRT");
    expect(plainSetupCode(" k7m4 px3b－9qrt".replace("－", "-"))).toBe("K7M4PX3B9QRT");
    expect(plainSetupCode("Ｋ7M4-PX3B-9QRT")).toBe("K7M4PX3B9QRT");
  });
});
