/** Where a room lies. */
export interface Spot {
  readonly building: string;
  readonly floor: string;
  readonly room: string;
}
const BY_NUMBER = new Intl.Collator("zh-CN", { numeric: true });
/** Another floor is further than any door of this one, another building than any floor. */
const FLOOR = 1_000;
const BUILDING = 100_000;
const UNKNOWN = BUILDING * 10;

/**
 * How far it is from one room to another, in doors by the order of the room numbers; floors and buildings count as many doors. For putting calls in
 * order, not for a map. @param rooms all rooms of the home @param to null: it is not known where that is
 */
export function doorsBetween(rooms: readonly Spot[], from: Spot, to: Spot | null): number {
  if (to === null) return UNKNOWN;
  if (from.building !== to.building) return BUILDING + floorsBetween(rooms, from, to) * FLOOR;
  if (from.floor !== to.floor) return floorsBetween(rooms, from, to) * FLOOR;
  const doors = inOrder(rooms.filter(({ building, floor }) => building === to.building && floor === to.floor).map(({ room }) => room));
  return Math.abs(doors.indexOf(from.room) - doors.indexOf(to.room));
}
/** Floors of all buildings in one order: `B1`, `1`, `2` … as people number them. */
function floorsBetween(rooms: readonly Spot[], from: Spot, to: Spot): number {
  const floors = inOrder([...rooms, from, to].map(({ floor }) => floor));
  return Math.max(1, Math.abs(floors.indexOf(from.floor) - floors.indexOf(to.floor)));
}
function inOrder(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort(BY_NUMBER.compare);
}
