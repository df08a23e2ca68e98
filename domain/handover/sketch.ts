import type { FenceShape, Position } from "../fence.ts";
import type { HandoverLocation } from "./sheet.ts";

interface Point {
  readonly x: number;
  readonly y: number;
}
/** A drawing to scale, in units of the drawing: north is up, `y` grows downwards. */
export interface Sketch {
  readonly homes: readonly { readonly name: string; readonly points: readonly Point[] }[];
  readonly here: Point;
  /** Radius of the uncertainty. */
  readonly accuracy: number;
  /** A bar of a round length in metres. */
  readonly scale: { readonly metres: number; readonly width: number };
}
const EARTH_RADIUS_M = 6_371_008;
const MARGIN = 28;
/** Round lengths for the bar. */
const BARS = [20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000];
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Metres east (x) and south (y) of `origin`; exact enough for the size of a town. */
function metresFrom(origin: Position, { latitude, longitude }: Position): Point {
  return {
    x: EARTH_RADIUS_M * radians(longitude - origin.longitude) * Math.cos(radians(origin.latitude)),
    y: -EARTH_RADIUS_M * radians(latitude - origin.latitude),
  };
}
function cornersOf(shape: FenceShape, origin: Position): readonly Point[] {
  if (shape.type === "polygon") return shape.corners.map((corner) => metresFrom(origin, corner));
  const centre = metresFrom(origin, shape.centre);
  return Array.from({ length: 32 }, (_, index) => {
    const turn = (index / 32) * 2 * Math.PI;
    return { x: centre.x + shape.radiusM * Math.sin(turn), y: centre.y - shape.radiusM * Math.cos(turn) };
  });
}
/** A public map that takes WGS-84 and shows it right in China; it learns the place when somebody opens it, not before. */
export function amapAddress({ latitude, longitude }: Position): string {
  return `https://uri.amap.com/marker?position=${longitude},${latitude}&coordinate=wgs84`;
}
/** The position beside the fences of the home, fitted into `width` × `height`. */
export function outline(location: HandoverLocation, width: number, height: number): Sketch {
  const homes = location.home.map(({ name, shape }) => ({ name, points: cornersOf(shape, location) }));
  const accuracyM = Math.max(5, location.accuracyM ?? 0);
  const all = [
    ...homes.flatMap(({ points }) => points),
    ...[-1, 1].flatMap((side) => [
      { x: side * accuracyM, y: 0 },
      { x: 0, y: side * accuracyM },
    ]),
  ];
  const [left, right] = [Math.min(...all.map(({ x }) => x)), Math.max(...all.map(({ x }) => x))];
  const [top, bottom] = [Math.min(...all.map(({ y }) => y)), Math.max(...all.map(({ y }) => y))];
  const perM = Math.min((width - 2 * MARGIN) / Math.max(40, right - left), (height - 2 * MARGIN) / Math.max(40, bottom - top));
  const place = ({ x, y }: Point): Point => ({
    x: width / 2 + (x - (left + right) / 2) * perM,
    y: height / 2 + (y - (top + bottom) / 2) * perM,
  });
  const metres = BARS.findLast((bar) => bar * perM <= width / 3) ?? 20;
  return {
    homes: homes.map(({ name, points }) => ({ name, points: points.map(place) })),
    here: place({ x: 0, y: 0 }),
    accuracy: accuracyM * perM,
    scale: { metres, width: metres * perM },
  };
}
