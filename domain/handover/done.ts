import type { Alert, TimelineEntry } from "../alert.ts";
import { DONE_CODES, type DoneCode, type Situation } from "./sheet.ts";

const isDone = (code: string): code is DoneCode => DONE_CODES.some((one) => one === code);
/** What people did: who did it is a name, and shown as a role to those who may not see names. */
const BY_PEOPLE: ReadonlySet<DoneCode> = new Set([
  "acknowledged",
  "onTheWay",
  "arrived",
  "handedOver",
  "doctorNeeded",
  "resolved",
  "called120",
  "transferred",
  "died",
  "advised",
  "visiting",
  "visitArrived",
  "ambulance",
  "admitting",
  "refused",
]);

/** The custody of an alert in short, oldest first: what was said several times in a row stands once, at its first time. */
export function doneOf(alert: Alert, timeline: readonly TimelineEntry[], staffNames: boolean): Situation["done"] {
  const roleOf = (name: string | null) => [alert.onSite.by, alert.medical.by].find((person) => person?.name === name)?.role ?? null;
  const done: Situation["done"] = [];
  for (const { at, code, track, who } of timeline) {
    if (!isDone(code)) continue;
    const shown = staffNames || !BY_PEOPLE.has(code) ? who : roleOf(who);
    const last = done.at(-1);
    if (last !== undefined && last.code === code && last.who === shown && last.track === track) last.times += 1;
    else done.push({ at, code, track, who: shown, times: 1 });
  }
  return done;
}
