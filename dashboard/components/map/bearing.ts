import type { Position } from "../../../domain/fence.ts";
import type { FixView } from "../../../domain/location-view.ts";

/** Keys of `map.direction`, clockwise from north. */
const WINDS = ["n", "ne", "e", "se", "s", "sw", "w", "nw"] as const;
export type Wind = (typeof WINDS)[number];
/** A fix without a word on its accuracy is taken to be as good as phones are outdoors [M]. */
const PLAIN_ACCURACY_M = 20;
const METRES_A_DEGREE = 111_195;

/** Metres east and north from one position to another: exact enough for a walk. */
export function offsetM(from: Position, to: Position): { readonly east: number; readonly north: number } {
  const narrow = Math.cos((from.latitude * Math.PI) / 180);
  return { east: (to.longitude - from.longitude) * METRES_A_DEGREE * narrow, north: (to.latitude - from.latitude) * METRES_A_DEGREE };
}
/** The position so many metres east and north. */
export function movedBy(from: Position, east: number, north: number): Position {
  const narrow = Math.cos((from.latitude * Math.PI) / 180);
  return { latitude: from.latitude + north / METRES_A_DEGREE, longitude: from.longitude + east / (METRES_A_DEGREE * narrow) };
}
/** Where somebody is heading: from the newest earlier fix that lies clearly elsewhere to the last; `null`: no clear movement. */
export function headingOf(trail: readonly FixView[]): Wind | null {
  const last = trail.at(-1);
  if (last === undefined) return null;
  const blurOf = ({ accuracyM }: FixView): number => accuracyM ?? PLAIN_ACCURACY_M;
  const before = trail.slice(0, -1).findLast((fix) => {
    const { east, north } = offsetM(fix, last);
    return Math.hypot(east, north) > Math.max(PLAIN_ACCURACY_M, blurOf(fix) + blurOf(last));
  });
  if (before === undefined) return null;
  const { east, north } = offsetM(before, last);
  const eighth = Math.round(Math.atan2(east, north) / (Math.PI / 4));
  return WINDS.at(eighth % WINDS.length) ?? null;
}
