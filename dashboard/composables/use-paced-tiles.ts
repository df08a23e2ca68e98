import { onScopeDispose, shallowRef, watch, type Ref, type ShallowRef } from "vue";
import type { Tile } from "../../domain/live-events.ts";

/** What a tile shows: a resident's newest picture, and the time by which its ages are counted. */
export interface Shown {
  readonly tile: Tile;
  readonly now: number;
}
/** Frames over which a second's changes are spread: many small ones, instead of one that holds up a whole screen. */
const FRAMES = 12;
/** So few tiles change in one frame. */
const AT_ONCE = 48;

/** A picture for each tile of its own, renewed once a second a few tiles at a time. */
export function usePacedTiles(tiles: ReadonlyMap<string, Tile>, now: Readonly<Ref<number>>): (tile: Tile) => Readonly<ShallowRef<Shown>> {
  const shown = new Map<string, ShallowRef<Shown>>();
  let waiting: string[] = [];
  let frame = 0;

  function step(): void {
    frame = 0;
    const due = waiting.splice(0, Math.max(AT_ONCE, Math.ceil(shown.size / FRAMES)));
    for (const id of due) {
      const tile = tiles.get(id);
      const ref = shown.get(id);
      if (tile === undefined) shown.delete(id);
      else if (ref !== undefined) ref.value = { tile, now: now.value };
    }
    if (waiting.length > 0) frame = requestAnimationFrame(step);
  }
  watch(now, () => {
    // What still waits from the second before comes first.
    const late = new Set(waiting);
    waiting = [...late, ...[...shown.keys()].filter((id) => !late.has(id))];
    if (frame === 0) frame = requestAnimationFrame(step);
  });
  onScopeDispose(() => cancelAnimationFrame(frame));
  return (tile) => {
    const known = shown.get(tile.residentId);
    if (known !== undefined) return known;
    const made = shallowRef<Shown>({ tile, now: now.value });
    shown.set(tile.residentId, made);
    return made;
  };
}
