import { Type, type Static } from "typebox";
import { holdsAt } from "./contract.ts";

const closed = { additionalProperties: false };
/** WGS-84, as GPS and OwnTracks give it; map tiles of Chinese providers need GCJ-02. */
export const Position = Type.Object(
  { latitude: Type.Number({ minimum: -90, maximum: 90 }), longitude: Type.Number({ minimum: -180, maximum: 180 }) },
  closed,
);
export type Position = Static<typeof Position>;
/** No satellite fix tells a smaller circle from its surroundings [M]. */
export const LEAST_RADIUS_M = 30;
export const MOST_POINTS = 64;
/** Where a person is at home: inside it nothing is said. Corners of a polygon in order, the last joined to the first; no side over the date line. */
export const FenceShape = Type.Union([
  Type.Object(
    { type: Type.Literal("circle"), centre: Position, radiusM: Type.Number({ minimum: LEAST_RADIUS_M, maximum: 50_000 }) },
    closed,
  ),
  Type.Object({ type: Type.Literal("polygon"), corners: Type.Array(Position, { minItems: 3, maxItems: MOST_POINTS }) }, closed),
]);
export type FenceShape = Static<typeof FenceShape>;
/**
 * A geofence of a facility, or of one resident. Never changed: it ends and another begins, so that a replay sees what held at any time.
 * Of several that hold, inside one is inside.
 */
export interface Fence {
  readonly id: string;
  readonly facilityId: string;
  /** `null`: of the facility, for its residents at risk who have none of their own. */
  readonly residentId: string | null;
  readonly name: string;
  readonly shape: FenceShape;
  /** Server time. */
  readonly fromMs: number;
  readonly toMs: number | null;
  readonly byUserId: string;
}
/** The fences that hold for a resident: their own, else for who is at risk those of the facility. */
export function fencesFor(fences: readonly Fence[], residentId: string, isAtRisk: boolean, atMs: number): readonly Fence[] {
  const own = fences.filter((fence) => fence.residentId === residentId && holdsAt(fence, atMs));
  if (own.length > 0 || !isAtRisk) return own;
  return fences.filter((fence) => fence.residentId === null && holdsAt(fence, atMs));
}
/** Metres from a position to the nearest of the fences: above 0 outside of all, below 0 inside one. Infinity without a fence. */
export function outsideByM(fences: readonly Pick<Fence, "shape">[], at: Position): number {
  return Math.min(...fences.map(({ shape }) => outsideShapeM(shape, at)));
}

const EARTH_RADIUS_M = 6_371_008;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;
interface Flat {
  readonly x: number;
  readonly y: number;
}
/** Metres east and north of `origin`: exact enough for the size of a town. */
function flat(origin: Position, { latitude, longitude }: Position): Flat {
  const turn = ((longitude - origin.longitude + 540) % 360) - 180;
  return {
    x: EARTH_RADIUS_M * radians(turn) * Math.cos(radians(origin.latitude)),
    y: EARTH_RADIUS_M * radians(latitude - origin.latitude),
  };
}
function outsideShapeM(shape: FenceShape, at: Position): number {
  if (shape.type === "circle") {
    const centre = flat(at, shape.centre);
    return Math.hypot(centre.x, centre.y) - shape.radiusM;
  }
  const corners = shape.corners.map((corner) => flat(at, corner));
  let nearestM = Infinity;
  let isInside = false;
  for (const [index, to] of corners.entries()) {
    const from = corners.at(index - 1) ?? to;
    nearestM = Math.min(nearestM, sideDistanceM(from, to));
    if (from.y > 0 !== to.y > 0 && from.x + ((to.x - from.x) * -from.y) / (to.y - from.y) > 0) isInside = !isInside;
  }
  return isInside ? -nearestM : nearestM;
}
/** From the origin to the side between two corners. */
function sideDistanceM(from: Flat, to: Flat): number {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const lengthSquared = dx * dx + dy * dy;
  const share = lengthSquared === 0 ? 0 : Math.min(1, Math.max(0, -(from.x * dx + from.y * dy) / lengthSquared));
  return Math.hypot(from.x + share * dx, from.y + share * dy);
}
