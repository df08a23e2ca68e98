import type { RhythmDay, RhythmState } from "../../../domain/day-rhythm.ts";
import { localMinute } from "../../../domain/local-time.ts";

/** Hours of one kind after each other; `to` 24: until midnight. */
export interface RhythmRun {
  readonly from: number;
  readonly to: number;
  readonly state: RhythmState;
}
/** A day as runs of hours, for those who cannot see the strip. */
export function runsOf({ hours }: RhythmDay): readonly RhythmRun[] {
  const runs: { from: number; to: number; state: RhythmState }[] = [];
  for (const { at, state } of hours) {
    const hour = localMinute(at) / 60;
    const last = runs.at(-1);
    if (last?.state === state && last.to === hour) last.to = hour + 1;
    else runs.push({ from: hour, to: hour + 1, state });
  }
  return runs;
}
