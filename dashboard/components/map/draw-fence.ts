import type { Circle, Polygon } from "leaflet";
import type { FenceShape, Position } from "../../../domain/fence.ts";
import { movedBy } from "./bearing.ts";
import type { GeoMap } from "./use-geo-map.ts";

/** Not yet on the map. */
export function drawFence({ leaflet, edge }: GeoMap, shape: FenceShape, className: string): Circle | Polygon {
  return shape.type === "circle"
    ? leaflet.circle(edge.toMap(shape.centre), { radius: shape.radiusM, className })
    : leaflet.polygon(
        shape.corners.map((corner) => edge.toMap(corner)),
        { className },
      );
}
/** Positions that have to be in sight for the whole of it to be seen. */
export function positionsOf(shape: FenceShape): readonly Position[] {
  if (shape.type === "polygon") return shape.corners;
  const { centre, radiusM } = shape;
  return [movedBy(centre, radiusM, radiusM), movedBy(centre, -radiusM, -radiusM)];
}
