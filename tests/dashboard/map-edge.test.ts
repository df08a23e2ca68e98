import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { headingOf, movedBy, offsetM } from "../../dashboard/components/map/bearing.ts";
import { mapEdge } from "../../dashboard/components/map/map-edge.ts";
import type { Position } from "../../domain/fence.ts";

const metresBetween = (one: Position, other: Position): number => {
  const { east, north } = offsetM(one, other);
  return Math.hypot(east, north);
};
const SHIFTED = mapEdge("gcj02");
const there = (position: Position): Position => {
  const [lat, lng] = SHIFTED.toMap(position);
  return { latitude: lat, longitude: lng };
};
const back = (position: Position): Position => {
  const [lat, lng] = SHIFTED.toMap(position);
  return SHIFTED.fromMap({ lat, lng });
};
describe("at the edge of a map with Chinese tiles", () => {
  it("a position inside China is shifted by hundreds of metres, and comes back within one", () => {
    for (const [latitude, longitude] of [
      [39.9087, 116.3975],
      [31.2304, 121.4737],
      [30.2741, 120.1551],
      [43.8256, 87.6168],
      [20.0444, 110.1999],
      [45.8038, 126.535],
    ] as const) {
      const moved = metresBetween({ latitude, longitude }, there({ latitude, longitude }));
      expect(moved).toBeGreaterThan(50);
      expect(moved).toBeLessThan(1_000);
    }
    const inChina = fc.record({
      latitude: fc.double({ min: 19, max: 50, noNaN: true }),
      longitude: fc.double({ min: 76, max: 130, noNaN: true }),
    });
    fc.assert(
      fc.property(inChina, (position) => metresBetween(position, back(position)) < 1),
      { numRuns: 1_000 },
    );
  });
  it("a position far from China stays exactly where it is", () => {
    for (const [latitude, longitude] of [
      [48.8568, 2.2927],
      [-33.8688, 151.2093],
      [40.7128, -74.006],
      [0, 0],
      [64.1, -21.9],
    ] as const) {
      expect(there({ latitude, longitude })).toEqual({ latitude, longitude });
      expect(back({ latitude, longitude })).toEqual({ latitude, longitude });
    }
  });
  it("with tiles of the world nothing is shifted at all", () => {
    const plain = mapEdge("wgs84");
    expect(plain.toMap({ latitude: 31.2304, longitude: 121.4737 })).toEqual([31.2304, 121.4737]);
    expect(plain.fromMap({ lat: 31.2304, lng: 121.4737 })).toEqual({ latitude: 31.2304, longitude: 121.4737 });
  });
});
describe("where somebody is heading", () => {
  const HOME: Position = { latitude: 30.25, longitude: 120.17 };
  const walk = (...steps: readonly (readonly [east: number, north: number])[]) =>
    steps.map(([east, north], index) => ({ ...movedBy(HOME, east, north), accuracyM: 10, at: index * 60_000 }));
  it.each([
    { name: "nobody", trail: walk(), wind: null },
    { name: "one position", trail: walk([0, 0]), wind: null },
    { name: "resting, as receivers jitter", trail: walk([0, 0], [8, 3], [-4, 6], [2, -7]), wind: null },
    { name: "a way north-east", trail: walk([0, 0], [50, 50], [100, 100]), wind: "ne" },
    { name: "there and back again: the last part counts", trail: walk([0, 0], [0, 300], [0, 250], [0, 200]), wind: "s" },
    { name: "west by a little south", trail: walk([0, 0], [-200, -30]), wind: "w" },
    { name: "north", trail: walk([0, 0], [0, 90]), wind: "n" },
  ])("$name: $wind", ({ trail, wind }) => expect(headingOf(trail)).toBe(wind));
});
