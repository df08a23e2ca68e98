import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fencesFor, outsideByM, type Fence, type Position } from "../../domain/fence.ts";

const METRE = 360 / (2 * Math.PI * 6_371_008);
const HOME: Position = { latitude: 31.2, longitude: 121.5 };
/** So many metres north and east of home. */
const off = (north: number, east: number): Position => ({
  latitude: HOME.latitude + north * METRE,
  longitude: HOME.longitude + (east * METRE) / Math.cos((HOME.latitude * Math.PI) / 180),
});
const circle: Fence["shape"] = { type: "circle", centre: HOME, radiusM: 100 };
const square: Fence["shape"] = { type: "polygon", corners: [off(-100, -100), off(-100, 100), off(100, 100), off(100, -100)] };
/** A court that is open to the north: its middle lies outside. */
const court: Fence["shape"] = {
  type: "polygon",
  corners: [off(-100, -100), off(-100, 100), off(100, 100), off(100, 60), off(-60, 60), off(-60, -60), off(100, -60), off(100, -100)],
};

describe("metres outside of a fence", () => {
  it.each([
    ["the centre of a circle", circle, off(0, 0), -100],
    ["its border", circle, off(0, 100), 0],
    ["beyond it", circle, off(150, 0), 50],
    ["the middle of a square", square, off(0, 0), -100],
    ["near its side", square, off(0, 90), -10],
    ["beyond a side", square, off(0, 130), 30],
    ["beyond a corner", square, off(130, 140), 50],
    ["the mouth of a court", court, off(50, 0), 60],
    ["a wing of a court", court, off(50, 80), -20],
  ] as const)("of %s", (_name, shape, at, metres) => {
    expect(outsideByM([{ shape }], at)).toBeCloseTo(metres, 0);
  });
  it("are those of the nearest fence, and without one nobody is inside", () => {
    const far: Fence["shape"] = { type: "circle", centre: off(0, 1_000), radiusM: 100 };
    expect(outsideByM([{ shape: circle }, { shape: far }], off(0, 990))).toBeCloseTo(-90, 0);
    expect(outsideByM([], HOME)).toBe(Infinity);
  });
  it("are the same for a circle and for a polygon of many corners", () => {
    const corners = Array.from({ length: 64 }, (_, n) => off(100 * Math.cos((n * Math.PI) / 32), 100 * Math.sin((n * Math.PI) / 32)));
    fc.assert(
      fc.property(fc.integer({ min: -400, max: 400 }), fc.integer({ min: -400, max: 400 }), (north, east) => {
        const at = off(north, east);
        return Math.abs(outsideByM([{ shape: { type: "polygon", corners } }], at) - outsideByM([{ shape: circle }], at)) < 1;
      }),
      { seed: 7 },
    );
  });
});

describe("which fences hold for a resident", () => {
  const fence = (id: string, residentId: string | null, toMs: number | null = null): Fence => {
    return { id, facilityId: "fac", residentId, name: id, shape: circle, fromMs: 10, toMs, byUserId: "usr" };
  };
  const all = [fence("house", null), fence("hers", "res"), fence("his", "other", 50)];
  it.each([
    ["their own, at risk or not", "res", false, 20, ["hers"]],
    ["those of the facility for who is at risk and has none", "third", true, 20, ["house"]],
    ["none for anybody else", "third", false, 20, []],
    ["those of the facility again when their own ended", "other", true, 50, ["house"]],
    ["none before they began", "res", true, 9, []],
  ] as const)("%s", (_name, residentId, isAtRisk, atMs, ids) => {
    expect(fencesFor(all, residentId, isAtRisk, atMs).map(({ id }) => id)).toEqual(ids);
  });
});
