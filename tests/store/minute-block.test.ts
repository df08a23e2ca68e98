import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HOUR_MS, MINUTE_MS, rollUpMinutes } from "../../store/historian/rollups.ts";
import { decodeMinutes, encodeMinutes } from "../../store/historian/sqlite/minute-block.ts";

const T = HOUR_MS * 490_000;
const values = {
  whole: fc.integer({ min: -1_000, max: 200_000 }),
  "one decimal": fc.integer({ min: 250, max: 440 }).map((tenths) => tenths / 10),
  "six decimals": fc.integer({ min: -180e6, max: 180e6 }).map((millionths) => millionths / 1e6),
  "any number": fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }),
};
const times = fc.oneof(fc.nat(HOUR_MS - 1), fc.nat(3 * MINUTE_MS));

describe("an hour of minutes as bytes", () => {
  it.each(Object.entries(values))("comes back as it was: %s", (_name, value) => {
    const readings = fc.uniqueArray(fc.record({ atMs: times.map((ms) => T + ms), value }), { maxLength: 80, selector: ({ atMs }) => atMs });
    fc.assert(
      fc.property(readings, fc.option(fc.integer({ min: 1, max: 90_000 })), (unordered, intervalMs) => {
        const inOrder = unordered.toSorted((a, b) => a.atMs - b.atMs).map((reading) => ({ ...reading, isGood: true }));
        const minutes = rollUpMinutes(inOrder, intervalMs);
        expect(decodeMinutes(encodeMinutes(minutes), T)).toEqual(minutes);
      }),
      { numRuns: 300 },
    );
  });
  it("takes nine bytes a minute of a heart rate, where a row would take thirty", () => {
    const readings = Array.from({ length: 360 }, (_, n) => ({
      atMs: T + n * 10_000 + (n % 7) * 9,
      value: 70 + ((n * n) % 9),
      isGood: true,
    }));
    expect(encodeMinutes(rollUpMinutes(readings, 10_000)).length).toBeLessThan(60 * 9);
  });
  it("a block that was cut off is refused", () => {
    const block = encodeMinutes(rollUpMinutes([{ atMs: T, value: 70, isGood: true }], 1_000));
    expect(() => decodeMinutes(block.slice(0, -1), T)).toThrow(RangeError);
  });
});
