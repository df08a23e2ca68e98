import { LEAST_RADIUS_M, MOST_POINTS, type FenceShape, type Position } from "./fence.ts";

/** What may be wrong with a drawn fence; the screens have a sentence for each. */
export const FENCE_PROBLEMS = ["fewPoints", "manyPoints", "crossing", "tiny", "large", "offEarth", "radius", "dateLine"] as const;
export type FenceProblem = (typeof FENCE_PROBLEMS)[number];
export const FENCE_SENTENCES: Readonly<Record<FenceProblem, string>> = {
  fewPoints: "a polygon has at least 3 corners; add some",
  manyPoints: `a polygon has at most ${MOST_POINTS} corners; take some away`,
  crossing: "two sides of the polygon cross or touch, so that nobody can say what is inside; move the corners apart",
  tiny: `it is smaller than a circle of ${LEAST_RADIUS_M} m, which no satellite fix tells from its surroundings; make it larger`,
  large: "it reaches farther than 100 km; make it smaller",
  offEarth: "latitudes lie between −90 and 90, longitudes between −180 and 180",
  radius: `a radius lies between ${LEAST_RADIUS_M} m and 50,000 m`,
  dateLine: "no side may pass the date line",
};

/** As large as the largest circle, and as small as the smallest (domain/fence.ts). */
const LARGEST_RADIUS_M = 50_000;
const LEAST_AREA_M2 = Math.PI * LEAST_RADIUS_M ** 2;
const LONGEST_SIDE_M = 2 * LARGEST_RADIUS_M;
const EARTH_RADIUS_M = 6_371_008;

/** The first thing that is wrong with a shape; `null`: it can be kept and watched. */
export function fenceProblem(shape: FenceShape): FenceProblem | null {
  if (shape.type === "circle") {
    if (!isOnEarth(shape.centre)) return "offEarth";
    return shape.radiusM >= LEAST_RADIUS_M && shape.radiusM <= LARGEST_RADIUS_M ? null : "radius";
  }
  if (shape.corners.length > MOST_POINTS) return "manyPoints";
  // A ring that names its first corner again at the end, or a click too many, changes nothing of what is inside.
  const corners = shape.corners.filter((corner, at) => !isSame(corner, shape.corners.at(at - 1)) || shape.corners.length === 1);
  if (corners.length < 3) return "fewPoints";
  if (!corners.every(isOnEarth)) return "offEarth";
  const longitudes = corners.map(({ longitude }) => longitude);
  if (Math.max(...longitudes) - Math.min(...longitudes) > 180) return "dateLine";
  const points = flatten(corners);
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  if (Math.hypot(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys)) > LONGEST_SIDE_M) return "large";
  if (crossingSides(points) !== null) return "crossing";
  return Math.abs(areaM2(points)) < LEAST_AREA_M2 ? "tiny" : null;
}
function isSame(one: Position, other: Position | undefined): boolean {
  return one.latitude === other?.latitude && one.longitude === other.longitude;
}
function isOnEarth({ latitude, longitude }: Position): boolean {
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
}
interface Flat {
  readonly x: number;
  readonly y: number;
}
/** Metres from the first corner; exact enough below a hundred kilometres. */
function flatten(corners: readonly Position[]): readonly Flat[] {
  const [origin = { latitude: 0, longitude: 0 }] = corners;
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const width = EARTH_RADIUS_M * Math.cos(radians(origin.latitude));
  return corners.map(({ latitude, longitude }) => ({
    x: width * radians(longitude - origin.longitude),
    y: EARTH_RADIUS_M * radians(latitude - origin.latitude),
  }));
}
function areaM2(points: readonly Flat[]): number {
  return points.reduce((sum, to, index) => {
    const from = points.at(index - 1) ?? to;
    return sum + (from.x * to.y - to.x * from.y) / 2;
  }, 0);
}
/** Two sides that meet where no corner is, or a corner that lies on another: then what is inside is not what somebody drew. */
function crossingSides(points: readonly Flat[]): readonly [number, number] | null {
  const count = points.length;
  for (let one = 0; one < count; one += 1)
    for (let other = one + 1; other < count; other += 1) {
      const isNext = other === one + 1 || (one === 0 && other === count - 1);
      const a = points[one];
      const b = points[(one + 1) % count];
      const c = points[other];
      const d = points[(other + 1) % count];
      if (a === undefined || b === undefined || c === undefined || d === undefined) continue;
      if (isNext ? foldsBack(one === 0 && other === count - 1 ? [c, a, b] : [a, b, d]) : meet(a, b, c, d)) return [one, other];
    }
  return null;
}
const turn = (a: Flat, b: Flat, c: Flat): number => Math.sign((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x));
/** The side after a corner runs back over the side before it. */
function foldsBack([before, corner, after]: readonly [Flat, Flat, Flat]): boolean {
  const isBack = (before.x - corner.x) * (after.x - corner.x) + (before.y - corner.y) * (after.y - corner.y) > 0;
  return turn(before, corner, after) === 0 && isBack;
}
function meet(a: Flat, b: Flat, c: Flat, d: Flat): boolean {
  const [abc, abd, cda, cdb] = [turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)];
  if (abc !== abd && cda !== cdb) return true;
  return (
    (abc === 0 && isWithin(a, b, c)) ||
    (abd === 0 && isWithin(a, b, d)) ||
    (cda === 0 && isWithin(c, d, a)) ||
    (cdb === 0 && isWithin(c, d, b))
  );
}
function isWithin(a: Flat, b: Flat, point: Flat): boolean {
  const between = (one: number, two: number, value: number): boolean => value >= Math.min(one, two) && value <= Math.max(one, two);
  return between(a.x, b.x, point.x) && between(a.y, b.y, point.y);
}
