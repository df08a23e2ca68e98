import type { FloorPlans } from "../../domain/floor-plan.ts";
import type { Position } from "../../domain/fence.ts";
import { CURRENT_FOR_MS, type LocationWhy } from "../../domain/location-sight.ts";
import type { FixView, HomeLocations, LocationView } from "../../domain/location-view.ts";
import type { Tile, WallView } from "../../domain/live-events.ts";
import { PLAIN_PLACE } from "../../domain/place-use.ts";
import type { FenceView } from "../../domain/place-view.ts";
import { FACILITY, NOW } from "./mock-home.ts";

const MINUTE = 60_000;
const GATE: Position = { latitude: 30.2741, longitude: 120.1551 };
/** So many metres north and east of the gate. */
const off = (north: number, east: number): Position => ({
  latitude: GATE.latitude + north / 111_195,
  longitude: GATE.longitude + east / (111_195 * Math.cos((GATE.latitude * Math.PI) / 180)),
});
const FENCES: readonly FenceView[] = [
  {
    ...{ id: "fen_yard", facilityId: FACILITY.id, residentId: null, name: "院子", fromMs: 0, toMs: null },
    shape: { type: "polygon", corners: [off(-120, -90), off(-120, 90), off(110, 100), off(130, -80)] },
  },
  {
    ...{ id: "fen_own", facilityId: FACILITY.id, residentId: "res_5", name: "她的小区", fromMs: 0, toMs: null },
    shape: { type: "circle", centre: off(20, 160), radiusM: 140 },
  },
];
const WAY: readonly FixView[] = Array.from({ length: 14 }, (_, step) => ({
  ...off(14 * step, 22 * step + 12 * Math.sin(step)),
  ...{ accuracyM: 14, at: NOW - (27 - 2 * step) * MINUTE },
}));
const placeId = ({ room }: Tile): string => `plc_${room}`;
function whyOf(tile: Tile, wall: WallView): LocationWhy {
  const isOpen = wall.alerts.some(
    (alert) => alert.residentId === tile.residentId && alert.class === "physiological" && alert.state !== "resolved",
  );
  if (isOpen) return "alert";
  const words: Readonly<Record<string, LocationWhy>> = { res_3: "consent", res_5: "wanderingRisk", res_7: "off" };
  return words[tile.residentId] ?? "noConsent";
}
const isShown = (why: LocationWhy): boolean => why !== "off" && why !== "noConsent";
const roomOf = (tile: Tile) =>
  tile.whereabouts.sinceMs === null ? null : { placeId: placeId(tile), name: tile.room, at: tile.whereabouts.sinceMs };

function locationOf(tile: Tile, wall: WallView): LocationView {
  const why = whyOf(tile, wall);
  const shown = isShown(why);
  const last = WAY.at(-1) ?? null;
  // Who consented was heard of long ago: an old position.
  const trail = !shown ? [] : why === "consent" ? WAY.slice(0, 6).map((fix) => ({ ...fix, at: fix.at - 40 * MINUTE })) : [...WAY];
  return {
    ...{
      residentId: tile.residentId,
      sight: { isShown: shown, why },
      fromMs: shown ? NOW - 90 * MINUTE : null,
      currentForMs: CURRENT_FOR_MS,
    },
    ...{ position: shown ? (trail.at(-1) ?? last) : null, trail, isTrailCut: false, room: roomOf(tile) },
    consents:
      why === "consent" || why === "off"
        ? [{ isGiven: why === "consent", giver: "resident", note: "当面说好", at: NOW - 86_400_000, by: "李娜", role: "nurse" }]
        : [],
  };
}
function locations(wall: WallView): HomeLocations {
  return {
    ...{ at: NOW, currentForMs: CURRENT_FOR_MS },
    items: wall.tiles.map((tile) => {
      const { sight, position, room } = locationOf(tile, wall);
      return { residentId: tile.residentId, homePlaceId: placeId(tile), sight, position: sight.why === "alert" ? position : null, room };
    }),
  };
}
function floorPlans(wall: WallView): FloorPlans {
  const places = wall.tiles.map((tile) => ({
    ...{ id: placeId(tile), facilityId: FACILITY.id, building: tile.building, floor: tile.floor, name: tile.room },
    ...PLAIN_PLACE,
  }));
  return { plans: [], places: places.filter(({ id }, index) => places.findIndex((one) => one.id === id) === index), points: [] };
}
/** What the map, the floor plan and the location of a resident read; `undefined`: none of it. */
export function answerMap(path: string, wall: WallView): unknown {
  if (path === "/map-settings") return { tiles: null };
  const [, first, id, rest] = path.split("/");
  if (first === "facilities" && rest === "floor-plans") return floorPlans(wall);
  if (first === "facilities" && rest === "locations") return locations(wall);
  if (first === "facilities" && rest === "fences") return { items: FENCES, next: null };
  const tile = first === "residents" ? wall.tiles.find(({ residentId }) => residentId === id) : undefined;
  if (tile === undefined) return undefined;
  if (rest === "fences") return { items: FENCES.filter(({ residentId }) => residentId === null || residentId === id), next: null };
  return rest === "location" ? locationOf(tile, wall) : undefined;
}
