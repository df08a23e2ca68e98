import * as library from "gcoord";
import type { Position } from "../../../domain/fence.ts";
import type { MapTiles } from "../../../domain/map-tiles.ts";

/** Degrees as Leaflet has them. */
export type MapPoint = [latitude: number, longitude: number];
/** Between what Anhu keeps (WGS-84) and what lies under the drawing. */
export interface MapEdge {
  toMap(position: Position): MapPoint;
  fromMap(point: { readonly lat: number; readonly lng: number }): Position;
}
const PLAIN: MapEdge = {
  toMap: ({ latitude, longitude }) => [latitude, longitude],
  fromMap: ({ lat, lng }) => ({ latitude: lat, longitude: lng }),
};
/** gcoord's types describe its module for bundlers alone, so that what it gives to Node is looked at as it comes. */
const transform: unknown = Reflect.get(Object(library.default), "transform");
function shifted(
  longitude: number,
  latitude: number,
  from: "WGS84" | "GCJ02",
  to: "WGS84" | "GCJ02",
): readonly [east: number, north: number] {
  const moved: unknown = typeof transform === "function" ? Reflect.apply(transform, null, [[longitude, latitude], from, to]) : null;
  const [east, north]: readonly unknown[] = Array.isArray(moved) ? moved : [];
  if (typeof east !== "number" || typeof north !== "number") throw new TypeError("shifting a position for the map: gcoord gave none");
  return [east, north];
}
/** Chinese providers shift their tiles inside China. The inverse is iterated by gcoord until it is exact to centimetres; outside of China nothing changes. */
const SHIFTED: MapEdge = {
  toMap({ latitude, longitude }) {
    const [east, north] = shifted(longitude, latitude, "WGS84", "GCJ02");
    return [north, east];
  },
  fromMap({ lat, lng }) {
    const [longitude, latitude] = shifted(lng, lat, "GCJ02", "WGS84");
    return { latitude, longitude };
  },
};
/** The one place where GCJ-02 exists. */
export function mapEdge(system: MapTiles["system"]): MapEdge {
  return system === "gcj02" ? SHIFTED : PLAIN;
}
