import gcoord from "gcoord";
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
/** Chinese providers shift their tiles inside China. The inverse is iterated by gcoord until it is exact to centimetres; outside of China nothing changes. */
const SHIFTED: MapEdge = {
  toMap({ latitude, longitude }) {
    const [east, north] = gcoord.transform<[number, number]>([longitude, latitude], gcoord.WGS84, gcoord.GCJ02);
    return [north, east];
  },
  fromMap({ lat, lng }) {
    const [longitude, latitude] = gcoord.transform<[number, number]>([lng, lat], gcoord.GCJ02, gcoord.WGS84);
    return { latitude, longitude };
  },
};
/** The one place where GCJ-02 exists. */
export function mapEdge(system: MapTiles["system"]): MapEdge {
  return system === "gcj02" ? SHIFTED : PLAIN;
}
