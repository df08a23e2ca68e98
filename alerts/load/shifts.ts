import { localMinute, nextLocal } from "../../domain/local-time.ts";
import type { Window } from "./history.ts";

/** Shifts begin at 00:00, 08:00 and 16:00 local time unless the home's rota says otherwise [M]. */
const SHIFT_STARTS = [0, 8 * 60, 16 * 60] as const;
export interface Shift extends Window {
  readonly isNight: boolean;
}
/** The shifts of a window, oldest first; the first and the last are cut to it. */
export function shiftsOf({ fromMs, toMs }: Window): Shift[] {
  const shifts: Shift[] = [];
  let startMs = fromMs;
  while (startMs < toMs) {
    const endMs = Math.min(toMs, ...SHIFT_STARTS.map((minute) => nextLocal(startMs + 1, minute)));
    shifts.push({ fromMs: startMs, toMs: endMs, isNight: localMinute(startMs) < SHIFT_STARTS[1] });
    startMs = endMs;
  }
  return shifts;
}
