import type { AlertView, Severity } from "../../../domain/alert.ts";
import type { PlaceView } from "../../../domain/api-schemas.ts";
import type { PlanPoint } from "../../../domain/floor-plan.ts";
import type { HomeLocations } from "../../../domain/location-view.ts";
import type { Tile } from "../../../domain/live-events.ts";
import type { Static } from "typebox";

export type Room = Static<typeof PlaceView>;
/** Somebody on the plan, with the worst that is open for them. */
export interface PersonThere {
  readonly residentId: string;
  readonly name: string;
  readonly severity: Severity | null;
  /** Somebody said 我去 or is there. */
  readonly isTaken: boolean;
  readonly hasGaps: boolean;
  /** A sign of this place was the last, though it is not the own room. */
  readonly isVisiting: boolean;
  /** Of the last sign of any room; `null`: there was none. */
  readonly seenAtMs: number | null;
}
export interface RoomThere {
  readonly room: Room;
  readonly people: readonly PersonThere[];
  /** Shares of the plan; `null`: nobody placed it yet. */
  readonly point: { readonly x: number; readonly y: number } | null;
}
export const floorKey = ({ building, floor }: Pick<Room, "building" | "floor">): string => JSON.stringify([building, floor]);

const RANK: Readonly<Record<Severity, number>> = { critical: 3, warning: 2, info: 1 };
/** Rooms of one floor in the order of their numbers, and who is to be looked for there. */
export function roomsOf(input: {
  readonly rooms: readonly Room[];
  readonly points: readonly PlanPoint[];
  readonly locations: HomeLocations["items"];
  readonly tiles: ReadonlyMap<string, Tile>;
  readonly alerts: readonly AlertView[];
}): readonly RoomThere[] {
  const { rooms, points, locations, tiles, alerts } = input;
  const here = new Map<string, PersonThere[]>();
  for (const { residentId, homePlaceId, room } of locations) {
    const tile = tiles.get(residentId);
    const own = alerts.filter((alert) => alert.residentId === residentId && alert.class === "physiological");
    const worst = own.reduce<AlertView | null>(
      (found, alert) => (found === null || RANK[alert.severity] > RANK[found.severity] ? alert : found),
      null,
    );
    const at = room?.placeId ?? homePlaceId;
    const person: PersonThere = {
      residentId,
      name: tile?.name ?? "",
      severity: worst?.severity ?? null,
      isTaken: worst !== null && own.every(({ onSite }) => onSite.state !== "waiting"),
      hasGaps: (tile?.coverage.length ?? 0) > 0,
      isVisiting: at !== homePlaceId,
      seenAtMs: room?.at ?? null,
    };
    here.set(at, [...(here.get(at) ?? []), person]);
  }
  const pointOf = new Map(points.map(({ placeId, x, y }) => [placeId, { x, y }]));
  return rooms
    .map((room) => ({ room, people: here.get(room.id) ?? [], point: pointOf.get(room.id) ?? null }))
    .sort((a, b) => a.room.name.localeCompare(b.room.name, "zh-CN", { numeric: true }));
}
/** How rooms without a point stand in rows, by number; `most` beside each other. */
function rowsFor(count: number, most: number): { readonly columns: number; readonly rows: number } {
  const columns = Math.max(1, Math.min(most, Math.ceil(Math.sqrt(count * 1.5))));
  return { columns, rows: Math.max(1, Math.ceil(count / columns)) };
}
/** Pixels of a blank grid on which so many rooms have space. */
export function blankSize(count: number, most: number): { readonly width: number; readonly height: number } {
  const { columns, rows } = rowsFor(count, most);
  return { width: Math.max(3, columns) * 150, height: Math.max(2, rows) * 120 };
}
export function inRows(count: number, most: number): readonly { readonly x: number; readonly y: number }[] {
  const { columns, rows } = rowsFor(count, most);
  return Array.from({ length: count }, (_, index) => ({
    x: ((index % columns) + 0.5) / columns,
    y: (Math.floor(index / columns) + 0.5) / rows,
  }));
}
