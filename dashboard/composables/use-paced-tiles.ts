import { shallowRef, watch, type Ref, type ShallowRef } from "vue";
import type { Tile } from "../../domain/live-events.ts";

/** What a tile shows: a resident's newest picture, and the time by which its ages are counted. */
export interface Shown {
  readonly tile: Tile;
  readonly now: number;
}
/** A picture for each tile of its own, renewed once a second, all in one frame: a frame costs more than the tiles that change in it. */
export function usePacedTiles(tiles: ReadonlyMap<string, Tile>, now: Readonly<Ref<number>>): (tile: Tile) => Readonly<ShallowRef<Shown>> {
  const shown = new Map<string, ShallowRef<Shown>>();
  watch(now, (at) => {
    for (const [id, ref] of shown) {
      const tile = tiles.get(id);
      if (tile === undefined) shown.delete(id);
      else ref.value = { tile, now: at };
    }
  });
  return (tile) => {
    const known = shown.get(tile.residentId);
    if (known !== undefined) return known;
    const made = shallowRef<Shown>({ tile, now: now.value });
    shown.set(tile.residentId, made);
    return made;
  };
}
