import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fenceProblem } from "../../domain/fence-check.ts";
import type { FenceShape, Position } from "../../domain/fence.ts";

const METRE = 360 / (2 * Math.PI * 6_371_008);
/** So many metres north and east of a home in Hangzhou. */
const off = (north: number, east: number): Position => ({
  latitude: 30.25 + north * METRE,
  longitude: 120.17 + (east * METRE) / Math.cos((30.25 * Math.PI) / 180),
});
const polygon = (...corners: readonly (readonly [number, number])[]): FenceShape => ({
  type: "polygon",
  corners: corners.map(([north, east]) => off(north, east)),
});
const circle = (radiusM: number): FenceShape => ({ type: "circle", centre: off(0, 0), radiusM });
const square = polygon([0, 0], [0, 100], [100, 100], [100, 0]);

describe("a drawn fence", () => {
  it.each([
    { name: "a square", shape: square, problem: null },
    {
      name: "a court open to one side",
      shape: polygon([0, 0], [0, 100], [100, 100], [100, 70], [30, 70], [30, 30], [100, 30], [100, 0]),
      problem: null,
    },
    { name: "a triangle", shape: polygon([0, 0], [0, 200], [200, 0]), problem: null },
    { name: "a corner on a straight side", shape: polygon([0, 0], [0, 50], [0, 100], [100, 100], [100, 0]), problem: null },
    { name: "a bow tie", shape: polygon([0, 0], [100, 100], [0, 100], [100, 0]), problem: "crossing" },
    { name: "a side that touches a corner", shape: polygon([0, 0], [0, 200], [100, 200], [0, 100], [100, 0]), problem: "crossing" },
    { name: "a side that runs back over the one before", shape: polygon([0, 0], [0, 200], [0, 100], [100, 100]), problem: "crossing" },
    { name: "a line", shape: polygon([0, 0], [0, 100], [0, 200]), problem: "crossing" },
    { name: "the same corner twice", shape: polygon([0, 0], [0, 0], [0, 200], [200, 0]), problem: null },
    { name: "a flower bed", shape: polygon([0, 0], [0, 20], [20, 20], [20, 0]), problem: "tiny" },
    { name: "half a province", shape: polygon([0, 0], [0, 90_000], [90_000, 0]), problem: "large" },
    { name: "two corners", shape: polygon([0, 0], [0, 100]), problem: "fewPoints" },
    {
      name: "a corner too many",
      shape: polygon(...Array.from({ length: 65 }, (_, n) => [500 * Math.sin(n / 10.4), 500 * Math.cos(n / 10.4)] as const)),
      problem: "manyPoints",
    },
    {
      name: "a place beyond the pole",
      shape: { type: "circle", centre: { latitude: 91, longitude: 0 }, radiusM: 100 },
      problem: "offEarth",
    },
    {
      name: "a side over the date line",
      shape: {
        type: "polygon",
        corners: [
          { latitude: 0, longitude: 179.99 },
          { latitude: 0.01, longitude: 179.99 },
          { latitude: 0, longitude: -179.99 },
        ],
      },
      problem: "dateLine",
    },
    { name: "the smallest circle", shape: circle(30), problem: null },
    { name: "a smaller one", shape: circle(29.9), problem: "radius" },
    { name: "the largest circle", shape: circle(50_000), problem: null },
    { name: "a larger one", shape: circle(50_001), problem: "radius" },
  ] as const)("$name: $problem", ({ shape, problem }) => {
    expect(fenceProblem(shape as FenceShape)).toBe(problem);
  });
  it("that goes once around its middle never crosses itself, wherever it begins and whichever way it runs", () => {
    const radii = fc.array(fc.integer({ min: 60, max: 400 }), { minLength: 5, maxLength: 20 });
    fc.assert(
      fc.property(radii, fc.nat(), fc.boolean(), (all, start, isBack) => {
        const corners = all.map(
          (radius, n) => [radius * Math.sin((2 * Math.PI * n) / all.length), radius * Math.cos((2 * Math.PI * n) / all.length)] as const,
        );
        const turned = [...corners.slice(start % corners.length), ...corners.slice(0, start % corners.length)];
        return fenceProblem(polygon(...(isBack ? turned.toReversed() : turned))) === null;
      }),
    );
  });
});
