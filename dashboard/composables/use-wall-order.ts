import { computed, type Ref } from "vue";
import type { AlertView } from "../../domain/alert.ts";
import type { Tile } from "../../domain/live-events.ts";
import { bySeverity, isUnanswered, SEVERITY_RANK } from "../alert-order.ts";

/** What stands in a cell of the wall: a resident, or the name of the floor whose residents come next. */
export interface WallFloorLabel {
  readonly key: string;
  readonly building: string;
  readonly floor: string;
  readonly residents: number;
  readonly alarmed: number;
}
export type WallItem = { readonly type: "tile"; readonly tile: Tile } | ({ readonly type: "floor" } & WallFloorLabel);

const NOBODY: readonly AlertView[] = [];
const collator = new Intl.Collator("zh-CN", { numeric: true });
const floorKey = ({ building, floor }: Pick<Tile, "building" | "floor">): string => `${building} ${floor}`;
const seat = (tile: Tile): string => `${tile.residentId} ${floorKey(tile)} ${tile.room}`;

/** Who stands where: people in alarm first, those whom nobody is coming to before the others; then floor by floor and room by room. */
export function useWallOrder(tiles: Readonly<Ref<readonly Tile[]>>, alerts: Readonly<Ref<readonly AlertView[]>>) {
  const alertsOf = computed(() => {
    const byResident = new Map<string, AlertView[]>();
    for (const alert of [...alerts.value].sort(bySeverity)) {
      if (alert.residentId === null) continue;
      const list = byResident.get(alert.residentId);
      if (list === undefined) byResident.set(alert.residentId, [alert]);
      else list.push(alert);
    }
    return byResident;
  });
  const listOf = (residentId: string): readonly AlertView[] => alertsOf.value.get(residentId) ?? NOBODY;
  /** Lower = further in front; undefined = calm. */
  function rank({ residentId }: Tile): number | undefined {
    const found = listOf(residentId).filter((alert) => alert.class === "physiological");
    const worst = found.find(isUnanswered) ?? found[0];
    return worst === undefined ? undefined : SEVERITY_RANK[worst.severity] + (isUnanswered(worst) ? 0 : 4);
  }
  /** Everybody by floor and room. Values change every second, seats hardly ever: then nothing is sorted again. */
  const seated = computed<{ readonly seats: readonly string[]; readonly tiles: readonly Tile[] }>((before) => {
    const seats = tiles.value.map(seat);
    if (before !== undefined && seats.length === before.seats.length && seats.every((one, index) => one === before.seats[index]))
      return before;
    const byRoom = (a: Tile, b: Tile): number => collator.compare(`${floorKey(a)} ${a.room}`, `${floorKey(b)} ${b.room}`);
    return { seats, tiles: [...tiles.value].sort(byRoom) };
  });
  const order = computed(() => {
    const ranked = seated.value.tiles.map((tile) => ({ tile, rank: rank(tile) }));
    const alarmed = ranked
      .flatMap(({ tile, rank }) => (rank === undefined ? [] : [{ tile, rank }]))
      .sort((a, b) => a.rank - b.rank)
      .map(({ tile }) => tile);
    const floors = new Map<string, { readonly calm: Tile[]; residents: number; alarmed: number }>();
    for (const { tile, rank } of ranked) {
      const floor = floors.get(floorKey(tile)) ?? { calm: [], residents: 0, alarmed: 0 };
      floors.set(floorKey(tile), floor);
      floor.residents += 1;
      if (rank === undefined) floor.calm.push(tile);
      else floor.alarmed += 1;
    }
    const others = [...floors].flatMap(([key, { calm, residents, alarmed }]): WallItem[] => {
      const [first] = calm;
      if (first === undefined) return [];
      const { building, floor } = first;
      const label: WallItem[] = floors.size > 1 ? [{ type: "floor", key, building, floor, residents, alarmed }] : [];
      return [...label, ...calm.map((tile) => ({ type: "tile", tile }) as const)];
    });
    return { alarmed, others, floors: floors.size };
  });
  return { order, listOf };
}
