import type { Alert, TimelineEntry } from "../alert.ts";
import { whoWithoutNames } from "../timeline-who.ts";
import { DONE_CODES, type DoneCode, type Situation } from "./sheet.ts";

const isDone = (code: string): code is DoneCode => DONE_CODES.some((one) => one === code);
/** The custody of an alert in short, oldest first: what was said several times in a row stands once, at its first time. */
export function doneOf(alert: Alert, timeline: readonly TimelineEntry[], staffNames: boolean): Situation["done"] {
  const done: Situation["done"] = [];
  for (const { at, code, track, who } of timeline) {
    if (!isDone(code)) continue;
    const shown = staffNames ? who : whoWithoutNames(alert, { code, track, who });
    const last = done.at(-1);
    if (last !== undefined && last.code === code && last.who === shown && last.track === track) last.times += 1;
    else done.push({ at, code, track, who: shown, times: 1 });
  }
  return done;
}
